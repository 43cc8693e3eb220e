//! What is meant, parsed once and complete: which identity to use, what to make of it, and every
//! parameter that shapes the answer. A half-built request cannot exist.

use std::path::PathBuf;
use std::time::Duration;

use crate::credential::SubjectTokenType;
use crate::names::{
    AccessBoundary, Account, Endpoint, KubernetesAccount, Pattern, ProjectId, Region, RoleArn, ServiceAccountEmail, SessionName,
    SessionTag, SourceIdentity, UniverseDomain, WorkloadIdentityProvider,
};

/// One question to the broker.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which identity to use.
    pub source: SourceChoice,
    /// What is wanted.
    pub target: Target,
    /// How an AWS identity is found and used on the way.
    pub aws: AwsSide,
    /// How Google's services are reached and used on the way.
    pub google: GoogleSide,
    /// What the answer must be: checked before anything is handed out or kept.
    pub expect: Expect,
}

/// `--expect-identity` and `--expect-account`.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The pattern that the identity must fit.
    pub identity: Option<Pattern>,
    /// The AWS account or Google project that it must be of.
    pub account: Option<Account>,
}

impl Expect {
    /// Whether anything is expected.
    pub fn is_set(&self) -> bool {
        self.identity.is_some() || self.account.is_some()
    }
}

/// The closed set of answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// AWS keys.
    Aws(AwsTarget),
    /// A Google access token.
    GoogleAccess,
    /// A Google ID token for this audience.
    GoogleId {
        /// The `aud` claim.
        audience: String,
    },
    /// A subject token for an exchange that somebody else makes.
    Subject(SubjectTarget),
}

/// How the wanted AWS session is shaped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AwsTarget {
    /// The role to assume.
    pub role: Option<Role>,
    /// `RoleSessionName`; made from facts when absent.
    pub session_name: Option<SessionName>,
    /// `DurationSeconds`.
    pub duration: Duration,
    /// The audience of the subject token.
    pub audience: String,
    /// `Policy`: an inline session policy.
    pub policy: Option<String>,
    /// `PolicyArns`.
    pub policy_arns: Vec<String>,
    /// Roles to assume after the first, in order.
    pub chain: Vec<RoleArn>,
}

/// A role, and whether it was asked for or merely is in the platform's environment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Named by flag, variable or profile of ours.
    Asked(RoleArn),
    /// `AWS_ROLE_ARN`: the role of the platform's own web identity token, for JWTs only. An AWS
    /// identity that already is that role must not assume it once more.
    Platform(RoleArn),
}

impl Role {
    /// The ARN, whoever named it.
    pub fn arn(&self) -> &RoleArn {
        match self {
            Self::Asked(arn) | Self::Platform(arn) => arn,
        }
    }
}

/// A subject token to hand out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubjectTarget {
    /// Its type; the source's natural one when absent.
    pub kind: Option<SubjectTokenType>,
    /// Its audience; made from the provider when absent.
    pub audience: Option<String>,
}

/// How an AWS identity is found, and what AssumeRole calls carry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AwsSide {
    /// Region of STS and of signatures.
    pub region: Option<Region>,
    /// Where STS is, instead of the regional endpoint.
    pub sts_endpoint: Option<Endpoint>,
    /// Ask an STS with FIPS 140 modules.
    pub fips: Option<bool>,
    /// Ask an STS with IPv6 as well.
    pub dual_stack: Option<bool>,
    /// A role to assume before going to Google.
    pub assume_role: Option<RoleArn>,
    /// `ExternalId` of AssumeRole.
    pub external_id: Option<String>,
    /// `SourceIdentity` of AssumeRole.
    pub source_identity: Option<SourceIdentity>,
    /// `Tags` of AssumeRole.
    pub tags: Vec<SessionTag>,
    /// `TransitiveTagKeys` of AssumeRole: keys of `tags` that later roles of a chain keep.
    pub transitive_tags: Vec<String>,
    /// `RoleSessionName` of AssumeRole on the way to Google.
    pub session_name: Option<SessionName>,
}

/// How Google's services are reached, and whose token is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GoogleSide {
    /// Where a foreign identity is exchanged.
    pub provider: Option<WorkloadIdentityProvider>,
    /// Which proof an AWS identity gives.
    pub proof: Option<SubjectTokenType>,
    /// The service account to impersonate; absent means direct federated access.
    pub service_account: Option<ServiceAccountEmail>,
    /// Service accounts in between, first to last.
    pub delegates: Vec<ServiceAccountEmail>,
    /// OAuth scopes.
    pub scopes: Vec<String>,
    /// `lifetime` of an impersonated access token.
    pub lifetime: Duration,
    /// The universe.
    pub universe: UniverseDomain,
    /// Where the token exchange is, instead of the universe's.
    pub token_url: Option<Endpoint>,
    /// Where impersonation is, instead of the universe's.
    pub impersonation_url: Option<Endpoint>,
    /// Where logins and service account keys are exchanged, instead of the file's endpoint.
    pub oauth_token_url: Option<Endpoint>,
    /// The project that pays for API calls: told to the caller, never sent by us.
    pub quota_project: Option<ProjectId>,
    /// What the access token is narrowed to.
    pub access_boundary: Option<AccessBoundary>,
}

/// `--from`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SourceChoice {
    /// The first source that is here.
    Auto,
    /// Any AWS identity, or one kind.
    Aws(Option<AwsKind>),
    /// Any Google identity, or one kind.
    Google(Option<GoogleKind>),
    /// A projected Kubernetes token: a default path, or this one.
    Kubernetes(Option<PathBuf>),
    /// `kubernetes:token-request`: a token of this service account, or of the pod's own.
    TokenRequest(KubernetesAccount),
    /// The CI platform that runs this job: whichever it is, or this one.
    Ci(Option<CiKind>),
    /// The SPIFFE agent of `SPIFFE_ENDPOINT_SOCKET`.
    Spiffe,
    /// A Google `external_account` file.
    ExternalAccount(PathBuf),
    /// A token from somewhere that the user names.
    Token(TokenPlace, TokenField),
}

/// The pinned AWS kinds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AwsKind {
    /// `aws:env`.
    Env,
    /// `aws:profile=NAME`; `AWS_PROFILE` or `default` without a name.
    Profile(Option<String>),
    /// `aws:web-identity`.
    WebIdentity,
    /// `aws:container`.
    Container,
    /// `aws:imds`.
    Imds,
}

/// The CI platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CiKind {
    /// `ci:github`.
    Github,
    /// `ci:gitlab`.
    Gitlab,
    /// `ci:circleci`.
    Circleci,
    /// `ci:buildkite`.
    Buildkite,
    /// `ci:bitbucket`.
    Bitbucket,
    /// `ci:azure-devops`.
    AzureDevops,
    /// `ci:terraform-cloud`.
    TerraformCloud,
}

impl CiKind {
    /// Every platform, in order of detection.
    pub const ALL: [Self; 7] =
        [Self::Github, Self::Gitlab, Self::Circleci, Self::Buildkite, Self::Bitbucket, Self::AzureDevops, Self::TerraformCloud];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Github => "ci:github",
            Self::Gitlab => "ci:gitlab",
            Self::Circleci => "ci:circleci",
            Self::Buildkite => "ci:buildkite",
            Self::Bitbucket => "ci:bitbucket",
            Self::AzureDevops => "ci:azure-devops",
            Self::TerraformCloud => "ci:terraform-cloud",
        }
    }
}

/// The pinned Google kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GoogleKind {
    /// `google:adc`.
    Adc,
    /// `google:gcloud`.
    Gcloud,
    /// `google:metadata`.
    Metadata,
}

/// Where a ready-made token is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TokenPlace {
    /// `file:PATH`.
    File(PathBuf),
    /// `env:NAME`.
    Env(String),
    /// `url:URL`, with headers `Name: value`.
    Url(Endpoint, Vec<(String, String)>),
    /// `exec:COMMAND`: words split as a shell would, but no shell runs.
    Exec(Vec<String>),
    /// `stdin`.
    Stdin,
}

/// Whether the token is the whole text, or a field of a JSON object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TokenField(pub Option<String>);

impl SourceChoice {
    /// Parses `--from`; `headers` and `field` belong to the sources that are a place.
    pub fn parse(text: &str, headers: &[(String, String)], field: &TokenField) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("external-account=").filter(|path| !path.is_empty()) {
            return Ok(Self::ExternalAccount(path.into()));
        }
        if let Some(kind) = CiKind::ALL.into_iter().find(|kind| kind.name() == text) {
            return Ok(Self::Ci(Some(kind)));
        }
        let (kind, rest) = match text.split_once(':') {
            Some((kind, rest)) => (kind, Some(rest)),
            None => (text, None),
        };
        let (pin, value) = match rest.and_then(|rest| rest.split_once('=')) {
            Some((pin, value)) if matches!(kind, "aws" | "google" | "kubernetes") => (Some(pin), Some(value)),
            _ => (rest, None),
        };
        let choice = match (kind, pin, value) {
            ("auto", None, None) => Self::Auto,
            ("ci", None, None) => Self::Ci(None),
            ("spiffe", None, None) => Self::Spiffe,
            ("aws", None, None) => Self::Aws(None),
            ("aws", Some("env"), None) => Self::Aws(Some(AwsKind::Env)),
            ("aws", Some("profile"), None) => Self::Aws(Some(AwsKind::Profile(None))),
            ("aws", Some("profile"), Some(name)) if !name.is_empty() => Self::Aws(Some(AwsKind::Profile(Some(name.to_owned())))),
            ("aws", Some("web-identity"), None) => Self::Aws(Some(AwsKind::WebIdentity)),
            ("aws", Some("container"), None) => Self::Aws(Some(AwsKind::Container)),
            ("aws", Some("imds"), None) => Self::Aws(Some(AwsKind::Imds)),
            ("google", None, None) => Self::Google(None),
            ("google", Some("adc"), None) => Self::Google(Some(GoogleKind::Adc)),
            ("google", Some("gcloud"), None) => Self::Google(Some(GoogleKind::Gcloud)),
            ("google", Some("metadata"), None) => Self::Google(Some(GoogleKind::Metadata)),
            ("kubernetes", None | Some("file"), None) => Self::Kubernetes(None),
            ("kubernetes", Some("file"), Some(path)) if !path.is_empty() => Self::Kubernetes(Some(path.into())),
            ("kubernetes", Some("token-request"), None) => Self::TokenRequest(KubernetesAccount::default()),
            ("file", Some(path), None) if !path.is_empty() => Self::Token(TokenPlace::File(path.into()), field.clone()),
            ("env", Some(name), None) if !name.is_empty() => Self::Token(TokenPlace::Env(name.to_owned()), field.clone()),
            ("url", Some(url), None) => {
                let url = Endpoint::parse(url).map_err(|wrong| format!("names a URL that {wrong}"))?;
                Self::Token(TokenPlace::Url(url, headers.to_vec()), field.clone())
            }
            ("exec", Some(command), None) => {
                let words = shlex::split(command).filter(|words| !words.is_empty());
                let words = words.ok_or("names no command after exec:, or one with an open quote")?;
                Self::Token(TokenPlace::Exec(words), field.clone())
            }
            ("stdin", None, None) => Self::Token(TokenPlace::Stdin, field.clone()),
            _ => {
                return Err(format!("is not a source; known are {}", Self::NAMES.join(", ")));
            }
        };
        Ok(choice)
    }

    /// What `--from` takes, for help and errors.
    pub const NAMES: [&'static str; 28] = [
        "auto",
        "ci",
        "ci:github",
        "ci:gitlab",
        "ci:circleci",
        "ci:buildkite",
        "ci:bitbucket",
        "ci:azure-devops",
        "ci:terraform-cloud",
        "aws",
        "aws:env",
        "aws:profile=NAME",
        "aws:web-identity",
        "aws:container",
        "aws:imds",
        "google",
        "google:metadata",
        "google:adc",
        "google:gcloud",
        "kubernetes:file=PATH",
        "kubernetes:token-request",
        "spiffe",
        "external-account=FILE",
        "file:PATH",
        "env:NAME",
        "url:URL",
        "exec:COMMAND",
        "stdin",
    ];
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<SourceChoice, String> {
        SourceChoice::parse(text, &[], &TokenField::default())
    }

    #[test]
    fn every_source_by_name() {
        assert_eq!(parse("auto"), Ok(SourceChoice::Auto));
        assert_eq!(parse("aws:profile=dev=1"), Ok(SourceChoice::Aws(Some(AwsKind::Profile(Some("dev=1".into()))))));
        assert_eq!(parse("kubernetes:file=/a/b"), Ok(SourceChoice::Kubernetes(Some("/a/b".into()))));
        assert_eq!(parse("file:/a=b:c"), Ok(SourceChoice::Token(TokenPlace::File("/a=b:c".into()), TokenField(None))));
        assert_eq!(
            parse("exec:gcloud 'a b' c"),
            Ok(SourceChoice::Token(TokenPlace::Exec(vec!["gcloud".into(), "a b".into(), "c".into()]), TokenField(None)))
        );
        assert_eq!(parse("ci"), Ok(SourceChoice::Ci(None)));
        assert_eq!(parse("ci:azure-devops"), Ok(SourceChoice::Ci(Some(CiKind::AzureDevops))));
        assert_eq!(parse("external-account=/a:b=c"), Ok(SourceChoice::ExternalAccount("/a:b=c".into())));
        for bad in [
            "",
            "ci:",
            "ci:jenkins",
            "ci:github=1",
            "external-account",
            "external-account=",
            "AWS",
            "aws:",
            "aws:x",
            "aws:env=1",
            "aws:profile=",
            "kubernetes:token-request=x",
            "file:",
            "env:",
            "url:nonsense",
            "url:http://example.com/",
            "exec:",
            "exec: ",
            "exec:a 'b",
            "stdin:x",
            "auto:x",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_listed_name_parses() {
        for name in SourceChoice::NAMES {
            let name = name.replace("URL", "https://h.example/");
            assert!(parse(&name).is_ok(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            let _ = parse(&text);
        }
    }
}
