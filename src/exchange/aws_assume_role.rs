//! AssumeRole: AWS keys become those of a role.

use aws_sdk_sts::types::{PolicyDescriptorType, Tag};

use super::aws_sts::{client, explain, keys, place, role_facts, session_name};
use crate::credential::AwsKeys;
use crate::error::{Error, ErrorKind, Result};
use crate::hop::AssumeRole;
use crate::host::Host;
use crate::secret::Secret;

/// Makes the exchange.
pub async fn exchange(host: &Host, caller: &AwsKeys, call: &AssumeRole, session: Option<&str>, towards_google: bool) -> Result<AwsKeys> {
    let name = session_name(call, session, towards_google);
    let arns = call.policy_arns.iter().map(|arn| PolicyDescriptorType::builder().arn(arn).build()).collect::<Vec<_>>();
    let tags = call
        .tags
        .iter()
        .map(|tag| Tag::builder().key(&tag.key).value(&tag.value).build())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::new(ErrorKind::Unexpected, "a session tag cannot be sent").because(error))?;
    let answer = client(host, &call.sts, Some(caller))
        .assume_role()
        .role_arn(call.role.as_str())
        .role_session_name(name.as_str())
        .duration_seconds(i32::try_from(call.duration.as_secs()).unwrap_or(i32::MAX))
        .set_policy(call.policy.clone())
        .set_policy_arns(Some(arns).filter(|arns| !arns.is_empty()))
        .set_tags(Some(tags).filter(|tags| !tags.is_empty()))
        .set_external_id(call.external_id.clone())
        .set_source_identity(call.source_identity.as_ref().map(|identity| identity.as_str().to_owned()))
        .send()
        .await
        .map_err(|error| {
            let who = format!("{} (caller: {})", call.role, caller.describe());
            let sent: Vec<&Secret> = std::iter::once(&caller.secret_access_key).chain(&caller.session_token).collect();
            explain(host, "AssumeRole", &call.sts, &who, role_facts(&call.role).maybe("caller", caller.arn.as_deref()), &sent, error)
        })?;
    keys(answer.credentials(), answer.assumed_role_user(), &place(&call.sts))
}
