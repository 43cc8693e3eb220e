//! generateAccessToken: a Google access token becomes a service account's.
//! Contract: `iamcredentials.googleapis.com` v1.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::google_api::explain;
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
    let who = format!("{caller_name} as {}", call.account);
    Err(explain(&answer, &stage, &who, &[&caller.token], |status, _, text| {
        match status {
        403 | 404 if text.contains("disabled") || text.contains("has not been used") => {
            (ErrorKind::Permission, "enable the API: gcloud services enable iamcredentials.googleapis.com".to_owned())
        }
        403 | 404 => (ErrorKind::Permission, grant(caller_name, call)),
        400 if text.contains("lifetime") => (
            ErrorKind::Configuration,
            "above one hour the organisation must allow it (constraints/iam.allowServiceAccountCredentialLifetimeExtension); ask for less with --lifetime-seconds".to_owned(),
        ),
        400 => (ErrorKind::Configuration, "check --service-account, --delegate, --scope and --lifetime-seconds".to_owned()),
        _ => (ErrorKind::Refused, "the caller's access token was not accepted; it may be revoked or for another universe".to_owned()),
    }
    }))
}

/// The command that grants what is missing.
fn grant(caller: &str, call: &Impersonate) -> String {
    let target = call.delegates.first().unwrap_or(&call.account);
    let (member, role) = if caller.starts_with("principal") {
        (caller.to_owned(), "roles/iam.workloadIdentityUser")
    } else if caller.contains('@') && caller.contains("gserviceaccount") {
        (format!("serviceAccount:{caller}"), "roles/iam.serviceAccountTokenCreator")
    } else if caller.contains('@') {
        (format!("user:{caller}"), "roles/iam.serviceAccountTokenCreator")
    } else {
        ("PRINCIPAL".to_owned(), "roles/iam.workloadIdentityUser")
    };
    let aws = if caller.starts_with("arn:") || caller.starts_with("access key") {
        "; for an AWS role PRINCIPAL is principalSet://iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/attribute.aws_role/arn:aws:sts::ACCOUNT:assumed-role/ROLE"
    } else {
        ""
    };
    format!(
        "grant it: gcloud iam service-accounts add-iam-policy-binding {target} --role={role} --member='{member}'{aws} (a new grant takes some minutes)"
    )
}
