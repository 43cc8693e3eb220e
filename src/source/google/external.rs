//! `external_account` files: a subject token from a file, URL, executable or AWS, and the token
//! exchange that the file declares. Contract: AIP-4117.
//!
//! Where Google's libraries know two AWS identities (variables and the instance's role), every one
//! of ours will do: the file names the trust, not the machine.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use super::adc::{impersonation, last_hop};
use super::trusted;
use crate::credential::{AwsKeys, Jwt, Proof};
use crate::error::{Error, Result};
use crate::hop::{Found, Hop, Need, TokenExchange};
use crate::host::Host;
use crate::host::files::{parse_json, unreadable};
use crate::host::http::Ask;
use crate::names::{Endpoint, Region, ServiceAccountEmail};
use crate::policy;
use crate::request::GoogleSide;
use crate::secret::{Secret, shown};
use crate::source::aws::{GUARD, guarded, machine};
use crate::source::{Context, Source, digest, registry};

/// The file, as it is on the disk.
#[derive(Deserialize)]
pub struct File {
    audience: String,
    subject_token_type: String,
    token_url: Option<String>,
    service_account_impersonation_url: Option<String>,
    #[serde(default)]
    service_account_impersonation: Lifetime,
    workforce_pool_user_project: Option<String>,
    credential_source: CredentialSource,
}

#[derive(Default, Deserialize)]
struct Lifetime {
    token_lifetime_seconds: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct CredentialSource {
    file: Option<PathBuf>,
    url: Option<String>,
    #[serde(default)]
    headers: std::collections::BTreeMap<String, Secret>,
    #[serde(default)]
    format: Format,
    executable: Option<Executable>,
    environment_id: Option<String>,
    region_url: Option<String>,
    imdsv2_session_token_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Format {
    #[serde(rename = "type")]
    kind: Option<String>,
    subject_token_field_name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Executable {
    command: String,
}

/// A checked file.
#[derive(Debug)]
pub struct ExternalAccount {
    audience: String,
    subject_token_type: String,
    token_url: Endpoint,
    impersonate: Option<(Endpoint, ServiceAccountEmail)>,
    lifetime: Option<std::time::Duration>,
    user_project: Option<String>,
    source: CredentialSource,
    /// The AWS identity that is here, for a file of kind `aws1`.
    aws: Option<Box<Source>>,
}

/// Google's name of a SAML assertion.
const SAML: &str = "urn:ietf:params:oauth:token-type:saml2";

impl ExternalAccount {
    /// Checks every URL before anything is sent anywhere.
    pub fn parse(file: File, what: &str, google: &GoogleSide) -> Result<Self> {
        let File {
            audience,
            subject_token_type,
            token_url,
            service_account_impersonation_url,
            service_account_impersonation,
            workforce_pool_user_project,
            credential_source,
        } = file;
        let token_url = match (&google.token_url, token_url) {
            (Some(ours), _) => ours.clone(),
            (None, Some(url)) => trusted(&url, &format!("token_url in {what}"), &google.universe)?,
            (None, None) => trusted(&(google.universe.service("sts") + "/v1/token"), "token_url", &google.universe)?,
        };
        if workforce_pool_user_project.is_some() && !audience.contains("/workforcePools/") {
            return Err(Error::configuration(format!(
                "{what} has a workforce_pool_user_project, but its audience {} is no workforce pool",
                shown(&audience, &[])
            ))
            .hint("remove the one or correct the other"));
        }
        let lifetime = service_account_impersonation.token_lifetime_seconds.map(std::time::Duration::from_secs);
        let (least, most) = policy::GOOGLE_TOKEN_RANGE;
        if lifetime.is_some_and(|lifetime| lifetime < least || lifetime > most) {
            let range = format!("{} to {}", least.as_secs(), most.as_secs());
            return Err(Error::configuration(format!("token_lifetime_seconds in {what} is out of range: {range} seconds")));
        }
        let impersonate = service_account_impersonation_url.map(|url| impersonation(&url, what, &google.universe)).transpose()?;
        Ok(Self {
            audience,
            subject_token_type,
            token_url,
            impersonate,
            lifetime,
            user_project: workforce_pool_user_project,
            source: credential_source,
            aws: None,
        })
    }

    /// Finds the AWS identity that a file of kind `aws1` asks for, and tells what distinguishes
    /// the file's identity from another that the same file may give tomorrow.
    pub fn settle(&mut self, host: &Host, context: Context<'_>) -> Result<Option<String>> {
        if self.source.environment_id.is_some() {
            self.aws = registry::aws(host, context)?.map(Box::new);
            return Ok(match &self.aws {
                Some(source) => source.scope.as_ref().map(|scope| format!("{}\n{scope}", source.name)),
                None => Some(machine(host)), // the file's own metadata URLs
            });
        }
        // An executable comes first, as in `subject`; what it or a URL gives, only asking tells.
        let path = self.source.file.as_ref().filter(|_| self.source.executable.is_none());
        let text = path.map(|path| host.files.read(&host.env.expand_home(path.clone()), policy::TOKEN_BYTES));
        Ok(text.map(|text| text.map(|text| digest(&text)).unwrap_or_default()))
    }

    /// Whether the executable is xcloud.
    pub fn runs_xcloud(&self) -> bool {
        self.source.executable.as_ref().is_some_and(|executable| {
            let program = executable.command.split_whitespace().next().unwrap_or_default();
            matches!(program.trim_matches('"').rsplit(['/', '\\']).next(), Some("xcloud" | "xcloud.exe"))
        })
    }

    /// The subject token, then the exchanges that the file declares.
    pub async fn fetch(&self, host: &Host, need: &Need, region: &Region, context: Context<'_>, file: &Path) -> Result<Found> {
        let google = &context.request.google;
        let what = format!("the external account {}", file.display());
        let (found, region) = match &self.aws {
            Some(source) => {
                let region = context.request.aws.region.clone().or_else(|| source.region(host)).unwrap_or_else(|| region.clone());
                // A source of ours, which may not be an external account again.
                (Box::pin(source.fetch(host, &Need::AwsKeys, &region, context)).await?, region)
            }
            None => {
                let (proof, region) = self.subject(host, region, &what).await?;
                (Found::plain(proof), region)
            }
        };
        let Found { proof, mut hops, session } = found;
        let scopes = match (need, &self.impersonate) {
            (Need::GoogleAccess { scopes }, None) => scopes.clone(),
            _ => vec![policy::CLOUD_PLATFORM.to_owned()],
        };
        hops.push(Hop::TokenExchange(TokenExchange {
            audience: self.audience.clone(),
            jwt_type: self.subject_token_type.clone(),
            scopes,
            token_url: self.token_url.clone(),
            region,
            user_project: self.user_project.clone(),
        }));
        match (&self.impersonate, need) {
            (Some((base, account)), _) => {
                // The file's lifetime, unless the user asked for another than the usual one.
                let lifetime = self.lifetime.filter(|_| google.lifetime == policy::GOOGLE_TOKEN).unwrap_or(google.lifetime);
                hops.push(last_hop(need, google, account.clone(), base.clone(), Vec::new(), lifetime)?);
            }
            (None, Need::Jwt { .. }) => {
                return Err(Error::configuration(format!("{what} has no service account, so it cannot give ID tokens"))
                    .hint("add --service-account NAME@PROJECT.iam.gserviceaccount.com"));
            }
            (None, _) => {}
        }
        Ok(Found { proof, hops, session })
    }

    async fn subject(&self, host: &Host, region: &Region, what: &str) -> Result<(Proof, Region)> {
        let source = &self.source;
        if source.environment_id.is_some() {
            return self.aws(host, region, what).await;
        }
        let text = if let Some(executable) = &source.executable {
            self.run(host, executable, what).await?
        } else if let Some(path) = &source.file {
            let path = host.env.expand_home(path.clone());
            let text = host
                .files
                .read(&path, policy::TOKEN_BYTES)
                .map_err(|error| unreadable(&format!("the subject token of {what}"), &path, &error))?;
            self.pick(Secret::new(text.as_str()), what)?
        } else if let Some(url) = &source.url {
            let mut ask = Ask::get(self.url(url, "url", what)?);
            for (name, value) in &source.headers {
                ask = ask.secret_header(name, value.expose());
            }
            let answer = host.http.send(ask).await?;
            if !answer.is_success() {
                let retry = answer.retry();
                return Err(Error::network(format!(
                    "the subject token URL {} of {what} answered with status {}",
                    answer.host, answer.status
                ))
                .retrying(retry));
            }
            self.pick(Secret::new(answer.text()), what)?
        } else {
            return Err(Error::configuration(format!("{what} has no file, url, executable or environment_id in credential_source")));
        };
        if self.subject_token_type == SAML {
            if !text.is_one_word() {
                return Err(Error::network(format!("the subject token of {what} is not a base64-encoded SAML response")));
            }
            return Ok((Proof::Saml(text), region.clone()));
        }
        let jwt = Jwt::read(text).ok_or_else(|| Error::network(format!("the subject token of {what} is not a JWT")))?;
        crate::source::kubernetes::alive(&jwt, host, what)?;
        Ok((Proof::Jwt(jwt), region.clone()))
    }

    fn pick(&self, text: Secret, what: &str) -> Result<Secret> {
        let text = text.trimmed();
        if self.source.format.kind.as_deref() != Some("json") {
            return Ok(text);
        }
        let name = self.source.format.subject_token_field_name.as_deref().unwrap_or_default();
        let object: serde_json::Value = parse_json(&format!("the subject token of {what}"), text.expose())?;
        let token =
            object[name].as_str().ok_or_else(|| Error::configuration(format!("the subject token of {what} has no text field {name}")))?;
        Ok(Secret::new(token))
    }

    fn url(&self, url: &str, key: &str, what: &str) -> Result<Url> {
        let endpoint = Endpoint::parse(url).map_err(|wrong| Error::configuration(format!("credential_source.{key} of {what} {wrong}")))?;
        Ok(endpoint.url().clone())
    }

    /// Runs the file's executable, as Google's libraries do, with their own gate.
    async fn run(&self, host: &Host, executable: &Executable, what: &str) -> Result<Secret> {
        #[derive(Deserialize)]
        struct Response {
            success: bool,
            id_token: Option<Secret>,
            saml_response: Option<Secret>,
            expiration_time: Option<i64>,
            #[serde(default)]
            code: serde_json::Value,
            #[serde(default)]
            message: String,
        }
        if host.env.get("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES") != Some("1") {
            return Err(Error::configuration(format!("{what} runs an executable, which is not allowed"))
                .hint("set GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1 if you trust the file"));
        }
        let words = shlex::split(&executable.command)
            .filter(|words| !words.is_empty())
            .ok_or_else(|| Error::configuration(format!("the executable's command in {what} has an open quote")))?;
        let mut vars = vec![
            ("GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE", self.audience.clone()),
            ("GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE", self.subject_token_type.clone()),
            ("GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE", "0".to_owned()),
            (GUARD, guarded(host, "google:adc")?),
        ];
        if let Some((_, account)) = &self.impersonate {
            vars.push(("GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL", account.as_str().to_owned()));
        }
        let output = host.processes.run(&words, &vars).await?;
        if !output.success {
            return Err(Error::no_identity(format!("the executable of {what} failed ({})", output.status)).hint("run it by hand"));
        }
        let response: Response = parse_json(&format!("the output of the executable of {what}"), output.stdout.expose())?;
        let Response { success, id_token, saml_response, expiration_time, code, message } = response;
        // A SAML assertion says it nowhere that we read.
        let left = expiration_time.map(|at| at.saturating_sub(host.clock.now().timestamp()));
        if success && left.is_some_and(|left| left < policy::LEAST_LIFE.as_secs().cast_signed()) {
            return Err(Error::no_identity(format!("the token from the executable of {what} ended, or ends within a minute"))
                .hint("the executable must get a new token, not one that it kept"));
        }
        let (token, field) = if self.subject_token_type == SAML { (saml_response, "saml_response") } else { (id_token, "id_token") };
        match token {
            Some(token) if success => Ok(token.trimmed()),
            None if success => Err(Error::no_identity(format!("the executable of {what} reports success without {field}"))
                .hint(format!("a {} is carried in {field}", self.subject_token_type))),
            _ => Err(Error::no_identity(format!(
                "the executable of {what} reports failure {}: {}",
                shown(code.as_str().unwrap_or("?"), &[]),
                shown(&message, &[])
            ))),
        }
    }

    /// The instance's role by the URLs in the file: no AWS identity of ours is here.
    async fn aws(&self, host: &Host, region: &Region, what: &str) -> Result<(Proof, Region)> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Keys {
            access_key_id: String,
            secret_access_key: Secret,
            token: Option<Secret>,
        }
        let source = &self.source;
        let url = source.url.as_deref().ok_or_else(|| {
            Error::no_identity(format!(
                "{what} needs an AWS identity, and none is here: AWS_ACCESS_KEY_ID is not set, nor is any other source of AWS keys"
            ))
            .hint("give this machine an AWS identity; --from aws tells why each kind was declined")
        })?;
        let token = match &source.imdsv2_session_token_url {
            Some(url) => {
                let url = self.url(url, "imdsv2_session_token_url", what)?;
                let ask = Ask::put(url).header("x-aws-ec2-metadata-token-ttl-seconds", "300");
                Some(Secret::new(get(host, ask, what).await?.text()).trimmed())
            }
            None => None,
        };
        let ask = |url: Url| match &token {
            Some(token) => Ask::get(url).secret_header("x-aws-ec2-metadata-token", token.expose()),
            None => Ask::get(url),
        };
        let region = match (host.env.get("AWS_REGION").or_else(|| host.env.get("AWS_DEFAULT_REGION")), &source.region_url) {
            (None, Some(url)) => {
                let zone = get(host, ask(self.url(url, "region_url", what)?), what).await?.text();
                let zone = zone.trim();
                Region::parse(zone)
                    .or_else(|_| Region::parse(zone.trim_end_matches(|c: char| c.is_ascii_lowercase())))
                    .unwrap_or_else(|_| region.clone())
            }
            _ => region.clone(),
        };
        let role = get(host, ask(self.url(url, "url", what)?), what).await?.text();
        let role = role.lines().next().unwrap_or_default().trim().to_owned();
        let keys: Keys = get(host, ask(self.url(&format!("{}/{role}", url.trim_end_matches('/')), "url", what)?), what).await?.parse()?;
        let Keys { access_key_id, secret_access_key, token } = keys;
        let keys = AwsKeys { access_key_id, secret_access_key, session_token: token, expires: None, arn: None, account: None };
        Ok((Proof::Aws(keys), region))
    }
}

async fn get(host: &Host, ask: Ask, what: &str) -> Result<crate::host::http::Answer> {
    let answer = host.http.send(ask).await?;
    if answer.is_success() {
        return Ok(answer);
    }
    let retry = answer.retry();
    Err(Error::network(format!("the AWS metadata at {} that {what} names answered with status {}", answer.host, answer.status))
        .retrying(retry))
}
