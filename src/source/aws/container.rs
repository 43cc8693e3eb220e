//! Container credentials: ECS task roles, EKS Pod Identity, and everything that speaks their
//! protocol on loopback.
//!
//! Not by aws-config's provider, which refuses a token file that ends in a newline and drops the
//! endpoint's own words on failure; the protocol is one GET.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Aws, here, machine};
use crate::credential::AwsKeys;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::host::Host;
use crate::host::files::unreadable;
use crate::host::http::Ask;
use crate::names::Endpoint;
use crate::policy;
use crate::secret::{Secret, shown};
use crate::source::{Detection, digest, token_identity};

/// Where ECS's agent listens for `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`.
const ECS_AGENT: &str = "http://169.254.170.2";

/// The endpoint and how to speak to it.
#[derive(Debug)]
pub struct Container {
    endpoint: Endpoint,
    token: Token,
}

#[derive(Debug)]
enum Token {
    None,
    Env,
    File(PathBuf),
}

/// The answer, as the SDKs read it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    access_key_id: String,
    secret_access_key: Secret,
    token: Option<Secret>,
    expiration: Option<DateTime<Utc>>,
    account_id: Option<String>,
}

/// The variables say it all; RELATIVE wins over FULL as in the SDKs.
pub fn detect(host: &Host) -> Detection {
    let url = match (host.env.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"), host.env.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
        (Some(path), _) => format!("{ECS_AGENT}/{}", path.trim_start_matches('/')),
        (None, Some(url)) => url.to_owned(),
        (None, None) => {
            return Detection::absent("AWS_CONTAINER_CREDENTIALS_FULL_URI and AWS_CONTAINER_CREDENTIALS_RELATIVE_URI are not set");
        }
    };
    let endpoint = match Endpoint::parse(&url) {
        Ok(endpoint) => endpoint,
        Err(wrong) => return Detection::Broken(Error::configuration(format!("AWS_CONTAINER_CREDENTIALS_FULL_URI {wrong}"))),
    };
    let token = match host.env.path("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(path) => Token::File(path),
        None if host.env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN").is_some() => Token::Env,
        None => Token::None,
    };
    let who = match &token {
        Token::File(path) => token_identity(host, path),
        Token::Env => digest(host.env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN").unwrap_or_default()),
        Token::None => String::new(),
    };
    let scope = format!("{}\n{who}\n{}", endpoint.url(), machine(host));
    here("aws:container", scope, Aws::Container(Container { endpoint, token }))
}

impl Container {
    pub async fn fetch(&self, host: &Host) -> Result<AwsKeys> {
        let mut ask = Ask::get(self.endpoint.url().clone()).header("accept", "application/json");
        match &self.token {
            Token::None => {}
            Token::Env => {
                ask = ask.secret_header("authorization", host.env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN").unwrap_or_default().trim())
            }
            Token::File(path) => {
                let token = host.files.read(path, policy::TOKEN_BYTES).map_err(|error| {
                    unreadable("the container authorization token", path, &error)
                        .hint("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names the file that the platform mounts")
                })?;
                ask = ask.secret_header("authorization", token.trim());
            }
        }
        let answer = host.http.send(ask).await?;
        if !answer.is_success() {
            let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let said = ["Message", "message"].iter().find_map(|name| said[name].as_str()).unwrap_or_default();
            let retry = answer.retry();
            let what =
                format!("the container credentials endpoint {} answered with status {} {}", answer.host, answer.status, shown(said, &[]));
            let kind = if retry == Retry::Never { ErrorKind::NoIdentity } else { ErrorKind::Network };
            return Err(Error::new(kind, what.trim_end())
                .retrying(retry)
                .hint("check the task role or Pod Identity association of this workload"));
        }
        let Answer { access_key_id, secret_access_key, token, expiration, account_id } = answer.parse()?;
        Ok(AwsKeys { access_key_id, secret_access_key, session_token: token, expires: expiration, arn: None, account: account_id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_to_a_stranger_is_refused_before_any_request() {
        let host = Host::scripted(&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example/creds")], &[], 0);
        assert!(matches!(detect(&host), Detection::Broken(error) if error.message().contains("plain HTTP")));
    }
}
