//! AssumeRoleWithWebIdentity: a JWT becomes AWS keys. The call is unsigned.

use aws_sdk_sts::types::PolicyDescriptorType;

use super::aws_sts::{client, explain, keys, lasting, place, session_name};
use super::session_from;
use crate::credential::{AwsKeys, Jwt};
use crate::error::Result;
use crate::hop::AssumeRole;
use crate::host::Host;

/// Makes the exchange.
pub async fn exchange(host: &Host, jwt: &Jwt, call: &AssumeRole, session: Option<&str>, towards_google: bool) -> Result<AwsKeys> {
    let facts = session.map_or_else(|| session_from(&jwt.claims), str::to_owned);
    let name = session_name(call, Some(&facts), towards_google);
    let arns = call.policy_arns.iter().map(|arn| PolicyDescriptorType::builder().arn(arn).build()).collect::<Vec<_>>();
    let ask = async |seconds| {
        let answer = client(host, &call.sts, None)
            .assume_role_with_web_identity()
            .role_arn(call.role.as_str())
            .role_session_name(name.as_str())
            .web_identity_token(jwt.token.expose())
            .duration_seconds(seconds)
            .set_policy(call.policy.clone())
            .set_policy_arns(Some(arns.clone()).filter(|arns| !arns.is_empty()))
            .send()
            .await
            .map_err(|error| {
                let who = format!("{} (token: {})", call.role, jwt.claims);
                explain(host, "AssumeRoleWithWebIdentity", &call.sts, &who, &[&jwt.token], error)
            })?;
        keys(answer.credentials(), answer.assumed_role_user(), &place(&call.sts))
    };
    lasting(host, call, None, ask).await
}
