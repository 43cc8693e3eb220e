//! From settings to a complete request.

use super::settings::Settings;
use crate::broker;
use crate::credential::SubjectTokenType;
use crate::error::{Error, ErrorKind, Result};
use crate::names::{
    AccessBoundary, Account, Endpoint, KubernetesAccount, KubernetesName, Pattern, ProjectId, Region, RoleArn, ServiceAccountEmail,
    SessionName, SessionTag, SourceIdentity, UniverseDomain, WorkloadIdentityProvider, parse_span_within,
};
use crate::policy;
use crate::request::{AwsSide, AwsTarget, Expect, GoogleSide, Request, Role, SourceChoice, SubjectTarget, Target, TokenField, TokenPlace};

/// Whether the command is a protocol that a program speaks: standard input is the caller's then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A person or a script.
    Shell,
    /// An SDK.
    Sdk,
}

/// A request for AWS keys.
pub fn aws(settings: &Settings<'_>, caller: Caller) -> Result<Request> {
    let asked = settings.parse("role_arn", &[], RoleArn::parse)?.map(Role::Asked);
    let role = match asked {
        Some(role) => Some(role),
        None => settings
            .variable("AWS_ROLE_ARN")
            .map(|origin| RoleArn::parse(&origin.value).map_err(|wrong| origin.wrong(wrong)))
            .transpose()?
            .map(Role::Platform),
    };
    let policy_text = match settings.one("policy") {
        Some(origin) => Some(session_policy(settings, &origin.value).map_err(|wrong| origin.wrong(wrong))?),
        None => None,
    };
    let target = Target::Aws(AwsTarget {
        role,
        session_name: settings.parse("role_session_name", &["AWS_ROLE_SESSION_NAME"], SessionName::parse)?,
        duration: settings
            .parse("duration_seconds", &[], |text| parse_span_within(text, policy::AWS_SESSION_RANGE))?
            .unwrap_or(policy::AWS_SESSION),
        audience: settings.one("audience").map_or_else(|| policy::AWS_AUDIENCE.to_owned(), |origin| origin.value),
        policy: policy_text,
        policy_arns: settings.parse_all("policy_arn", policy_arn)?,
        chain: settings.parse_all("chain_role_arn", RoleArn::parse)?,
    });
    request(settings, target, caller)
}

/// A request for a Google access token.
pub fn google_access(settings: &Settings<'_>) -> Result<Request> {
    request(settings, Target::GoogleAccess, Caller::Shell)
}

/// A request for a Google ID token.
pub fn google_id(settings: &Settings<'_>) -> Result<Request> {
    let Some(audience) = settings.one("audience") else {
        return Err(Error::new(ErrorKind::Usage, "no audience is named")
            .hint("say whom the ID token is for: --audience https://my-service.example"));
    };
    request(settings, Target::GoogleId { audience: audience.value }, Caller::Shell)
}

/// A request for a subject token; `caller` may pass provider and type in Google's variables.
pub fn subject(settings: &Settings<'_>, caller: Caller) -> Result<Request> {
    let target = Target::Subject(SubjectTarget { kind: None, audience: settings.one("audience").map(|origin| origin.value) });
    let mut request = request(settings, target, caller)?;
    if let Target::Subject(target) = &mut request.target {
        target.kind = request.google.proof;
    }
    Ok(request)
}

fn request(settings: &Settings<'_>, target: Target, caller: Caller) -> Result<Request> {
    let field = TokenField(settings.one("token_field").map(|origin| origin.value));
    let headers = settings.parse_all("header", |text| header(settings, text))?;
    let source = settings.parse("from", &[], |text| SourceChoice::parse(text, &headers, &field))?.unwrap_or(SourceChoice::Auto);
    let source = with_account(settings, source)?;
    let reads_stdin = match &source {
        SourceChoice::Token(TokenPlace::Stdin, _) => true,
        SourceChoice::Token(TokenPlace::File(path), _) => {
            ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].iter().any(|stdin| path == std::path::Path::new(stdin))
        }
        _ => false,
    };
    if caller == Caller::Sdk && reads_stdin {
        return Err(Error::new(ErrorKind::Usage, "--from stdin cannot be used here: standard input belongs to the program that calls")
            .hint("use --from file:PATH or --from exec:COMMAND"));
    }
    let from_caller =
        |name: &'static str| if caller == Caller::Sdk && matches!(target, Target::Subject(_)) { vec![name] } else { Vec::new() };
    let google = GoogleSide {
        provider: settings.parse("provider", &from_caller("GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE"), WorkloadIdentityProvider::parse)?,
        proof: settings
            .parse("subject_token_type", &from_caller("GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE"), SubjectTokenType::parse)?
            .filter(|_| !matches!(target, Target::Aws(_))), // a profile may say it for its other uses
        service_account: settings.parse("service_account", &[], ServiceAccountEmail::parse)?,
        delegates: settings.parse_all("delegate", ServiceAccountEmail::parse)?,
        scopes: scopes(settings)?,
        lifetime: settings
            .parse("lifetime_seconds", &[], |text| parse_span_within(text, policy::GOOGLE_TOKEN_RANGE))?
            .unwrap_or(policy::GOOGLE_TOKEN),
        universe: settings.parse("universe_domain", &["GOOGLE_CLOUD_UNIVERSE_DOMAIN"], UniverseDomain::parse)?.unwrap_or_default(),
        token_url: settings.parse("token_url", &[], Endpoint::parse)?,
        impersonation_url: settings.parse("impersonation_url", &[], impersonation_base)?,
        oauth_token_url: settings.parse("oauth_token_url", &[], Endpoint::parse)?,
        quota_project: match &target {
            Target::GoogleAccess => settings.parse("quota_project", &["GOOGLE_CLOUD_QUOTA_PROJECT"], ProjectId::parse)?,
            _ => None,
        },
        access_boundary: access_boundary(settings, &target)?,
    };
    if google.service_account.is_none() && !google.delegates.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "--delegate is named but no --service-account")
            .hint("delegates stand between the caller and --service-account"));
    }
    // A Google identity on its way to Google never asks AWS: what is set for AWS must not stop it.
    let asks_aws = !matches!(source, SourceChoice::Google(_)) || matches!(target, Target::Aws(_));
    let sts = if !asks_aws || settings.host().env.is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
        vec![]
    } else {
        vec!["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]
    };
    let tags = settings.parse_all("tag", SessionTag::parse)?;
    let transitive_tags = settings.parse_all("transitive_tag", |key| match tags.iter().any(|tag| tag.key == key) {
        true => Ok(key.to_owned()),
        false => Err("is not the key of any --tag".to_owned()),
    })?;
    let aws = AwsSide {
        region: settings.parse("region", if asks_aws { &["AWS_REGION", "AWS_DEFAULT_REGION"] } else { &[] }, Region::parse)?,
        sts_endpoint: settings.parse("sts_endpoint_url", &sts, Endpoint::parse)?,
        fips: settings.parse("use_fips_endpoint", &["AWS_USE_FIPS_ENDPOINT"], switch)?,
        dual_stack: settings.parse("use_dualstack_endpoint", &["AWS_USE_DUALSTACK_ENDPOINT"], switch)?,
        assume_role: settings.parse("assume_role_arn", &[], RoleArn::parse)?,
        external_id: settings.parse("external_id", &[], external_id)?,
        source_identity: settings.parse("source_identity", &[], SourceIdentity::parse)?,
        tags,
        transitive_tags,
        session_name: match &target {
            Target::Aws(_) => None, // it names the session that is asked for
            _ => settings.parse("role_session_name", &[], SessionName::parse)?,
        },
    };
    session_fits(settings, &target, &google, &aws)?;
    let expect = Expect {
        identity: settings.parse("expect_identity", &[], Pattern::parse)?,
        account: settings.parse("expect_account", &[], Account::parse)?,
    };
    Ok(Request { source, target, aws, google, expect })
}

/// A session name that was chosen must leave room for the role in `google.subject`, where the
/// whole ARN becomes it: with AWS's signed request, not with its JWT, whose subject is the role.
fn session_fits(settings: &Settings<'_>, target: &Target, google: &GoogleSide, aws: &AwsSide) -> Result<()> {
    let signed = match (target, google.proof) {
        (Target::Aws(_), _) => false,
        (_, Some(proof)) => proof == SubjectTokenType::Aws4Request,
        (target, None) => !matches!(target, Target::Subject(_)),
    };
    match (settings.one("role_session_name"), &aws.session_name, &aws.assume_role) {
        (Some(origin), Some(name), Some(role)) if signed => {
            role.fits_google(name).map_err(|wrong| origin.wrong(wrong).hint(broker::shorter_session(role)))
        }
        _ => Ok(()),
    }
}

/// Yes or no, in the words of the AWS variables.
fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("is neither true nor false".to_owned()),
    }
}

/// The Credential Access Boundary of the file that was named. It narrows access tokens only, and
/// a boundary that would silently do nothing is an error.
fn access_boundary(settings: &Settings<'_>, target: &Target) -> Result<Option<AccessBoundary>> {
    let Some(origin) = settings.one("access_boundary").filter(|_| !matches!(target, Target::Aws(_))) else { return Ok(None) };
    if !matches!(target, Target::GoogleAccess) {
        return Err(origin
            .wrong("narrows access tokens, and none is asked for here")
            .hint("use it with xcloud token gcp, or take it out of this profile"));
    }
    let path = settings.host().env.expand_home(origin.value.clone().into());
    let text = settings
        .host()
        .files
        .read(&path, policy::TOKEN_BYTES)
        .map_err(|error| origin.wrong(format!("names a file that cannot be read: {}", error.kind())))?;
    AccessBoundary::parse(&text).map(Some).map_err(|wrong| origin.wrong(wrong).hint(format!("it looks like {}", AccessBoundary::EXAMPLE)))
}

/// The service account of `kubernetes:token-request`. For any other source it would be ignored,
/// and whoever named one would get another identity.
fn with_account(settings: &Settings<'_>, source: SourceChoice) -> Result<SourceChoice> {
    let (name, namespace) = (settings.one("service_account_name"), settings.one("namespace"));
    let SourceChoice::TokenRequest(_) = source else {
        return match name.or(namespace) {
            None => Ok(source),
            Some(origin) => Err(origin
                .wrong("names a Kubernetes service account, but --from is not kubernetes:token-request")
                .hint("add --from kubernetes:token-request; a Google service account is --service-account")),
        };
    };
    if name.is_none()
        && let Some(origin) = namespace
    {
        return Err(origin
            .wrong("names a namespace, but no --service-account-name is there")
            .hint("name the Kubernetes service account with --service-account-name, or leave both to the pod"));
    }
    Ok(SourceChoice::TokenRequest(KubernetesAccount {
        name: settings.parse("service_account_name", &[], KubernetesName::service_account)?,
        namespace: settings.parse("namespace", &[], KubernetesName::namespace)?,
    }))
}

/// A list, each value perhaps a list again: Google's own tools separate scopes by commas.
fn scopes(settings: &Settings<'_>) -> Result<Vec<String>> {
    let lists = settings.parse_all("scope", |text| {
        let scopes: Vec<String> = text.split([',', ' ']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        match scopes.iter().all(|scope| scope.chars().all(|c| c.is_ascii_graphic())) && !scopes.is_empty() {
            true => Ok(scopes),
            false => Err("is not an OAuth scope such as https://www.googleapis.com/auth/cloud-platform".to_owned()),
        }
    })?;
    let scopes: Vec<String> = lists.into_iter().flatten().collect();
    Ok(if scopes.is_empty() { vec![policy::CLOUD_PLATFORM.to_owned()] } else { scopes })
}

/// The service of an impersonation URL, whether the whole `…:generateAccessToken` was written or
/// only its base.
fn impersonation_base(text: &str) -> Result<Endpoint, String> {
    let endpoint = Endpoint::parse(text)?;
    match endpoint.url().as_str().split_once("/v1/projects/") {
        Some((base, _)) => Endpoint::parse(base),
        None => Ok(endpoint),
    }
}

/// `Name: value`; `$NAME` alone stands for a variable, so that no secret is in argv.
fn header(settings: &Settings<'_>, text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("is not a header; write 'Name: value'")?;
    let (name, value) = (name.trim(), value.trim());
    let words: Vec<String> = value
        .split(' ')
        .map(|word| match word.strip_prefix('$') {
            Some(variable) => {
                settings.host().env.get(variable).map(str::to_owned).ok_or(format!("names the variable {variable}, which is not set"))
            }
            None => Ok(word.to_owned()),
        })
        .collect::<Result<_, _>>()?;
    if words.iter().any(|word| word.contains(|c: char| c.is_control())) {
        return Err("has a line break or another control character in its value".to_owned());
    }
    if name.is_empty() || name.contains(|c: char| !c.is_ascii_graphic()) {
        return Err("is not a header; write 'Name: value'".to_owned());
    }
    Ok((name.to_owned(), words.join(" ")))
}

fn policy_arn(text: &str) -> Result<String, String> {
    let shaped = text.len() >= 20 && text.len() <= 2048 && text.starts_with("arn:aws") && text.contains(":policy/");
    if shaped { Ok(text.to_owned()) } else { Err("is not a policy ARN such as arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned()) }
}

fn external_id(text: &str) -> Result<String, String> {
    let fits = (2..=1224).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@:/-".contains(c));
    if fits { Ok(text.to_owned()) } else { Err("is not an external id: 2 to 1224 of A-Z a-z 0-9 _+=,.@:/-".to_owned()) }
}

/// Inline JSON, or `file:PATH` (also `file://PATH`, as the AWS CLI writes it).
fn session_policy(settings: &Settings<'_>, text: &str) -> Result<String, String> {
    let policy = match text.strip_prefix("file://").or_else(|| text.strip_prefix("file:")) {
        Some(path) => {
            let path = settings.host().env.expand_home(path.into());
            let read = settings.host().files.read(&path, policy::TOKEN_BYTES);
            read.map_err(|error| format!("names a file that cannot be read: {}", error.kind()))?.as_str().to_owned()
        }
        None => text.to_owned(),
    };
    let parsed: serde_json::Value =
        serde_json::from_str(&policy).map_err(|error| format!("is not JSON (line {}, column {})", error.line(), error.column()))?;
    if !parsed.is_object() {
        return Err("is not a policy document".to_owned());
    }
    // As it was written: STS counts its characters, and so does whoever compares it in a log.
    Ok(policy.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impersonation_urls() {
        for (text, base) in [
            ("https://h.example", "https://h.example"),
            ("https://h.example/", "https://h.example"),
            ("https://h.example/v1/projects/-/serviceAccounts/a@b.c:generateAccessToken", "https://h.example"),
            ("https://h.example/x/v1/projects/-/serviceAccounts/a@b.c:generateAccessToken", "https://h.example/x"),
        ] {
            assert_eq!(impersonation_base(text).unwrap().base(), base);
        }
        assert!(impersonation_base("http://h.example").is_err());
    }

    #[test]
    fn switches() {
        for (text, on) in [("true", Ok(true)), ("True", Ok(true)), ("1", Ok(true)), ("false", Ok(false)), ("0", Ok(false))] {
            assert_eq!(switch(text), on, "{text}");
        }
        assert!(switch("maybe").is_err() && switch("").is_err());
    }
}
