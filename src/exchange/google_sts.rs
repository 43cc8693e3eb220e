//! Google's token exchange: a foreign proof becomes a federated access token.
//! Contract: `sts.googleapis.com` v1 `token` (RFC 8693).

use serde::Deserialize;
use serde_json::json;

use super::aws_signed_identity;
use super::google_api::explain;
use crate::catalogue::{Facts, Stage};
use crate::credential::{AccessToken, Proof, SubjectTokenType};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::TokenExchange;
use crate::host::Host;
use crate::host::http::Ask;
use crate::jwt::shown;
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
            (jwt.token.duplicate(), call.jwt_type.clone(), format!("the token ({})", jwt.claims), Some(principal))
        }
        // Who it is about is in XML that only the other side verifies, and reads.
        Proof::Saml(assertion) => (assertion.duplicate(), call.jwt_type.clone(), "the SAML assertion".to_owned(), None),
        Proof::Aws(keys) => {
            let signed = aws_signed_identity::subject_token(keys, &call.region, &call.audience, host.clock.signing_time())?;
            (
                signed.token,
                SubjectTokenType::Aws4Request.urn().to_owned(),
                format!("the AWS identity {}", keys.describe()),
                Some(keys.describe()),
            )
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
    let answer = host
        .http
        .send(Ask::form(call.token_url.url().clone(), &fields))
        .await
        .map_err(|error| error.within("Google STS token exchange"))?;
    if !answer.is_success() {
        let who = format!("{who} at {}", call.audience);
        let mut error = explain(&answer, "Google STS token exchange", &who, &[&token], (&[Stage::GoogleSts], &facts(call, proof)), |_| {
            (ErrorKind::Refused, advice(&call.audience).to_owned())
        });
        // AWS, asked by Google, found the signature too old or too young: sign by its clock.
        let skewed = error.message().contains("Signature expired") || error.message().contains("not yet current");
        if skewed && host.clock.seen_skew() != 0 {
            error = error.note(format!("this machine's clock is off by {} s", host.clock.seen_skew()));
        }
        if let Proof::Jwt(_) = proof
            && error.kind() == ErrorKind::Refused
            && let Some(identity) = identity.filter(|identity| identity.starts_with("principal:"))
        {
            error = error.note(format!("with the mapping google.subject=assertion.sub, Google calls this identity {}", shown(&identity)));
        }
        return Err(if skewed && host.clock.correct() { error.retrying(Retry::Resign) } else { error });
    }
    let TokenAnswer { access_token, expires_in } = answer.parse()?;
    if access_token.is_empty() {
        return Err(Error::network(format!("{} sent an empty access token", answer.host)));
    }
    // `expires_in` may be absent only for access-token subjects; then Google's usual hour holds.
    let expires = host
        .clock
        .after(expires_in.unwrap_or(3600))
        .ok_or_else(|| Error::network(format!("{} sent a lifetime that no token has", answer.host)))?;
    Ok(AccessToken { token: access_token, expires, identity, quota_project: None })
}

/// The principal that a JWT's subject becomes under the usual mapping `google.subject=assertion.sub`.
fn principal(audience: &str, subject: &str) -> Option<String> {
    let pool = match WorkloadIdentityProvider::parse(audience) {
        Ok(provider) => provider.pool(),
        Err(_) => {
            let (pool, _) = audience.strip_prefix("//")?.split_once("/providers/")?;
            pool.starts_with("iam.googleapis.com/locations/").then(|| pool.to_owned())?
        }
    };
    Some(format!("principal://{pool}/subject/{subject}"))
}

/// What the catalogue may name of an exchange.
fn facts(call: &TokenExchange, proof: &Proof) -> Facts {
    let mut facts = Facts::default().with("region", call.region.as_str());
    if let Ok(provider) = WorkloadIdentityProvider::parse(&call.audience) {
        facts = facts.with("token_audience", &provider.token_audience());
        let mut parts = provider.path().split('/').skip(1).step_by(2);
        for name in ["number", "location", "pool_id", "provider_id"] {
            facts = facts.maybe(name, parts.next());
        }
    }
    match proof {
        Proof::Jwt(jwt) => facts.with("issuer", &jwt.claims.iss).maybe("audience", jwt.claims.aud.first().map(String::as_str)),
        _ => facts,
    }
}

/// What to do about a refusal that nobody has collected.
fn advice(audience: &str) -> &'static str {
    if audience.contains("workforcePools") {
        "check the workforce pool and --universe-domain"
    } else {
        "compare the provider's issuer, allowed audiences and attribute mapping with the identity above"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_a_principal_of_its_pool() {
        let audience = "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/providers/eks";
        assert_eq!(
            principal(audience, "system:serviceaccount:default:app").unwrap(),
            "principal://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/subject/system:serviceaccount:default:app"
        );
        assert_eq!(
            principal("//iam.googleapis.com/locations/global/workforcePools/p/providers/q", "s").unwrap(),
            "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s"
        );
        assert_eq!(principal("//iam.googleapis.com/nonsense", "s"), None);
    }
}
