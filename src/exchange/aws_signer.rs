//! Whose AWS keys Google has just refused, and what Google's policies call them.
//!
//! Keys do not say whose they are. A refusal is worth one GetCallerIdentity, so that the error can
//! name the ARN and the principal that a binding must hold.

use std::time::{Duration, Instant};

use super::aws_sts::caller_arn;
use crate::catalogue::{self, word};
use crate::credential::{AwsKeys, Proof};
use crate::error::Error;
use crate::hop::{Hop, Sts};
use crate::host::Host;
use crate::names::{Endpoint, WorkloadIdentityProvider};
use crate::policy;

/// Refusals in which it does not matter who asked.
const ABOUT_SOMETHING_ELSE: [&str; 6] = [
    "gcp-api-rejects-federated",
    "gcp-gaia-not-found",
    "gcp-iamcredentials-disabled",
    "gcp-quota-project",
    "gcp-sts-invalid-audience-format",
    "gcp-sts-invalid-target",
];

/// The keys that were exchanged, and for which provider.
#[derive(Debug)]
pub struct Signer {
    keys: AwsKeys,
    audience: String,
    sts: Sts,
}

impl Signer {
    /// The signer, if `hop` gives Google a request signed with AWS keys.
    pub fn of(proof: &Proof, hop: &Hop, endpoint: Option<&Endpoint>) -> Option<Self> {
        match (proof, hop) {
            (Proof::Aws(keys), Hop::TokenExchange(call)) => Some(Self {
                keys: keys.duplicate(),
                audience: call.audience.clone(),
                sts: Sts { region: call.region.clone(), endpoint: endpoint.cloned() },
            }),
            _ => None,
        }
    }

    /// Adds to a permanent refusal who the keys are; whatever goes wrong here leaves it as it was.
    pub async fn name(&self, host: &Host, error: Error, deadline: Instant) -> Error {
        let elsewhere = catalogue::id_in(error.message()).is_some_and(|id| ABOUT_SOMETHING_ELSE.contains(&id));
        if !error.is_permanent_refusal() || elsewhere {
            return error;
        }
        let arn = match &self.keys.arn {
            Some(arn) => Some(arn.clone()),
            None => {
                let latest = deadline.checked_sub(Duration::from_millis(200)).unwrap_or(deadline);
                let ask = tokio::time::timeout(policy::NAMING, caller_arn(host, &self.keys, &self.sts));
                tokio::time::timeout_at(latest.into(), ask).await.ok().and_then(|asked| asked.ok()?.ok())
            }
        };
        let Some(arn) = arn else { return error };
        let error = error.note(format!("the AWS identity is {arn}"));
        match principal_set(&self.audience, &arn) {
            Some(set) => error
                .fill("--member=MEMBER", &format!("--member={}", word(&set)))
                .note(format!("with AWS's usual mapping of attribute.aws_role, Google calls it {set}")),
            None => error,
        }
    }
}

/// The principals that share a role: `attribute.aws_role` of an AWS provider's default mapping is
/// the session's ARN without the session, and any other ARN as it is.
fn principal_set(audience: &str, arn: &str) -> Option<String> {
    let provider = WorkloadIdentityProvider::parse(audience).ok()?;
    let role = if arn.contains(":assumed-role/") { arn.rsplit_once('/').map_or(arn, |(role, _)| role) } else { arn };
    Some(format!("principalSet://{}/attribute.aws_role/{role}", provider.pool()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exceptions_are_entries() {
        for id in ABOUT_SOMETHING_ELSE {
            assert!(catalogue::entries().any(|entry| entry.id == id), "{id}");
        }
    }

    #[test]
    fn a_session_belongs_to_the_principals_of_its_role() {
        let audience = "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/providers/aws";
        let pool = "principalSet://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/attribute.aws_role";
        for (arn, role) in [
            ("arn:aws:sts::123456789012:assumed-role/app/i-0abc", "arn:aws:sts::123456789012:assumed-role/app"),
            ("arn:aws-cn:sts::123456789012:assumed-role/app/s", "arn:aws-cn:sts::123456789012:assumed-role/app"),
            ("arn:aws:iam::123456789012:user/path/app", "arn:aws:iam::123456789012:user/path/app"),
        ] {
            assert_eq!(principal_set(audience, arn).unwrap(), format!("{pool}/{role}"));
        }
        assert_eq!(principal_set("nonsense", "arn:aws:iam::123456789012:user/app"), None);
    }
}
