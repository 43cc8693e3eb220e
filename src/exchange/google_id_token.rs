//! generateIdToken: a Google access token becomes a service account's ID token, e-mail included.
//! Contract: `iamcredentials.googleapis.com` v1.

use serde::Deserialize;
use serde_json::json;

use super::google_impersonation::{delegates, post};
use crate::credential::{AccessToken, Jwt};
use crate::error::{Error, Result};
use crate::hop::Impersonate;
use crate::host::Host;
use crate::secret::Secret;

#[derive(Deserialize)]
struct TokenAnswer {
    token: Secret,
}

/// Makes the exchange.
pub async fn exchange(host: &Host, caller: &AccessToken, call: &Impersonate, audience: &str) -> Result<Jwt> {
    let body = json!({"audience": audience, "includeEmail": true, "delegates": delegates(call)});
    let answer = post(host, caller, call, "generateIdToken", &body).await?;
    let TokenAnswer { token } = answer.parse()?;
    Jwt::read(token).ok_or_else(|| Error::network(format!("{} sent an ID token that is not a JWT", answer.host)))
}
