//! GetWebIdentityToken: AWS keys become a JWT of the account's own issuer.
//!
//! RS256 always: Google's token exchange takes RS256 and ES256, AWS offers RS256 and ES384.

use super::aws_sts::{client, explain, place};
use crate::catalogue::Facts;
use crate::credential::{AwsKeys, Jwt};
use crate::error::{Error, Result};
use crate::hop::Sts;
use crate::host::Host;
use crate::policy;
use crate::secret::Secret;

/// Makes the exchange.
pub async fn exchange(host: &Host, caller: &AwsKeys, audience: &str, sts: &Sts) -> Result<Jwt> {
    let answer = client(host, sts, Some(caller))
        .get_web_identity_token()
        .audience(audience)
        .signing_algorithm("RS256")
        .duration_seconds(i32::try_from(policy::OUTBOUND_JWT_LIFE.as_secs()).unwrap_or(300))
        .send()
        .await
        .map_err(|error| {
            let sent: Vec<&Secret> = std::iter::once(&caller.secret_access_key).chain(&caller.session_token).collect();
            let who = format!("{} (audience {audience})", caller.describe());
            explain(host, "GetWebIdentityToken", sts, &who, Facts::default().with("audience", audience), &sent, error)
        })?;
    answer
        .web_identity_token()
        .and_then(|token| Jwt::read(Secret::new(token)))
        .ok_or_else(|| Error::network(format!("{} sent an answer without a JWT", place(sts))))
}
