//! Application default credentials: the JSON files of gcloud and of the console.
//! Contract: AIP-4110 and following; each kind gives what it can, and says what it cannot.

use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use serde_json::json;

use super::external::ExternalAccount;
use super::trusted;
use crate::catalogue::{self, Facts, Stage};
use crate::credential::{AccessToken, Jwt, Proof};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::{Found, Hop, Impersonate, Need};
use crate::host::Host;
use crate::host::files::parse_json;
use crate::host::http::{Answer, Ask};
use crate::names::{Endpoint, ProjectId, Region, ServiceAccountEmail, UniverseDomain};
use crate::policy;
use crate::request::GoogleSide;
use crate::secret::{Secret, shown};
use crate::source::Context;

/// A credentials file by its `type`.
#[derive(Debug)]
pub enum Adc {
    AuthorizedUser(AuthorizedUser),
    ServiceAccount(ServiceAccount),
    Impersonated { account: ServiceAccountEmail, base: Endpoint, delegates: Vec<ServiceAccountEmail>, source: Box<Adc> },
    External(Box<ExternalAccount>),
}

#[derive(Debug, Deserialize)]
pub struct AuthorizedUser {
    client_id: String,
    client_secret: Secret,
    refresh_token: Secret,
    token_uri: Option<String>,
    account: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct ServiceAccount {
    client_email: String,
    private_key_id: Option<String>,
    private_key: Secret,
    token_uri: Option<String>,
}

#[derive(Deserialize)]
struct ImpersonatedFile {
    service_account_impersonation_url: String,
    #[serde(default)]
    delegates: Vec<String>,
    source_credentials: serde_json::Value,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Option<Secret>,
    id_token: Option<Secret>,
    expires_in: Option<i64>,
}

impl Adc {
    /// Parses a file; `what` names it, `google` holds the user's own overrides.
    pub fn parse(text: &str, what: &str, google: &GoogleSide) -> Result<Self> {
        #[derive(Deserialize)]
        struct Type {
            #[serde(rename = "type")]
            kind: Option<String>,
            universe_domain: Option<String>,
        }
        let Type { kind, universe_domain } = parse_json(what, text)?;
        // A file cannot choose the universe, or it could send proofs to anybody's hosts.
        if let Some(theirs) = universe_domain.filter(|theirs| theirs != google.universe.as_str()) {
            let (theirs, ours) = (shown(&theirs, &[]), google.universe.as_str());
            return Err(Error::configuration(format!("{what} is of the universe {theirs}, and {ours} is meant here"))
                .hint(format!("if the file is right, say so: --universe-domain {theirs} or GOOGLE_CLOUD_UNIVERSE_DOMAIN={theirs}")));
        }
        let fields = |error: serde_json::Error| {
            // serde's own words may quote a value; the missing field's name is all that is needed.
            let missing = error.to_string();
            let missing = missing.strip_prefix("missing field ").and_then(|rest| rest.split('`').nth(1)).map(str::to_owned);
            match missing {
                Some(field) => Error::configuration(format!("{what} has no {field}")),
                None => Error::configuration(format!("{what} has a field of the wrong type")),
            }
        };
        match kind.as_deref() {
            Some("authorized_user") => Ok(Self::AuthorizedUser(serde_json::from_str(text).map_err(fields)?)),
            Some("service_account") => Ok(Self::ServiceAccount(serde_json::from_str(text).map_err(fields)?)),
            Some("impersonated_service_account") => {
                let ImpersonatedFile { service_account_impersonation_url: url, delegates, source_credentials } =
                    serde_json::from_str(text).map_err(fields)?;
                let (base, account) = impersonation(&url, what, &google.universe)?;
                let delegates = delegates
                    .iter()
                    .map(|name| ServiceAccountEmail::parse(name.rsplit('/').next().unwrap_or(name)))
                    .collect::<Result<_, _>>()
                    .map_err(|wrong| Error::configuration(format!("a delegate in {what} {wrong}")))?;
                let inner = source_credentials.to_string();
                let source = Self::parse(&inner, &format!("source_credentials in {what}"), google)?;
                if matches!(source, Self::Impersonated { .. }) {
                    return Err(Error::configuration(format!(
                        "{what} impersonates through another impersonation; list the accounts in delegates instead"
                    )));
                }
                Ok(Self::Impersonated { account, base, delegates, source: Box::new(source) })
            }
            Some("external_account") => {
                let external = ExternalAccount::parse(serde_json::from_str(text).map_err(fields)?, what, google)?;
                Ok(Self::External(Box::new(external)))
            }
            Some(other) => Err(Error::configuration(format!("{what} has the type {}, which xcloud does not know", shown(other, &[])))
                .hint("known types: authorized_user, service_account, impersonated_service_account, external_account")),
            None => Err(Error::configuration(format!("{what} has no type"))
                .hint("it should be a credentials file of gcloud or of Google's console")),
        }
    }

    /// Whether using this file would start xcloud again.
    pub fn runs_xcloud(&self) -> bool {
        match self {
            Self::External(external) => external.runs_xcloud(),
            Self::Impersonated { source, .. } => source.runs_xcloud(),
            _ => false,
        }
    }

    /// What tells the identity behind the file from another, where the file alone does not; `None`
    /// where only asking tells.
    pub fn settle(&mut self, host: &Host, context: Context<'_>) -> Result<Option<String>> {
        match self {
            Self::External(external) => external.settle(host, context),
            Self::Impersonated { source, .. } => source.settle(host, context),
            Self::AuthorizedUser(_) | Self::ServiceAccount(_) => Ok(Some(String::new())),
        }
    }

    /// Gets a proof from the file.
    pub async fn fetch(&self, host: &Host, need: &Need, region: &Region, context: Context<'_>, file: &Path) -> Result<Found> {
        let google = &context.request.google;
        match self {
            Self::AuthorizedUser(user) => {
                let proof = user.fetch(host, need, google).await?;
                Ok(Found { session: user.name(file), ..Found::plain(proof) })
            }
            Self::ServiceAccount(account) => account.fetch(host, need, google).await.map(Found::plain),
            Self::External(external) => external.fetch(host, need, region, context, file).await,
            Self::Impersonated { account, base, delegates, source } => {
                let access = Need::GoogleAccess { scopes: vec![policy::CLOUD_PLATFORM.to_owned()] };
                let mut found = Box::pin(source.fetch(host, &access, region, context, file)).await?;
                found.hops.push(last_hop(need, google, account.clone(), base.clone(), delegates.clone(), google.lifetime)?);
                Ok(found)
            }
        }
    }
}

/// The impersonation that a file declares, ending in what is needed.
pub fn last_hop(
    need: &Need,
    google: &GoogleSide,
    account: ServiceAccountEmail,
    base: Endpoint,
    delegates: Vec<ServiceAccountEmail>,
    lifetime: std::time::Duration,
) -> Result<Hop> {
    let base = google.impersonation_url.clone().unwrap_or(base);
    let impersonate = |scopes: Vec<String>| Impersonate { account, delegates, scopes, lifetime, base };
    match need {
        Need::GoogleAccess { scopes } => Ok(Hop::Impersonate(impersonate(scopes.clone()))),
        Need::Jwt { audience, .. } => Ok(Hop::IdToken { account: impersonate(Vec::new()), audience: audience.clone() }),
        Need::AwsKeys => Err(Error::new(ErrorKind::Unexpected, "a Google identity was asked for AWS keys")),
    }
}

/// Service and account of a `…/serviceAccounts/EMAIL:generateAccessToken` URL.
pub fn impersonation(url: &str, what: &str, universe: &UniverseDomain) -> Result<(Endpoint, ServiceAccountEmail)> {
    let endpoint = trusted(url, &format!("service_account_impersonation_url in {what}"), universe)?;
    let wrong = || {
        Error::configuration(format!(
            "service_account_impersonation_url in {what} does not end in serviceAccounts/EMAIL:generateAccessToken"
        ))
    };
    let (_, account) = endpoint.url().path().split_once("/serviceAccounts/").ok_or_else(wrong)?;
    let account = account.strip_suffix(":generateAccessToken").ok_or_else(wrong)?;
    let account = percent_encoding::percent_decode_str(account).decode_utf8_lossy();
    let account = ServiceAccountEmail::parse(&account).map_err(|_| wrong())?;
    let base = Endpoint::parse(&endpoint.url().origin().ascii_serialization()).map_err(|_| wrong())?;
    Ok((base, account))
}

/// The OAuth token endpoint: the user's, the file's if it is one of Google's, or the universe's.
fn token_endpoint(named: Option<&String>, google: &GoogleSide) -> Result<Endpoint> {
    if let Some(ours) = &google.oauth_token_url {
        return Ok(ours.clone());
    }
    let default = google.universe.service("oauth2") + "/token";
    trusted(named.map_or(&default, |url| url), "token_uri", &google.universe)
}

/// The project that the file charges API calls to; `what` names the file.
pub fn quota_project(text: &str, what: &str) -> Result<Option<ProjectId>> {
    #[derive(Deserialize)]
    struct Payer {
        quota_project_id: Option<String>,
    }
    let Payer { quota_project_id } = parse_json(what, text)?;
    let project = quota_project_id.filter(|project| !project.is_empty());
    project
        .map(|project| ProjectId::parse(&project))
        .transpose()
        .map_err(|wrong| Error::configuration(format!("quota_project_id in {what} {wrong}")))
}

impl AuthorizedUser {
    /// The local part of the user's e-mail address, which gcloud leaves in the file or in its
    /// path: who is behind a service account that is impersonated.
    fn name(&self, file: &Path) -> Option<String> {
        let folder = || file.parent()?.file_name()?.to_str();
        let address = self.account.as_deref().filter(|account| !account.is_empty()).or_else(folder)?;
        address.split_once('@').map(|(name, _)| name.to_owned()).filter(|name| !name.is_empty())
    }

    async fn fetch(&self, host: &Host, need: &Need, google: &GoogleSide) -> Result<Proof> {
        let Need::GoogleAccess { scopes } = need else {
            return Err(Error::configuration("a user's gcloud login cannot give ID tokens for an audience")
                .hint("impersonate a service account: --service-account NAME@PROJECT.iam.gserviceaccount.com (the user needs roles/iam.serviceAccountTokenCreator on it)"));
        };
        let url = token_endpoint(self.token_uri.as_ref(), google)?;
        let mut fields = vec![
            ("grant_type", "refresh_token"),
            ("client_id", &self.client_id),
            ("client_secret", self.client_secret.expose()),
            ("refresh_token", self.refresh_token.expose()),
        ];
        // The login's own scopes unless others were asked for: a user's refresh token cannot grow.
        let scope = scopes.join(" ");
        if scopes.as_slice() != [policy::CLOUD_PLATFORM] {
            fields.push(("scope", &scope));
        }
        let answer = host.http.send(Ask::form(url.url().clone(), &fields)).await?;
        let answer = oauth(
            answer,
            "the gcloud login",
            &[&self.refresh_token, &self.client_secret],
            Facts::default().command("login", "gcloud auth application-default login"),
            "log in again: gcloud auth application-default login",
        )?;
        let TokenAnswer { access_token, expires_in, .. } = answer.parse()?;
        let identity = self.account.clone().filter(|account| !account.is_empty());
        access(host, access_token, expires_in, identity, &answer)
    }
}

impl ServiceAccount {
    async fn fetch(&self, host: &Host, need: &Need, google: &GoogleSide) -> Result<Proof> {
        let url = token_endpoint(self.token_uri.as_ref(), google)?;
        let now = host.clock.signing_time();
        let mut claims = json!({
            "iss": self.client_email,
            "sub": self.client_email,
            "aud": url.url().as_str(),
            "iat": now.timestamp(),
            "exp": (now + TimeDelta::hours(1)).timestamp(),
        });
        match need {
            Need::GoogleAccess { scopes } => claims["scope"] = scopes.join(" ").into(),
            Need::Jwt { audience, .. } => claims["target_audience"] = audience.as_str().into(),
            Need::AwsKeys => return Err(Error::new(ErrorKind::Unexpected, "a Google identity was asked for AWS keys")),
        }
        let assertion = self.sign(&claims)?;
        let fields = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion.expose())];
        let answer = host.http.send(Ask::form(url.url().clone(), &fields)).await?;
        let answer = oauth(
            answer,
            &format!("the service account key of {}", self.client_email),
            &[&assertion],
            Facts::default().with("account", &self.client_email),
            "look at the keys of that account; better, use no key at all",
        )?;
        let TokenAnswer { access_token, id_token, expires_in } = answer.parse()?;
        match need {
            Need::GoogleAccess { .. } => access(host, access_token, expires_in, Some(self.client_email.clone()), &answer),
            _ => match id_token.and_then(Jwt::read) {
                Some(jwt) => Ok(Proof::Jwt(jwt)),
                None => Err(Error::network(format!("{} sent no ID token", answer.host))),
            },
        }
    }

    /// A JWT signed by the key in the file (RS256).
    fn sign(&self, claims: &serde_json::Value) -> Result<Secret> {
        let unusable = || {
            Error::configuration(format!("the private key of {} is not a PKCS #8 PEM key", self.client_email))
                .hint("download the key file again")
        };
        let der = PrivatePkcs8KeyDer::from_pem_slice(self.private_key.expose().as_bytes()).map_err(|_| unusable())?;
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| unusable())?;
        let mut header = json!({"alg": "RS256", "typ": "JWT"});
        if let Some(id) = &self.private_key_id {
            header["kid"] = id.as_str().into();
        }
        let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).map_err(|_| unusable())?;
        Ok(Secret::new(format!("{input}.{}", URL_SAFE_NO_PAD.encode(&signature))))
    }
}

fn access(host: &Host, token: Option<Secret>, expires_in: Option<i64>, identity: Option<String>, answer: &Answer) -> Result<Proof> {
    let token = token.filter(|token| !token.is_empty()).ok_or_else(|| Error::network(format!("{} sent no access token", answer.host)))?;
    let expires = host
        .clock
        .after(expires_in.unwrap_or(3600))
        .ok_or_else(|| Error::network(format!("{} sent a lifetime that no token has", answer.host)))?;
    Ok(Proof::Google(AccessToken { token, expires, identity, quota_project: None }))
}

/// An answer of an OAuth token endpoint, or what it refused.
fn oauth(answer: Answer, who: &str, sent: &[&Secret], facts: Facts, hint: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Refusal {
        error: serde_json::Value,
        error_description: String,
        error_subtype: String,
    }
    if answer.is_success() {
        return Ok(answer);
    }
    let retry = answer.retry();
    if retry != Retry::Never {
        return Err(Error::network(format!("{} answered with status {}", answer.host, answer.status)).retrying(retry));
    }
    let Refusal { error, error_description, error_subtype } = answer.parse()?;
    let text = [error.as_str().unwrap_or("refused"), &error_description, &error_subtype]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(": ");
    let message = format!("{} refused {who}: {}", answer.host, shown(&text, sent));
    Err(match catalogue::find(&[Stage::GoogleOauth], error.as_str().unwrap_or_default(), &text) {
        Some(entry) => entry.explain(Error::no_identity(entry.title(message)), &facts),
        None => Error::no_identity(message).hint(hint),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::GoogleSide;

    fn side() -> GoogleSide {
        GoogleSide {
            provider: None,
            proof: None,
            service_account: None,
            delegates: Vec::new(),
            scopes: Vec::new(),
            lifetime: policy::GOOGLE_TOKEN,
            universe: UniverseDomain::default(),
            token_url: None,
            impersonation_url: None,
            oauth_token_url: None,
            quota_project: None,
            access_boundary: None,
        }
    }

    fn parse(text: &str) -> String {
        match Adc::parse(text, "the file", &side()) {
            Ok(adc) => format!("{adc:?}").split([' ', '(']).next().unwrap_or_default().to_owned(),
            Err(error) => error.message().to_owned(),
        }
    }

    #[test]
    fn kinds_and_what_is_wrong_with_a_file() {
        for (text, expected) in [
            ("", "the file is not the JSON it should be (line 1, column 0)"),
            ("{}", "the file has no type"),
            (r#"{"type":"gdch"}"#, "the file has the type gdch, which xcloud does not know"),
            (r#"{"type":"authorized_user","client_id":"a","client_secret":"b"}"#, "the file has no refresh_token"),
            (r#"{"type":"authorized_user","client_id":1,"client_secret":"b"}"#, "the file has a field of the wrong type"),
            (r#"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}"#, "AuthorizedUser"),
            (r#"{"type":"service_account","client_email":"a@b.c","private_key":"x"}"#, "ServiceAccount"),
            (
                r#"{"type":"impersonated_service_account","service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.c:generateAccessToken","source_credentials":{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}}"#,
                "Impersonated",
            ),
            (
                r#"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c","universe_domain":"googleapis.com"}"#,
                "AuthorizedUser",
            ),
            (
                r#"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c","universe_domain":"evil.example"}"#,
                "the file is of the universe evil.example, and googleapis.com is meant here",
            ),
            (
                r#"{"type":"impersonated_service_account","service_account_impersonation_url":"https://evil.example/v1/projects/-/serviceAccounts/a@b.c:generateAccessToken","source_credentials":{}}"#,
                "service_account_impersonation_url in the file is https://evil.example/v1/projects/-/serviceAccounts/a@b.c:generateAccessToken, which is not a host of googleapis.com",
            ),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_users_name_is_in_the_file_or_in_its_path() {
        let user = |account: Option<&str>| AuthorizedUser {
            client_id: String::new(),
            client_secret: Secret::new(""),
            refresh_token: Secret::new(""),
            token_uri: None,
            account: account.map(str::to_owned),
        };
        for (account, file, name) in [
            (Some("dev@example.com"), "/x/adc.json", Some("dev")),
            (Some(""), "/legacy_credentials/ops@example.com/adc.json", Some("ops")),
            (None, "/home/u/.config/gcloud/application_default_credentials.json", None),
            (Some("@example.com"), "/x", None),
            (None, "/", None),
        ] {
            assert_eq!(user(account).name(Path::new(file)).as_deref(), name, "{file}");
        }
    }

    #[test]
    fn a_broken_private_key_is_not_shown() {
        let account = ServiceAccount {
            client_email: "a@b.c".into(),
            private_key_id: None,
            private_key: Secret::new("SECRETMARKER"),
            token_uri: None,
        };
        let error = account.sign(&json!({})).unwrap_err();
        assert!(!format!("{error} {}", error.cause_chain()).contains("SECRETMARKER"));
    }
}
