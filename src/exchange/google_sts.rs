//! Google's token exchange: a foreign proof becomes a federated access token.
//! Contract: `sts.googleapis.com` v1 `token` (RFC 8693).

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use super::aws_signed_identity;
use super::google_api::explain;
use crate::credential::{AccessToken, Proof, SubjectTokenType};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::TokenExchange;
use crate::host::Host;
use crate::host::http::Ask;
use crate::names::WorkloadIdentityProvider;
use crate::secret::Secret;

/// RFC 8693.
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// RFC 8693 too.
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    expires_in: Option<i64>,
}

/// Makes the exchange.
pub async fn exchange(host: &Host, proof: &Proof, call: &TokenExchange) -> Result<AccessToken> {
    let (token, kind, who, identity) = match proof {
        Proof::Jwt(jwt) => {
            let principal = principal(&call.audience, &jwt.claims.sub).unwrap_or_else(|| jwt.claims.identity());
            (jwt.token.duplicate(), call.jwt_type.clone(), format!("the token ({})", jwt.claims), principal)
        }
        Proof::Aws(keys) => {
            let signed = aws_signed_identity::subject_token(keys, &call.region, &call.audience, host.clock.signing_time())?;
            (signed.token, SubjectTokenType::Aws4Request.urn().to_owned(), format!("the AWS identity {}", keys.describe()), keys.describe())
        }
        Proof::Google(_) => return Err(Error::new(ErrorKind::Unexpected, "a Google access token is no proof for Google's token exchange")),
    };
    let scope = call.scopes.join(" ");
    let mut fields = vec![
        ("grant_type", GRANT),
        ("requested_token_type", ACCESS_TOKEN),
        ("audience", &call.audience),
        ("scope", &scope),
        ("subject_token", token.expose()),
        ("subject_token_type", &kind),
    ];
    let options = call.user_project.as_ref().map(|project| json!({"userProject": project}).to_string());
    if let Some(options) = &options {
        fields.push(("options", options));
    }
    let asked = host.clock.now();
    let answer = host
        .http
        .send(Ask::form(call.token_url.url().clone(), &fields))
        .await
        .map_err(|error| error.within("Google STS token exchange"))?;
    if !answer.is_success() {
        let who = format!("{who} at {}", call.audience);
        let error = explain(&answer, "Google STS token exchange", &who, &[&token], |_, code, text| {
            (ErrorKind::Refused, advice(code, text, &call.audience).to_owned())
        });
        // AWS, asked by Google, found the signature too old or too young: sign by its clock.
        let skewed = error.message().contains("Signature expired") || error.message().contains("not yet current");
        return Err(if skewed && host.clock.correct() { error.retrying(Retry::Resign) } else { error });
    }
    let TokenAnswer { access_token, expires_in } = answer.parse()?;
    if access_token.is_empty() {
        return Err(Error::network(format!("{} sent an empty access token", answer.host)));
    }
    // `expires_in` may be absent only for access-token subjects; then Google's usual hour holds.
    let expires = asked + TimeDelta::try_seconds(expires_in.unwrap_or(3600)).unwrap_or_default();
    Ok(AccessToken { token: access_token, expires, identity: Some(identity), quota_project: None })
}

/// The principal that a JWT's subject becomes under the usual mapping `google.subject=assertion.sub`.
fn principal(audience: &str, subject: &str) -> Option<String> {
    let provider = WorkloadIdentityProvider::parse(audience).ok()?;
    Some(format!("principal://{}/subject/{subject}", provider.pool()))
}

/// What to do about Google's words.
fn advice(code: &str, text: &str, audience: &str) -> &'static str {
    match (code, text) {
        (_, text) if text.contains("attribute condition") => {
            "the provider's attribute condition is false for this identity; compare it with the claims above: gcloud iam workload-identity-pools providers describe"
        }
        (_, text) if text.contains("127 bytes") => {
            "google.subject is too long: shorten the role session name (--role-session-name) or map google.subject to a shorter attribute"
        }
        ("invalid_target", _) => {
            "the pool or provider does not exist, or is disabled or deleted: gcloud iam workload-identity-pools providers list"
        }
        (_, text) if text.contains("audience in ID Token") || text.contains("expected audience") => {
            "the token is for another audience than the provider allows; ask for it with the provider's own: https: followed by the provider name"
        }
        (_, text) if text.contains("issuer") => "the token's issuer is not the provider's issuer URI, or its keys cannot be fetched",
        (_, text) if text.contains("Signature expired") || text.contains("not yet current") => "this machine's clock is off; set it",
        (_, text) if text.contains("stale") || text.contains("expired") => "the token is too old; get a fresh one for each exchange",
        (_, text) if text.contains("signature") || text.contains("AWS") => {
            "AWS did not accept the signed request: check the clock, the region and whether the keys still live; the provider must be of type AWS and name this account"
        }
        _ if audience.contains("workforcePools") => "check the workforce pool and --universe-domain",
        _ => "compare the provider's issuer, allowed audiences and attribute mapping with the identity above",
    }
}
