//! Proof in, credential out: one file per exchange, and the walk along the hops.

mod aws_assume_role;
mod aws_outbound_jwt;
mod aws_signed_identity;
mod aws_signer;
mod aws_sts;
mod aws_web_identity;
mod google_api;
mod google_downscope;
mod google_id_token;
mod google_impersonation;
mod google_sts;

pub use aws_signed_identity::subject_token as signed_identity;
pub use aws_signer::Signer;
pub use aws_sts::caller_arn;

use crate::credential::Proof;
use crate::error::{Error, ErrorKind, Result};
use crate::hop::Hop;
use crate::host::Host;
use crate::jwt::Claims;

/// Makes one exchange. `session` names AWS sessions that nobody named; `towards_google` keeps
/// them short enough for `google.subject`.
pub async fn walk(host: &Host, proof: &Proof, hop: &Hop, session: Option<&str>, towards_google: bool) -> Result<Proof> {
    match (proof, hop) {
        (Proof::Jwt(jwt), Hop::WebIdentity(call)) => {
            aws_web_identity::exchange(host, jwt, call, session, towards_google).await.map(Proof::Aws)
        }
        (Proof::Aws(keys), Hop::AssumeRole(call)) => {
            aws_assume_role::exchange(host, keys, call, session, towards_google).await.map(Proof::Aws)
        }
        (Proof::Aws(keys), Hop::OutboundJwt { audience, sts }) => {
            aws_outbound_jwt::exchange(host, keys, audience, sts).await.map(Proof::Jwt)
        }
        (Proof::Jwt(_) | Proof::Saml(_) | Proof::Aws(_), Hop::TokenExchange(call)) => {
            google_sts::exchange(host, proof, call).await.map(Proof::Google)
        }
        (Proof::Google(token), Hop::Impersonate(call)) => google_impersonation::exchange(host, token, call).await.map(Proof::Google),
        (Proof::Google(token), Hop::IdToken { account, audience }) => {
            google_id_token::exchange(host, token, account, audience).await.map(Proof::Jwt)
        }
        (Proof::Google(token), Hop::Downscope { boundary, token_url }) => {
            google_downscope::exchange(host, token, boundary, token_url).await.map(Proof::Google)
        }
        (proof, hop) => {
            let (proof, hop) = (kind(proof), name(hop));
            Err(Error::new(ErrorKind::Unexpected, format!("{hop} was given {proof}")))
        }
    }
}

fn kind(proof: &Proof) -> &'static str {
    match proof {
        Proof::Jwt(_) => "a JWT",
        Proof::Saml(_) => "a SAML assertion",
        Proof::Aws(_) => "AWS keys",
        Proof::Google(_) => "a Google access token",
    }
}

/// What an exchange is called in the log and in a deadline's message.
pub fn name(hop: &Hop) -> &'static str {
    match hop {
        Hop::WebIdentity(_) => "AWS STS AssumeRoleWithWebIdentity",
        Hop::AssumeRole(_) => "AWS STS AssumeRole",
        Hop::OutboundJwt { .. } => "AWS STS GetWebIdentityToken",
        Hop::TokenExchange(_) => "Google STS token exchange",
        Hop::Impersonate(_) => "Google IAM generateAccessToken",
        Hop::IdToken { .. } => "Google IAM generateIdToken",
        Hop::Downscope { .. } => "Google STS downscoping",
    }
}

/// Whose a proof is and until when, for the log; public facts only.
pub fn describe(proof: &Proof) -> String {
    let (who, expires) = match proof {
        Proof::Jwt(jwt) => return jwt.claims.to_string(),
        Proof::Saml(_) => ("a SAML assertion".to_owned(), None),
        Proof::Aws(keys) => (keys.describe(), keys.expires),
        Proof::Google(token) => (token.identity.clone().unwrap_or_else(|| "unknown".to_owned()), Some(token.expires)),
    };
    match expires {
        Some(expires) => format!("{who} exp={}", expires.format("%Y-%m-%dT%H:%M:%SZ")),
        None => who,
    }
}

/// A name for the session that an identity opens, from what it says of itself.
pub fn session_from(claims: &Claims) -> String {
    if let Some(account) = claims.sub.strip_prefix("system:serviceaccount:") {
        return account.replace(':', ".");
    }
    match &claims.email {
        // name@project, without Google's long domain.
        Some(email) => email.trim_end_matches(".iam.gserviceaccount.com").to_owned(),
        None => claims.sub.clone(),
    }
}
