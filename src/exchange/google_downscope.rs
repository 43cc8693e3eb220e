//! Credential Access Boundaries: a Google access token becomes a narrower one of the same identity.
//! Contract: `sts.googleapis.com` v1 `token` with an access token as subject and the boundary as
//! `options`; no audience and no scope.

use serde::Deserialize;

use super::google_api::{explain, words};
use super::google_sts::{ACCESS_TOKEN, GRANT};
use crate::catalogue::{Facts, Stage};
use crate::credential::AccessToken;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::host::http::Ask;
use crate::names::{AccessBoundary, Endpoint};
use crate::secret::Secret;

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    expires_in: Option<i64>,
}

/// Makes the exchange.
pub async fn exchange(host: &Host, broad: &AccessToken, boundary: &AccessBoundary, token_url: &Endpoint) -> Result<AccessToken> {
    const STAGE: &str = "Google STS downscoping";
    let fields = [
        ("grant_type", GRANT),
        ("requested_token_type", ACCESS_TOKEN),
        ("subject_token", broad.token.expose()),
        ("subject_token_type", ACCESS_TOKEN),
        ("options", boundary.as_str()),
    ];
    let answer = host.http.send(Ask::form(token_url.url().clone(), &fields)).await.map_err(|error| error.within(STAGE))?;
    if !answer.is_success() {
        let who = broad.identity.as_deref().unwrap_or("the access token");
        let code = words(&answer).map(|(code, _)| code);
        let at = (&[Stage::GoogleApi][..], &Facts::default());
        return Err(explain(&answer, STAGE, who, &[&broad.token], at, |_| match code.as_deref() {
            Some("invalid_request" | "INVALID_ARGUMENT") => {
                (ErrorKind::Configuration, "check the resources, roles and conditions in the file of --access-boundary".to_owned())
            }
            _ => (ErrorKind::Refused, "the access token was not accepted; it may be revoked or for another universe".to_owned()),
        }));
    }
    let TokenAnswer { access_token, expires_in } = answer.parse()?;
    if access_token.is_empty() {
        return Err(Error::network(format!("{} sent an empty access token", answer.host)));
    }
    // A narrower token never outlives the one it was made from, and may not say when it ends.
    let expires = match expires_in.filter(|seconds| *seconds != 0) {
        None => broad.expires,
        Some(left) => {
            let said = host.clock.after(left);
            said.ok_or_else(|| Error::network(format!("{} sent a lifetime that no token has", answer.host)))?.min(broad.expires)
        }
    };
    Ok(AccessToken { token: access_token, expires, identity: broad.identity.clone(), quota_project: None })
}
