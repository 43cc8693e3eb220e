//! A profile's `credential_process`, run without a shell as botocore does, and guarded.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{GUARD, guarded};
use crate::credential::AwsKeys;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::host::files::parse_json;
use crate::secret::{Secret, shown_strictly};

/// The AWS CLI's own guard against endless chains of profiles.
pub const AWS_GUARD: &str = "_AWS_CLI_PROFILE_CHAIN";

/// The JSON of a `credential_process`, as every SDK reads it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProcessAnswer {
    version: u32,
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    expiration: Option<DateTime<Utc>>,
    account_id: Option<String>,
}

/// Runs the profile's command, without a shell as botocore does, and guarded.
pub async fn keys(host: &Host, profile: &str, command: &str) -> Result<AwsKeys> {
    let words = shlex::split(command)
        .filter(|words| !words.is_empty())
        .ok_or_else(|| Error::configuration(format!("credential_process of the AWS profile {profile} has an open quote")))?;
    let theirs = host.env.get(AWS_GUARD).map_or_else(|| profile.to_owned(), |chain| format!("{chain},{profile}"));
    let vars = [(GUARD, guarded(host, &format!("aws:profile={profile}"))?), (AWS_GUARD, theirs)];
    let output = host
        .processes
        .run(&words, &vars)
        .await
        .map_err(|error| error.within(format!("credential_process of the AWS profile {profile}")))?;
    if !output.success {
        return Err(Error::no_identity(format!(
            "credential_process of the AWS profile {profile} failed ({}): {}",
            output.status,
            shown_strictly(&output.stderr)
        ))
        .hint(format!("run it by hand: {}", words[0])));
    }
    let answer: ProcessAnswer =
        parse_json(&format!("the output of credential_process of the AWS profile {profile}"), output.stdout.expose())?;
    let ProcessAnswer { version, access_key_id, secret_access_key, session_token, expiration, account_id } = answer;
    if version != 1 {
        return Err(Error::configuration(format!("credential_process of the AWS profile {profile} answered in version {version}, not 1")));
    }
    Ok(AwsKeys { access_key_id, secret_access_key, session_token, expires: expiration, arn: None, account: account_id })
}
