//! Google's metadata server: GCE, GKE, Cloud Run and everything that emulates it.
//! Contract: `Metadata-Flavor: Google` both ways.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use url::Url;

use super::Google;
use crate::credential::{AccessToken, Jwt, Proof};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::{Found, Need};
use crate::host::Host;
use crate::host::http::{Answer, Ask};
use crate::names::Endpoint;
use crate::policy;
use crate::secret::{Secret, shown};
use crate::source::aws::machine;
use crate::source::{Detection, Kind, Source};

/// The address itself: looking up `metadata.google.internal` off Google costs seconds.
const ADDRESS: &str = "169.254.169.254";

/// A metadata server.
#[derive(Debug)]
pub struct Metadata {
    root: Endpoint,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    expires_in: i64,
}

/// Variables and the machine's own description; no request is made.
pub fn detect(host: &Host, pinned: bool) -> Detection {
    let named =
        ["GCE_METADATA_HOST", "GCE_METADATA_IP", "GCE_METADATA_ROOT"].into_iter().find_map(|name| Some((name, host.env.get(name)?)));
    let (name, address) = named.unwrap_or(("the metadata server", ADDRESS));
    let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    if named.is_none() && !pinned {
        if host.env.is_on("NO_GCE_CHECK") {
            return Detection::absent("NO_GCE_CHECK is set and GCE_METADATA_HOST is not");
        }
        let serverless = ["K_SERVICE", "CLOUD_RUN_JOB", "FUNCTION_TARGET", "GAE_ENV"].into_iter().any(|name| host.env.get(name).is_some());
        let dmi = host.files.read("/sys/class/dmi/id/product_name".as_ref(), 256).is_ok_and(|text| text.trim_start().starts_with("Google"));
        if !serverless && !dmi {
            return Detection::absent("this is no Google machine");
        }
    }
    match Endpoint::parse(&url) {
        Ok(root) => {
            let scope = format!("{} {}", root.base(), machine(host));
            Detection::Here(Source { name: "google:metadata", scope, kind: Kind::Google(Google::Metadata(Metadata { root })) })
        }
        Err(wrong) => Detection::Broken(Error::configuration(format!("{name} ({address}) {wrong}"))),
    }
}

impl Metadata {
    pub async fn fetch(&self, host: &Host, need: &Need) -> Result<Found> {
        match need {
            Need::GoogleAccess { scopes } => {
                let scopes: String = url::form_urlencoded::byte_serialize(scopes.join(",").as_bytes()).collect();
                let token = format!("instance/service-accounts/default/token?scopes={scopes}");
                let (token, email) = tokio::join!(self.get(host, &token), self.get(host, "instance/service-accounts/default/email"),);
                let asked: DateTime<Utc> = host.clock.now();
                let TokenAnswer { access_token, expires_in } = token?.parse()?;
                let identity = email.ok().map(|answer| answer.text().trim().to_owned()).filter(|email| email.contains('@'));
                let expires = asked + TimeDelta::try_seconds(expires_in).unwrap_or_default();
                Ok(Found::plain(Proof::Google(AccessToken { token: access_token, expires, identity, quota_project: None })))
            }
            Need::Jwt { audience, session } => {
                let encoded: String = url::form_urlencoded::byte_serialize(audience.as_bytes()).collect();
                let identity = format!("instance/service-accounts/default/identity?audience={encoded}&format=full");
                let (token, session) = if *session {
                    let (token, project, name) =
                        tokio::join!(self.get(host, &identity), self.get(host, "project/project-id"), self.get(host, "instance/hostname"));
                    let text =
                        |answer: Result<Answer>| answer.ok().map(|answer| answer.text().trim().to_owned()).filter(|text| !text.is_empty());
                    // Cloud Run has no host name; janus, whose users read these names in
                    // CloudTrail, wrote `unknown` there.
                    let name = text(name).unwrap_or_else(|| "unknown".to_owned());
                    (token?, text(project).map(|project| format!("{project}.{name}")))
                } else {
                    (self.get(host, &identity).await?, None)
                };
                let jwt = Jwt::read(Secret::new(token.text()).trimmed()).ok_or_else(|| {
                    Error::network(format!("the metadata server {} sent an identity token that is not a JWT", token.host))
                })?;
                Ok(Found { proof: Proof::Jwt(jwt), hops: Vec::new(), session })
            }
            Need::AwsKeys => Err(Error::new(ErrorKind::Unexpected, "a Google identity was asked for AWS keys")),
        }
    }

    async fn get(&self, host: &Host, path: &str) -> Result<Answer> {
        let url = Url::parse(&format!("{}/computeMetadata/v1/{path}", self.root.base()))
            .map_err(|error| Error::configuration("the metadata server's address makes no URL").because(error))?;
        let answer = host.http.send(Ask::get(url).header("metadata-flavor", "Google")).await.map_err(|error| {
            error.hint(format!("Google's metadata server is asked first; if this is no Google machine, choose another source with --from (each request waits {} s at most)", policy::METADATA_CONNECT.as_secs()))
        })?;
        if answer.headers.get("metadata-flavor").is_none_or(|flavor| flavor.as_bytes() != b"Google") {
            return Err(Error::no_identity(format!(
                "{} answered without Metadata-Flavor: Google, so it is not Google's metadata server",
                answer.host
            ))
            .hint("check GCE_METADATA_HOST"));
        }
        if answer.is_success() {
            return Ok(answer);
        }
        let what = path.split('?').next().unwrap_or_default();
        let message =
            format!("the metadata server {} answered {what} with status {}: {}", answer.host, answer.status, shown(&answer.text(), &[]));
        Err(match answer.retry() {
            Retry::Never => Error::no_identity(message).hint("attach a service account to this machine, pod or service; on GKE annotate the Kubernetes service account with iam.gke.io/gcp-service-account"),
            retry => Error::network(message).retrying(retry),
        })
    }
}
