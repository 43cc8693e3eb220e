//! AWS profiles: `~/.aws/config` and `~/.aws/credentials`.
//!
//! The files are parsed by the AWS SDK's own parser. The way from a profile to its base is walked
//! here, because the SDK silently ignores `mfa_serial`, `duration_seconds` and
//! `role_session_name`'s neighbours, and because a `credential_process` may be xcloud itself: the
//! SDK would run it without a guard, for ever.

use std::path::PathBuf;
use std::pin::pin;
use std::task::{Context as TaskContext, Poll, Waker};

use aws_config::profile::{Profile, ProfileSet};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env as SdkEnv, Fs as SdkFs};
use sha2::{Digest as _, Sha256};

use super::process::{self, AWS_GUARD};
use super::{Aws, GUARD, container, endpoints, env_keys, facts, machine, sdk};
use crate::credential::{AwsKeys, Proof};
use crate::error::{Error, ErrorKind, Result};
use crate::hop::{AssumeRole, Found, Hop, Sts, StsChoice};
use crate::host::Host;
use crate::names::{Region, RoleArn, SessionName, SourceIdentity, parse_span_within};
use crate::policy;
use crate::secret::{Secret, shown};
use crate::source::{Context, Detection, Kind, Source, digest, kubernetes, token_identity};

/// No profile file is larger.
const FILE_BYTES: usize = 1 << 20;
/// A profile, walked down to its base.
#[derive(Debug)]
pub struct Walk {
    name: String,
    base: Base,
    /// Roles to assume from the base up.
    roles: Vec<RoleStep>,
    /// `region` of the profile asked for.
    pub region: Option<Region>,
    /// What the profile asked for says of STS.
    pub sts: Box<StsChoice>,
    /// `ca_bundle` of the profile asked for.
    ca_bundle: Option<PathBuf>,
}

#[derive(Debug)]
struct RoleStep {
    role: RoleArn,
    session: Option<SessionName>,
    external_id: Option<String>,
    source_identity: Option<SourceIdentity>,
    duration: Option<std::time::Duration>,
}

#[derive(Debug)]
enum Base {
    Keys(AwsKeys),
    /// SSO and `login` sessions, by aws-config; with the command that renews them.
    Session {
        profile: String,
        login: String,
    },
    Process {
        profile: String,
        command: String,
    },
    WebIdentity {
        token_file: PathBuf,
        role: RoleArn,
        session: Option<SessionName>,
    },
    Environment,
    Container,
    Imds,
}

/// The profile `name`, or the one `AWS_PROFILE` names, or `default`.
pub fn detect(host: &Host, name: Option<&str>, pinned: bool) -> Detection {
    let from_env = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].into_iter().find_map(|var| Some((var, host.env.get(var)?)));
    let (profile, said_by) = match (name, from_env) {
        (Some(name), _) => (name, Some("--from")),
        (None, Some((var, name))) => (name, Some(var)),
        (None, None) => ("default", None),
    };
    let set = match load(host, profile) {
        Ok(Some(set)) => set,
        Ok(None) => match said_by {
            Some(by) => {
                return Detection::Broken(Error::configuration(format!(
                    "{by} names the AWS profile {profile}, but there is no AWS config file"
                )));
            }
            None => return Detection::absent("there is no AWS config file"),
        },
        Err(error) => return Detection::Broken(error),
    };
    if set.get_profile(profile).is_none() {
        return match said_by {
            Some(by) => Detection::Broken(
                Error::configuration(format!("{by} names the AWS profile {profile}, which is in neither AWS file"))
                    .hint(format!("known profiles: {}", known(&set))),
            ),
            None => Detection::absent("the AWS files have no default profile"),
        };
    }
    match walk(host, &set, profile) {
        Ok(Walked::Way(walk)) => {
            let scope = walk.base.scope(host).map(|who| format!("{profile}\n{}\n{:?}\n{who}", fingerprint(&set, &walk), walk.sts));
            Detection::Here(Source { name: "aws:profile", scope, kind: Kind::Aws(Aws::Profile(*walk)) })
        }
        Ok(Walked::Nothing) if said_by.is_none() || !pinned && name.is_none() => {
            Detection::absent(format!("the AWS profile {profile} has no credentials"))
        }
        Ok(Walked::Nothing) => Detection::Broken(
            Error::configuration(format!("the AWS profile {profile} has no credentials"))
                .hint("give it sso_session, role_arn and source_profile, credential_process or keys"),
        ),
        Ok(Walked::Ourselves(chain)) if pinned => Detection::Broken(cycle(&chain)),
        Ok(Walked::Ourselves(_)) => Detection::absent(format!("the AWS profile {profile} is answered by xcloud itself")),
        Err(error) => Detection::Broken(error),
    }
}

/// The `region` of the profile in use, for the kinds that are no profile.
pub fn region(host: &Host) -> Option<Region> {
    let profile = host.env.get("AWS_PROFILE").or_else(|| host.env.get("AWS_DEFAULT_PROFILE")).unwrap_or("default");
    let set = load(host, profile).ok()??;
    Region::parse(set.get_profile(profile)?.get("region")?).ok()
}

fn known(set: &ProfileSet) -> String {
    let mut names: Vec<&str> = set.profiles().collect();
    names.sort_unstable();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn cycle(chain: &str) -> Error {
    Error::configuration(format!("a profile cycle: {chain}"))
        .hint("the profile's credential_process is xcloud itself; pin its source there, e.g. --from google or --from aws:profile=OTHER")
}

/// Parses both files; `None` when there is neither.
fn load(host: &Host, profile: &str) -> Result<Option<ProfileSet>> {
    let place = |var: &str, name: &str| {
        host.env.path(var).map(|path| host.env.expand_home(path)).or_else(|| Some(host.env.home()?.join(".aws").join(name)))
    };
    let mut files = EnvConfigFiles::builder();
    let mut any = false;
    for (kind, var, name) in [
        (EnvConfigFileKind::Config, "AWS_CONFIG_FILE", "config"),
        (EnvConfigFileKind::Credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ] {
        let Some(path) = place(var, name) else { continue };
        match host.files.read_if_there(&path, FILE_BYTES) {
            Ok(None) => {}
            Ok(Some(text)) => {
                any = true;
                files = files.with_contents(kind, text.as_str());
            }
            Err(error) => {
                return Err(Error::configuration(format!("the AWS file {} cannot be read: {}", path.display(), error.kind())));
            }
        }
    }
    if !any {
        return Ok(None);
    }
    let (files, fs, env) = (files.build(), SdkFs::from_slice(&[]), SdkEnv::from_slice(&[]));
    // The SDK's parser is async for its file system only; with contents in memory it never waits.
    let future = pin!(aws_config::profile::load(&fs, &env, &files, Some(profile.to_owned().into())));
    match future.poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(Ok(set)) => Ok(Some(set)),
        Poll::Ready(Err(error)) => {
            Err(Error::configuration(format!("the AWS config files cannot be parsed: {}", shown(&source_text(&error), &[]))))
        }
        Poll::Pending => Err(Error::new(ErrorKind::Unexpected, "parsing the AWS config files did not finish")),
    }
}

fn source_text(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text
}

enum Walked {
    Way(Box<Walk>),
    Nothing,
    /// The base is a `credential_process` that comes back to where we are; the chain, for the user.
    Ourselves(String),
}

/// Follows `source_profile` down to the base.
fn walk(host: &Host, set: &ProfileSet, start: &str) -> Result<Walked> {
    let mut seen = Vec::new();
    let mut roles = Vec::new();
    let mut name = start.to_owned();
    let base = loop {
        let profile = set.get_profile(&name).ok_or_else(|| {
            Error::configuration(format!(
                "the AWS profile {} names source_profile {name}, which does not exist",
                seen.last().unwrap_or(&name)
            ))
        })?;
        if seen.contains(&name) {
            seen.push(name);
            return Err(Error::configuration(format!("a profile cycle: {}", seen.join(" -> "))).hint("source_profile leads back to itself"));
        }
        seen.push(name.clone());
        if seen.len() > 1
            && let Some(keys) = static_keys(profile)
        {
            break Base::Keys(keys); // a source's own keys come before its role, as in every SDK
        }
        let token_file = profile.get("web_identity_token_file").filter(|text| !text.is_empty());
        let Some(role) = profile.get("role_arn").filter(|_| token_file.is_none()) else {
            match base(host, profile)? {
                Some(base) => break base,
                None if seen.len() == 1 => return Ok(Walked::Nothing),
                None => return Err(Error::configuration(format!("the AWS profile {name}, a source_profile, has no credentials"))),
            }
        };
        roles.push(role_step(profile, role)?);
        match (profile.get("source_profile"), profile.get("credential_source")) {
            (Some(_), Some(_)) => {
                return Err(Error::configuration(format!("the AWS profile {name} has both source_profile and credential_source")));
            }
            (Some(own), None) if own == name => {
                break base(host, profile)?
                    .ok_or_else(|| Error::configuration(format!("the AWS profile {name} is its own source but has no credentials")))?;
            }
            (Some(source), None) => source.clone_into(&mut name),
            (None, Some("Environment")) => break Base::Environment,
            (None, Some("EcsContainer")) => break Base::Container,
            (None, Some("Ec2InstanceMetadata")) => break Base::Imds,
            (None, Some(other)) => {
                return Err(Error::configuration(format!("the AWS profile {name} has an unknown credential_source {other}")));
            }
            (None, None) => {
                return Err(Error::configuration(format!(
                    "the AWS profile {name} has role_arn but neither source_profile nor credential_source"
                )));
            }
        }
    };
    if let Base::Process { profile, command } = &base
        && let Some(chain) = comes_back(host, profile, command)
    {
        return Ok(Walked::Ourselves(chain));
    }
    roles.reverse();
    let region = match set.get_profile(start).and_then(|profile| profile.get("region")).map(Region::parse) {
        Some(Err(wrong)) => return Err(Error::configuration(format!("the region of the AWS profile {start} {wrong}"))),
        Some(Ok(region)) => Some(region),
        None => None,
    };
    let ca_bundle = set.get_profile(start).and_then(|profile| profile.get("ca_bundle")).filter(|path| !path.is_empty());
    let ca_bundle = ca_bundle.map(|path| host.env.expand_home(path.into()));
    Ok(Walked::Way(Box::new(Walk {
        name: start.to_owned(),
        base,
        roles,
        region,
        sts: Box::new(endpoints::sts(host, set, start)?),
        ca_bundle,
    })))
}

fn role_step(profile: &Profile, role: &str) -> Result<RoleStep> {
    let name = profile.name();
    let wrong = |key: &str, wrong: String| Error::configuration(format!("{key} of the AWS profile {name} {wrong}"));
    if profile.get("mfa_serial").is_some() {
        return Err(Error::no_identity(format!("the AWS profile {name} needs an MFA code (mfa_serial), and xcloud never prompts"))
            .hint("use an SSO profile, or put a session made with the code into the environment"));
    }
    Ok(RoleStep {
        role: RoleArn::parse(role).map_err(|text| wrong("role_arn", text))?,
        session: profile.get("role_session_name").map(SessionName::parse).transpose().map_err(|text| wrong("role_session_name", text))?,
        external_id: profile.get("external_id").map(str::to_owned),
        source_identity: profile
            .get("source_identity")
            .map(SourceIdentity::parse)
            .transpose()
            .map_err(|text| wrong("source_identity", text))?,
        duration: profile
            .get("duration_seconds")
            .map(|text| parse_span_within(text, policy::AWS_SESSION_RANGE))
            .transpose()
            .map_err(|text| wrong("duration_seconds", text))?,
    })
}

fn static_keys(profile: &Profile) -> Option<AwsKeys> {
    let get = |key: &str| profile.get(key).filter(|text| !text.is_empty());
    Some(AwsKeys {
        access_key_id: get("aws_access_key_id")?.to_owned(),
        secret_access_key: Secret::new(get("aws_secret_access_key")?),
        session_token: get("aws_session_token").map(Secret::new),
        expires: None,
        arn: None,
        account: get("aws_account_id").map(str::to_owned),
    })
}

/// What a profile without a role to assume stands on; static keys win over a process, as in
/// botocore.
fn base(host: &Host, profile: &Profile) -> Result<Option<Base>> {
    let name = profile.name().to_owned();
    let get = |key: &str| profile.get(key).filter(|text| !text.is_empty());
    if let Some(token_file) = get("web_identity_token_file") {
        let role = get("role_arn")
            .ok_or_else(|| Error::configuration(format!("the AWS profile {name} has web_identity_token_file but no role_arn")))?;
        let step = role_step(profile, role)?;
        let token_file = host.env.expand_home(token_file.into());
        return Ok(Some(Base::WebIdentity { token_file, role: step.role, session: step.session }));
    }
    if get("sso_session").is_some() || get("sso_start_url").is_some() {
        let login = format!("aws sso login --profile {name}");
        return Ok(Some(Base::Session { profile: name, login }));
    }
    if get("login_session").is_some() {
        let login = format!("aws login --profile {name}");
        return Ok(Some(Base::Session { profile: name, login }));
    }
    if let Some(keys) = static_keys(profile) {
        return Ok(Some(Base::Keys(keys)));
    }
    if get("aws_access_key_id").is_some() != get("aws_secret_access_key").is_some() {
        return Err(Error::no_identity(format!("the AWS profile {name} has half a key pair"))
            .hint("a profile needs aws_access_key_id and aws_secret_access_key"));
    }
    Ok(get("credential_process").map(|command| Base::Process { profile: name, command: command.to_owned() }))
}

/// Whether running `command` for `profile` would lead back here: the guard already names the
/// profile, or the command is xcloud without a source of its own.
fn comes_back(host: &Host, profile: &str, command: &str) -> Option<String> {
    let entry = format!("aws:profile={profile}");
    let ours = host.env.get(GUARD).unwrap_or_default();
    if ours.split(',').any(|seen| seen == entry) {
        return Some(format!("{} -> {entry}", ours.replace(',', " -> ")));
    }
    let theirs = host.env.get(AWS_GUARD).unwrap_or_default();
    if theirs.split(',').any(|seen| seen == profile) {
        return Some(format!("{} -> {profile}", theirs.replace(',', " -> ")));
    }
    let words = shlex::split(command)?;
    let program = words.first()?.rsplit(['/', '\\']).next()?;
    if !matches!(program, "xcloud" | "xcloud.exe") {
        return None;
    }
    let mut from = words.iter().enumerate().filter_map(|(at, word)| match word.strip_prefix("--from") {
        Some("") => words.get(at + 1).map(String::as_str),
        Some(value) => value.strip_prefix('='),
        None => None,
    });
    let elsewhere = match from.next() {
        // A profile of ours, or our variable, may pin the source; the guard stops it if not.
        None => words.iter().any(|word| word.starts_with("--profile")) || host.env.get("XCLOUD_FROM").is_some(),
        Some(source) => source != "auto" && source != "aws" && source != "aws:profile" && source != entry,
    };
    if elsewhere { None } else { Some(format!("{entry} -> xcloud -> {entry}")) }
}

/// Everything in the profiles on the way, as a digest: another key or another role is another
/// identity, though its profile has the same name.
fn fingerprint(set: &ProfileSet, walk: &Walk) -> String {
    let mut hash = Sha256::new();
    let mut name = Some(walk.name.as_str());
    let mut left = 20;
    while let Some(profile) = name.and_then(|name| set.get_profile(name)).filter(|_| left > 0) {
        for key in KEYS {
            hash.update(format!("{key}={}\n", profile.get(key).unwrap_or_default()));
        }
        name = profile.get("source_profile").filter(|source| *source != profile.name());
        left -= 1;
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

impl Base {
    /// What tells the identity behind the profile from another, where the profile alone does not;
    /// `None` where only asking tells.
    fn scope(&self, host: &Host) -> Option<String> {
        let of = |detection| match detection {
            Detection::Here(Source { scope, .. }) => scope.unwrap_or_default(),
            _ => String::new(),
        };
        match self {
            Self::Keys(_) => Some(String::new()),
            Self::Process { .. } => None,
            Self::Session { .. } => Some(logins(host)),
            Self::Environment => Some(host.env.get("AWS_ACCESS_KEY_ID").unwrap_or_default().to_owned()),
            Self::WebIdentity { token_file, session, .. } => {
                let named = session.as_ref().map(SessionName::as_str).unwrap_or_default();
                Some(format!("{named} {}", token_identity(host, token_file)))
            }
            Self::Container => Some(of(container::detect(host))),
            Self::Imds => Some(machine(host)),
        }
    }
}

/// Who is logged in: the profile names a session, and somebody else may have opened it since.
fn logins(host: &Host) -> String {
    let Some(home) = host.env.home() else { return String::new() };
    let files = ["sso", "login"].into_iter().flat_map(|kind| host.files.list(&home.join(".aws").join(kind).join("cache")));
    let texts: Vec<String> = files.filter_map(|path| host.files.read(&path, FILE_BYTES).ok()).map(|text| digest(&text)).collect();
    texts.join(" ")
}

/// The properties that make a profile's identity.
const KEYS: [&str; 18] = [
    "role_arn",
    "role_session_name",
    "external_id",
    "source_identity",
    "duration_seconds",
    "credential_source",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "sso_account_id",
    "sso_role_name",
    "login_session",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_account_id",
    "credential_process",
    "source_profile",
];

impl Walk {
    pub async fn fetch(&self, host: &Host, region: &Region, context: Context<'_>) -> Result<Found> {
        if let Some(bundle) = &self.ca_bundle {
            host.http.also_trust(&format!("ca_bundle of the AWS profile {}", self.name), bundle.clone());
        }
        let sts = || Sts { region: region.clone(), endpoint: context.request.aws.sts_endpoint.clone() };
        let mut found = match &self.base {
            Base::Keys(keys) => Found::plain(Proof::Aws(keys.duplicate())),
            Base::Session { profile, login } => Found::plain(Proof::Aws(sdk::profile(host, profile, region, login).await?)),
            Base::Process { profile, command } => Found::plain(Proof::Aws(process::keys(host, profile, command).await?)),
            Base::Environment => Found::plain(Proof::Aws(
                env_keys(host)
                    .map_err(|error| error.within(format!("the AWS profile {} wants credential_source Environment", self.name)))?,
            )),
            Base::Container => match container::detect(host) {
                Detection::Here(Source { kind: Kind::Aws(Aws::Container(container)), .. }) => {
                    Found::plain(Proof::Aws(container.fetch(host).await?))
                }
                Detection::Broken(error) => return Err(error),
                _ => {
                    return Err(Error::no_identity(format!(
                        "the AWS profile {} wants credential_source EcsContainer, but this is no such container",
                        self.name
                    )));
                }
            },
            Base::Imds => Found::plain(Proof::Aws(sdk::imds(host).await?)),
            Base::WebIdentity { token_file, role, session } => {
                let Detection::Here(Source { kind: Kind::Kubernetes(token), .. }) = kubernetes::pinned(host, token_file.clone()) else {
                    return Err(Error::new(ErrorKind::Unexpected, "the token file has no source"));
                };
                let mut found = token.fetch(host)?;
                found.hops.push(Hop::WebIdentity(AssumeRole { session_name: session.clone(), ..AssumeRole::plain(role.clone(), sts()) }));
                found
            }
        };
        if matches!(found.proof, Proof::Aws(_)) {
            found.session = facts::session(host, matches!(self.base, Base::Imds));
        }
        for RoleStep { role, session, external_id, source_identity, duration } in &self.roles {
            found.hops.push(Hop::AssumeRole(AssumeRole {
                session_name: session.clone(),
                external_id: external_id.clone(),
                source_identity: source_identity.clone(),
                duration: duration.unwrap_or(policy::AWS_SESSION),
                ..AssumeRole::plain(role.clone(), sts())
            }));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect_in(config: &str, vars: &[(&str, &str)], pinned: bool) -> String {
        let mut all = vec![("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/k")];
        all.extend_from_slice(vars);
        let host = Host::scripted(&all, &[("/c", config)], 1_700_000_000);
        match detect(&host, None, pinned) {
            Detection::Absent { because } => format!("absent: {because}"),
            Detection::Broken(error) => format!("broken: {}", error.message()),
            Detection::Here(Source { kind: Kind::Aws(Aws::Profile(walk)), .. }) => {
                let base = format!("{:?}", walk.base);
                format!("here: {} +{}", base.split([' ', '(']).next().unwrap_or_default(), walk.roles.len())
            }
            Detection::Here(_) => "another source".into(),
        }
    }

    #[test]
    fn walks() {
        for (config, expected) in [
            ("[default]\nregion = us-east-1\n", "absent: the AWS profile default has no credentials"),
            ("[default]\naws_access_key_id = a\naws_secret_access_key = b\n", "here: Keys +0"),
            ("[default]\naws_access_key_id = a\n", "broken: the AWS profile default has half a key pair"),
            ("[default]\nsso_session = s\nsso_account_id = 1\n[sso-session s]\nsso_region = us-east-1\n", "here: Session +0"),
            ("[default]\nlogin_session = arn\n", "here: Session +0"),
            ("[default]\ncredential_process = /bin/tool x\n", "here: Process +0"),
            (
                "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = b\n[profile b]\naws_access_key_id = a\naws_secret_access_key = b\n",
                "here: Keys +1",
            ),
            ("[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nweb_identity_token_file = /t\n", "here: WebIdentity +0"),
            ("[default]\nrole_arn = arn:aws:iam::123456789012:role/r\ncredential_source = EcsContainer\n", "here: Container +1"),
            (
                "[default]\nrole_arn = x\ncredential_source = EcsContainer\n",
                "broken: role_arn of the AWS profile default is not a role ARN (it needs six parts separated by colons); one looks like arn:aws:iam::123456789012:role/name",
            ),
            (
                "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = b\n",
                "broken: the AWS profile default names source_profile b, which does not exist",
            ),
            (
                "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = default\n",
                "broken: a profile cycle: default -> b -> default",
            ),
            (
                "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nmfa_serial = x\nsource_profile = b\n",
                "broken: the AWS profile default needs an MFA code (mfa_serial), and xcloud never prompts",
            ),
            ("[other]\n", "absent: the AWS files have no default profile"),
        ] {
            assert_eq!(detect_in(config, &[], true), expected, "{config}");
        }
    }

    #[test]
    fn a_profile_that_is_named_must_exist() {
        assert_eq!(
            detect_in("[profile a]\n", &[("AWS_PROFILE", "typo")], false),
            "broken: AWS_PROFILE names the AWS profile typo, which is in neither AWS file"
        );
    }

    #[test]
    fn xcloud_as_its_own_credential_process() {
        let config = |command: &str| format!("[default]\ncredential_process = {command}\n");
        let ours = config("/usr/bin/xcloud aws-credential-process --role-arn r");
        assert_eq!(detect_in(&ours, &[], false), "absent: the AWS profile default is answered by xcloud itself");
        assert_eq!(detect_in(&ours, &[], true), "broken: a profile cycle: aws:profile=default -> xcloud -> aws:profile=default");
        assert_eq!(detect_in(&config("xcloud aws-credential-process --from google"), &[], true), "here: Process +0");
        assert_eq!(detect_in(&config("xcloud aws-credential-process --from=aws:profile=other"), &[], true), "here: Process +0");
        let guard = [(GUARD, "aws:profile=a,aws:profile=default")];
        assert_eq!(
            detect_in(&config("/bin/other"), &guard, true),
            "broken: a profile cycle: aws:profile=a -> aws:profile=default -> aws:profile=default"
        );
        assert!(detect_in(&config("/bin/other"), &[(AWS_GUARD, "x,default")], true).starts_with("broken: a profile cycle: x -> default"));
    }

    #[test]
    fn another_key_in_the_same_profile_is_another_identity() {
        let scope = |key: &str| {
            let config = format!("[default]\naws_access_key_id = {key}\naws_secret_access_key = b\n");
            let host = Host::scripted(&[("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/k")], &[("/c", &config)], 0);
            match detect(&host, None, true) {
                Detection::Here(source) => source.scope,
                _ => unreachable!("the profile has keys"),
            }
        };
        assert_eq!(scope("a"), scope("a"));
        assert_ne!(scope("a"), scope("b"));
    }
}
