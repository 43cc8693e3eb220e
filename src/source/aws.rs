//! AWS identities: variables, profiles, web identity, container credentials, EC2 metadata.
//! The order is the AWS SDKs' own; each kind can be pinned.

mod container;
mod endpoints;
mod facts;
mod process;
mod profile;
mod sdk;

use std::path::PathBuf;

use super::{Context, Detection, Kind, Source, kubernetes, token_identity};
use crate::credential::{AwsKeys, Proof};
use crate::error::{Error, Result};
use crate::hop::{AssumeRole, Found, Hop, Sts};
use crate::host::Host;
use crate::names::{Region, RoleArn, SessionName};
use crate::request::AwsKind;
use crate::secret::Secret;

/// The variable that tells a child of ours which sources are already being asked.
pub const GUARD: &str = "_XCLOUD_CHAIN";

/// One AWS identity that is here.
#[derive(Debug)]
pub enum Aws {
    Env,
    Profile(profile::Walk),
    WebIdentity { token_file: PathBuf, role: RoleArn, session: Option<SessionName> },
    Container(container::Container),
    Imds,
}

/// The value of [`GUARD`] for a child started on behalf of `entry`; an error when `entry` is being
/// asked already, or when the chain has no end: each child would start the next.
pub fn guarded(host: &Host, entry: &str) -> Result<String> {
    let entry = entry.replace(',', " ");
    let Some(chain) = host.env.get(GUARD) else { return Ok(entry) };
    let mut seen = chain.split(',');
    if seen.clone().count() >= 4 || seen.any(|seen| seen == entry) {
        return Err(Error::configuration(format!("a cycle of commands: {} -> {entry}", chain.replace(',', " -> ")))
            .hint("one of these commands is, or runs, xcloud with the same source; pin another one there with --from"));
    }
    Ok(format!("{chain},{entry}"))
}

/// One kind, because the user said so or because its turn has come.
pub fn detect(host: &Host, kind: &AwsKind, pinned: bool) -> Detection {
    match kind {
        AwsKind::Env => detect_env(host),
        AwsKind::Profile(name) => profile::detect(host, name.as_deref(), pinned),
        AwsKind::WebIdentity => detect_web_identity(host),
        AwsKind::Container => container::detect(host),
        AwsKind::Imds => detect_imds(host, pinned),
    }
}

fn here(name: &'static str, scope: String, aws: Aws) -> Detection {
    Detection::Here(Source { name, scope: Some(scope), kind: Kind::Aws(aws) })
}

fn detect_env(host: &Host) -> Detection {
    match (host.env.get("AWS_ACCESS_KEY_ID"), host.env.get("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(_)) => here("aws:env", id.to_owned(), Aws::Env),
        (None, None) => Detection::absent("AWS_ACCESS_KEY_ID is not set"),
        (id, _) => {
            let (set, unset) =
                if id.is_some() { ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") } else { ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID") };
            Detection::Broken(
                Error::no_identity(format!("half a key pair: {set} is set but {unset} is not"))
                    .hint(format!("set both or unset both; a broader identity is not used instead of {set}")),
            )
        }
    }
}

fn detect_web_identity(host: &Host) -> Detection {
    let Some(token_file) = host.env.path("AWS_WEB_IDENTITY_TOKEN_FILE") else {
        return Detection::absent("AWS_WEB_IDENTITY_TOKEN_FILE is not set");
    };
    let role = match host.env.get("AWS_ROLE_ARN").map(RoleArn::parse) {
        Some(Ok(role)) => role,
        Some(Err(wrong)) => return Detection::Broken(Error::configuration(format!("AWS_ROLE_ARN {wrong}"))),
        None => {
            return Detection::Broken(
                Error::configuration("AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not")
                    .hint("set AWS_ROLE_ARN to the role that the token may assume"),
            );
        }
    };
    let session = match host.env.get("AWS_ROLE_SESSION_NAME").map(SessionName::parse) {
        Some(Err(wrong)) => return Detection::Broken(Error::configuration(format!("AWS_ROLE_SESSION_NAME {wrong}"))),
        Some(Ok(session)) => Some(session),
        None => None,
    };
    let named = session.as_ref().map(SessionName::as_str).unwrap_or_default();
    let scope = format!("{role}\n{named}\n{}\n{}", token_file.display(), token_identity(host, &token_file));
    here("aws:web-identity", scope, Aws::WebIdentity { token_file, role, session })
}

fn detect_imds(host: &Host, pinned: bool) -> Detection {
    if host.env.is_on("AWS_EC2_METADATA_DISABLED") {
        return Detection::absent("AWS_EC2_METADATA_DISABLED is set");
    }
    let endpoint = host.env.get("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    let scope = format!("{} {}", endpoint.unwrap_or_default(), machine(host));
    if pinned || endpoint.is_some() {
        return here("aws:imds", scope, Aws::Imds);
    }
    if let Some(sign) = container_sign(host) {
        // In a container the instance's role is the node's: broader than what runs here.
        return Detection::absent(format!("this is a container ({sign}), where the EC2 role is asked only with --from aws:imds"));
    }
    let reads = |path: &str, sign: &str| host.files.read(path.as_ref(), 256).is_ok_and(|text| text.starts_with(sign));
    if reads("/sys/class/dmi/id/sys_vendor", "Amazon EC2")
        || reads("/sys/class/dmi/id/board_vendor", "Amazon EC2")
        || reads("/sys/hypervisor/uuid", "ec2")
    {
        return here("aws:imds", scope, Aws::Imds);
    }
    Detection::absent("this is no EC2 instance")
}

/// What says that we are inside a container.
fn container_sign(host: &Host) -> Option<&'static str> {
    ["KUBERNETES_SERVICE_HOST", "ECS_CONTAINER_METADATA_URI_V4"]
        .into_iter()
        .find(|name| host.env.get(name).is_some())
        .or_else(|| ["/.dockerenv", "/run/.containerenv"].into_iter().find(|path| host.files.exists(path.as_ref())))
}

/// What tells this machine (or container) from another that shares its cache folder: a metadata
/// server's answer belongs to the machine that asked.
pub fn machine(host: &Host) -> String {
    let id = host.files.read("/etc/machine-id".as_ref(), 256).map(|text| text.trim().to_owned()).unwrap_or_default();
    format!("{id} {}", host.name())
}

impl Aws {
    /// The region that this identity's own configuration names.
    pub fn region(&self, host: &Host) -> Option<Region> {
        match self {
            Self::Profile(walk) => walk.region.clone(),
            _ => profile::region(host),
        }
    }

    /// The region of the instance: a metadata request, made only when IMDS is the source.
    pub async fn metadata_region(&self, host: &Host) -> Option<Region> {
        match self {
            Self::Imds => sdk::imds_region(host).await,
            _ => None,
        }
    }

    pub async fn fetch(&self, host: &Host, region: &Region, context: Context<'_>) -> Result<Found> {
        let keys = match self {
            Self::Env => env_keys(host)?,
            Self::Profile(walk) => return walk.fetch(host, region, context).await,
            Self::WebIdentity { token_file, role, session } => {
                let Detection::Here(Source { kind: Kind::Kubernetes(token), .. }) = kubernetes::pinned(host, token_file.clone()) else {
                    return Err(Error::new(crate::error::ErrorKind::Unexpected, "the token file has no source"));
                };
                let mut found = token.fetch(host)?;
                let sts = Sts { region: region.clone(), endpoint: context.request.aws.sts_endpoint.clone() };
                let call = AssumeRole { session_name: session.clone(), ..AssumeRole::plain(role.clone(), sts) };
                found.hops.push(Hop::WebIdentity(call));
                return Ok(found);
            }
            Self::Container(container) => container.fetch(host).await?,
            Self::Imds => sdk::imds(host).await?,
        };
        let session = facts::session(host, matches!(self, Self::Imds));
        Ok(Found { session, ..Found::plain(Proof::Aws(keys)) })
    }
}

fn env_keys(host: &Host) -> Result<AwsKeys> {
    let missing = || Error::no_identity("the AWS keys in the environment are gone");
    Ok(AwsKeys {
        access_key_id: host.env.get("AWS_ACCESS_KEY_ID").ok_or_else(missing)?.trim().to_owned(),
        secret_access_key: Secret::new(host.env.get("AWS_SECRET_ACCESS_KEY").ok_or_else(missing)?).trimmed(),
        session_token: host.env.get("AWS_SESSION_TOKEN").map(|token| Secret::new(token).trimmed()),
        expires: host.env.get("AWS_CREDENTIAL_EXPIRATION").and_then(|text| text.parse().ok()),
        arn: None,
        account: host.env.get("AWS_ACCOUNT_ID").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect_with(vars: &[(&str, &str)], files: &[(&str, &str)], kind: &AwsKind) -> String {
        let host = Host::scripted(vars, files, 1_700_000_000);
        match detect(&host, kind, false) {
            Detection::Absent { because } => format!("absent: {because}"),
            Detection::Broken(error) => format!("broken: {}", error.message()),
            Detection::Here(source) => format!("here: {}", source.name),
        }
    }

    #[test]
    fn half_a_key_pair_is_broken_not_absent() {
        for (vars, expected) in [
            (&[][..], "absent: AWS_ACCESS_KEY_ID is not set"),
            (&[("AWS_ACCESS_KEY_ID", "AKIA")][..], "broken: half a key pair: AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not"),
            (&[("AWS_SECRET_ACCESS_KEY", "x")][..], "broken: half a key pair: AWS_SECRET_ACCESS_KEY is set but AWS_ACCESS_KEY_ID is not"),
            (&[("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")][..], "absent: AWS_ACCESS_KEY_ID is not set"),
            (&[("AWS_ACCESS_KEY_ID", "AKIA"), ("AWS_SECRET_ACCESS_KEY", "x")][..], "here: aws:env"),
        ] {
            assert_eq!(detect_with(vars, &[], &AwsKind::Env), expected);
        }
    }

    #[test]
    fn web_identity_needs_its_role() {
        let kind = AwsKind::WebIdentity;
        assert_eq!(detect_with(&[], &[], &kind), "absent: AWS_WEB_IDENTITY_TOKEN_FILE is not set");
        let file = ("AWS_WEB_IDENTITY_TOKEN_FILE", "/t");
        assert!(detect_with(&[file], &[], &kind).starts_with("broken: AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not"));
        assert!(detect_with(&[file, ("AWS_ROLE_ARN", "x")], &[], &kind).starts_with("broken: AWS_ROLE_ARN is not a role ARN"));
        assert_eq!(detect_with(&[file, ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r")], &[], &kind), "here: aws:web-identity");
    }

    #[test]
    fn the_instance_role_is_not_asked_from_containers_or_elsewhere() {
        let kind = AwsKind::Imds;
        let ec2 = &[("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n")][..];
        assert_eq!(detect_with(&[], &[], &kind), "absent: this is no EC2 instance");
        assert_eq!(detect_with(&[], ec2, &kind), "here: aws:imds");
        assert!(detect_with(&[("KUBERNETES_SERVICE_HOST", "10.0.0.1")], ec2, &kind).starts_with("absent: this is a container"));
        assert!(detect_with(&[("AWS_EC2_METADATA_DISABLED", "true")], ec2, &kind).starts_with("absent: AWS_EC2_METADATA_DISABLED"));
        assert_eq!(detect_with(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")], &[], &kind), "here: aws:imds");
    }
}
