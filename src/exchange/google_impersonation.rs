//! generateAccessToken: a Google access token becomes a service account's.
//! Contract: `iamcredentials.googleapis.com` v1.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::google_api::explain;
use crate::catalogue::{Facts, Stage};
use crate::credential::AccessToken;
use crate::error::{Error, ErrorKind, Result};
use crate::hop::Impersonate;
use crate::host::Host;
use crate::host::http::{Answer, Ask};
use crate::secret::Secret;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenAnswer {
    access_token: Secret,
    expire_time: DateTime<Utc>,
}

/// Makes the exchange.
pub async fn exchange(host: &Host, caller: &AccessToken, call: &Impersonate) -> Result<AccessToken> {
    let body = json!({
        "scope": call.scopes,
        "lifetime": format!("{}s", call.lifetime.as_secs()),
        "delegates": delegates(call),
    });
    let answer = post(host, caller, call, "generateAccessToken", &body).await?;
    let TokenAnswer { access_token, expire_time } = answer.parse()?;
    Ok(AccessToken { token: access_token, expires: expire_time, identity: Some(call.account.as_str().to_owned()), quota_project: None })
}

/// The chain in the API's notation.
pub fn delegates(call: &Impersonate) -> Vec<String> {
    call.delegates.iter().map(|account| format!("projects/-/serviceAccounts/{account}")).collect()
}

/// One call on the service account.
pub async fn post(host: &Host, caller: &AccessToken, call: &Impersonate, method: &str, body: &Value) -> Result<Answer> {
    let url = Url::parse(&format!("{}/v1/projects/-/serviceAccounts/{}:{method}", call.base.base(), call.account))
        .map_err(|error| Error::configuration("the impersonation URL makes no URL").because(error))?;
    let stage = format!("Google IAM {method}");
    let answer = host.http.send(Ask::json(url, body).bearer(&caller.token)).await.map_err(|error| error.within(&stage))?;
    if answer.is_success() {
        return Ok(answer);
    }
    let caller_name = caller.identity.as_deref().unwrap_or("the caller");
    let who = format!("{} as {}", crate::jwt::shown(caller_name), call.account);
    let at = &[Stage::GoogleIam, Stage::GoogleApi];
    Err(explain(&answer, &stage, &who, &[&caller.token], (at, &facts(caller_name, call)), |status| match status {
        403 | 404 => (ErrorKind::Permission, "check that the service account exists and that this identity may act as it".to_owned()),
        400 => (ErrorKind::Configuration, "check --service-account, --delegate, --scope and --lifetime-seconds".to_owned()),
        _ => (ErrorKind::Refused, "check that the caller's access token is not revoked and is of this universe".to_owned()),
    }))
}

/// What the catalogue may name: who must be granted which role on which account. The member of
/// an AWS identity is left open for [`Signer`](super::Signer).
fn facts(caller: &str, call: &Impersonate) -> Facts {
    const CREATOR: &str = "roles/iam.serviceAccountTokenCreator";
    let target = call.delegates.first().unwrap_or(&call.account);
    let (member, role) = if caller == "the caller" {
        (None, CREATOR) // a login whose file does not say whose it is
    } else if caller.starts_with("principal") {
        (Some(caller.to_owned()), "roles/iam.workloadIdentityUser")
    } else if caller.ends_with("gserviceaccount.com") {
        (Some(format!("serviceAccount:{caller}")), CREATOR)
    } else if caller.contains('@') {
        (Some(format!("user:{caller}")), CREATOR)
    } else {
        (None, "roles/iam.workloadIdentityUser")
    };
    let project = call.account.as_str().split_once('@').and_then(|(_, domain)| domain.split_once(".iam.")).map(|(project, _)| project);
    Facts::default()
        .with("account", call.account.as_str())
        .with("target", target.as_str())
        .with("grant_role", role)
        .maybe("member", member.as_deref())
        .maybe("project", project)
}
