//! AssumeRole: AWS keys become those of a role.

use aws_sdk_sts::types::{PolicyDescriptorType, Tag};

use super::aws_sts::{client, explain, keys, lasting, place, role_facts, session_name};
use crate::credential::AwsKeys;
use crate::error::{Error, ErrorKind, Result};
use crate::hop::AssumeRole;
use crate::host::Host;
use crate::secret::Secret;

/// Makes the exchange.
pub async fn exchange(host: &Host, caller: &AwsKeys, call: &AssumeRole, session: Option<&str>, towards_google: bool) -> Result<AwsKeys> {
    let name = session_name(call, session.or_else(|| caller_name(caller)), towards_google);
    let arns = call.policy_arns.iter().map(|arn| PolicyDescriptorType::builder().arn(arn).build()).collect::<Vec<_>>();
    let tags = call
        .tags
        .iter()
        .map(|tag| Tag::builder().key(&tag.key).value(&tag.value).build())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::new(ErrorKind::Unexpected, "a session tag cannot be sent").because(error))?;
    let ask = async |seconds| {
        let answer = client(host, &call.sts, Some(caller))
            .assume_role()
            .role_arn(call.role.as_str())
            .role_session_name(name.as_str())
            .duration_seconds(seconds)
            .set_policy(call.policy.clone())
            .set_policy_arns(Some(arns.clone()).filter(|arns| !arns.is_empty()))
            .set_tags(Some(tags.clone()).filter(|tags| !tags.is_empty()))
            .set_transitive_tag_keys(Some(call.transitive_tags.clone()).filter(|keys| !keys.is_empty()))
            .set_external_id(call.external_id.clone())
            .set_source_identity(call.source_identity.as_ref().map(|identity| identity.as_str().to_owned()))
            .send()
            .await
            .map_err(|error| {
                let who = format!("{} (caller: {})", call.role, caller.describe());
                let sent: Vec<&Secret> = std::iter::once(&caller.secret_access_key).chain(&caller.session_token).collect();
                let facts = role_facts(&call.role).maybe("caller", caller.arn.as_deref());
                explain(host, "AssumeRole", &call.sts, &who, facts, &sent, error)
            })?;
        keys(answer.credentials(), answer.assumed_role_user(), &place(&call.sts))
    };
    lasting(host, call, Some(caller), ask).await
}

/// What the caller's own ARN says of who is behind it: the session's name or the user's, so that
/// a chain keeps the name it started with.
fn caller_name(caller: &AwsKeys) -> Option<&str> {
    let arn = caller.arn.as_deref().filter(|arn| arn.contains(":assumed-role/") || arn.contains(":user/"))?;
    arn.rsplit('/').next()
}
