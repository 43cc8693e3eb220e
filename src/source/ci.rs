//! CI identities: the token that a platform gives to one job.
//!
//! Each platform's file says, from variables alone, whether the job runs there and how its token
//! is had; what is common is here. A job's identity is the narrowest of all, so these come first.

mod azure_devops;
mod bitbucket;
mod buildkite;
mod circleci;
mod github;
mod gitlab;
mod terraform_cloud;

use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::kubernetes::alive;
use super::{Context, Detection, Kind, Source};
use crate::credential::{Jwt, Proof, SubjectTokenType};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::{Found, Need};
use crate::host::Host;
use crate::host::http::{Ask, host_of};
use crate::jwt::Claims;
use crate::names::{Endpoint, WorkloadIdentityProvider, is_loopback};
use crate::request::{CiKind, Role, Target};
use crate::secret::Secret;

/// What a platform's variables say.
enum Seen {
    /// The job does not run there.
    Elsewhere(&'static str),
    /// It does, but it was given no identity.
    Nameless { because: String, hint: String },
    /// It does, and what it was given cannot be used.
    Broken(Error),
    /// It does, and this is how it proves so.
    Job(Job),
}

/// A job that can prove who it is.
#[derive(Debug)]
pub struct Job {
    way: Way,
    /// A session name that leads to the job's page.
    session: Option<String>,
    /// What tells this job from another that shares its cache folder.
    scope: String,
}

/// How the token is had.
#[derive(Debug)]
enum Way {
    /// It is in a variable since the job began, for an audience that cannot be chosen any more.
    Variable(String),
    /// The platform's own program prints a new one. It is the one that was found in `PATH`, by its
    /// full name: a relative entry there would name a file of the checked-out repository.
    Command { program: String, args: fn(&str) -> Vec<String> },
    /// An endpoint of the platform mints a new one.
    Endpoint { url: Url, method: Method, bearer: &'static str, fixed: Option<&'static str>, hint: &'static str },
}

/// How an endpoint is asked.
#[derive(Clone, Copy, Debug)]
enum Method {
    /// With the audience in the query.
    Get,
    /// With an empty object.
    Post,
}

/// The endpoints' answers: GitHub's `value`, Azure DevOps's `oidcToken`.
#[derive(Deserialize)]
struct Minted {
    #[serde(alias = "oidcToken")]
    value: Secret,
}

/// One platform, because the user said so or because its turn has come.
///
/// In `auto` a job without an identity is not broken: most jobs have none and mean some other one.
/// Whoever named the platform wants this identity and no other.
pub fn detect(host: &Host, kind: CiKind, pinned: bool, context: Context<'_>) -> Detection {
    let seen = match kind {
        CiKind::Github => github::look(host),
        CiKind::Gitlab => gitlab::look(host, context.audience),
        CiKind::Circleci => circleci::look(host),
        CiKind::Buildkite => buildkite::look(host),
        CiKind::Bitbucket => bitbucket::look(host),
        CiKind::AzureDevops => azure_devops::look(host),
        CiKind::TerraformCloud => terraform_cloud::look(host, context.audience),
    };
    let job = match seen {
        Seen::Elsewhere(because) => return Detection::absent(because),
        Seen::Broken(error) => return Detection::Broken(error),
        Seen::Nameless { because, hint } if pinned => {
            return Detection::Broken(Error::no_identity(format!("this job has no identity of its own: {because}")).hint(hint));
        }
        Seen::Nameless { because, hint } => return Detection::absent(format!("{because} ({hint})")),
        Seen::Job(job) => job,
    };
    if let Some(because) = unmeant(host, context).filter(|_| !pinned) {
        return Detection::absent(because);
    }
    if let Some(aud) = job.foreign_audience(host, context) {
        if !pinned {
            return Detection::absent(format!("the job's token is for {aud}; if the other side takes that, say --from {}", kind.name()));
        }
        if let Some(wanted) = demanded(context) {
            return Detection::Broken(Error::no_identity(format!("the job's token is for {aud}, and one for {wanted} is needed")).hint(
                format!("give the token the audience {wanted} in the pipeline, or let the other side accept it and say --audience {aud}"),
            ));
        }
    }
    // The token's own claims where they can be read: they tell apart what the variables do not.
    let claims = match &job.way {
        Way::Variable(name) => host.env.get(name).and_then(|text| Claims::read(text.trim())),
        _ => None,
    };
    let who = claims.map(|claims| format!("{} {}", claims.identity(), claims.aud.join(",")));
    let scope = format!("{}\n{}", job.scope, who.unwrap_or_default());
    Detection::Here(Source { name: kind.name(), scope: Some(scope), kind: Kind::Ci(job) })
}

/// Why a job's token is not what an unpinned request means: it signs nothing, and it can only
/// assume a role that was named for it.
fn unmeant(host: &Host, context: Context<'_>) -> Option<&'static str> {
    if context.request.google.proof == Some(SubjectTokenType::Aws4Request) {
        return Some("only AWS keys sign an aws4_request");
    }
    match &context.request.target {
        Target::Aws(target) => match &target.role {
            None => Some("no AWS role is named for the job's token"),
            Some(Role::Platform(_)) if host.env.get("AWS_WEB_IDENTITY_TOKEN_FILE").is_some() => {
                Some("AWS_ROLE_ARN is the role of AWS_WEB_IDENTITY_TOKEN_FILE")
            }
            Some(_) => None,
        },
        _ => None,
    }
}

/// The audience that a pinned token must have. Google's provider may list others than its own
/// name, and Google says so if it does not; AWS's list is what `--audience` repeats.
fn demanded(context: Context<'_>) -> Option<&str> {
    match &context.request.target {
        Target::Aws(target) => Some(&target.audience),
        Target::Subject(target) => target.audience.as_deref(),
        Target::GoogleAccess | Target::GoogleId { .. } => None,
    }
}

/// Whether a token for `aud` serves a request for `wanted`.
fn fits(aud: &str, wanted: &str) -> bool {
    aud == wanted || WorkloadIdentityProvider::parse(wanted).is_ok_and(|provider| provider.is_audience(aud))
}

impl Job {
    /// Whom the token is for, if that is known, cannot be chosen, and is not what is wanted.
    fn foreign_audience(&self, host: &Host, context: Context<'_>) -> Option<String> {
        let wanted = context.audience?;
        let auds = match &self.way {
            Way::Variable(name) => Claims::read(host.env.get(name)?.trim())?.aud,
            Way::Endpoint { fixed, .. } => fixed.iter().map(|&aud| aud.to_owned()).collect(),
            Way::Command { .. } => Vec::new(),
        };
        if auds.is_empty() || auds.iter().any(|aud| fits(aud, wanted)) { None } else { Some(auds.join(",")) }
    }

    /// Gets a token; a new one wherever the platform can be asked.
    pub async fn fetch(&self, host: &Host, need: &Need, name: &str) -> Result<Found> {
        let Need::Jwt { audience, .. } = need else {
            return Err(Error::new(ErrorKind::Unexpected, format!("{name} was asked for something other than a JWT")));
        };
        let (token, place) = match &self.way {
            Way::Variable(variable) => {
                let gone = || Error::no_identity(format!("the variable {variable} is gone"));
                (Secret::new(host.env.get(variable).ok_or_else(gone)?), format!("the variable {variable}"))
            }
            Way::Command { program, args } => {
                let words: Vec<String> = std::iter::once(program.clone()).chain(args(audience)).collect();
                let output = host.processes.run(&words, &[]).await?;
                if !output.success {
                    // What a token command says on standard error may hold the token: it is not repeated.
                    return Err(Error::no_identity(format!(
                        "the command {} failed ({})",
                        words[..3.min(words.len())].join(" "),
                        output.status
                    ))
                    .hint("run it in the job to see why"));
                }
                (output.stdout, words[0].clone())
            }
            Way::Endpoint { url, method, bearer, hint, .. } => (ask(host, url, *method, bearer, hint, audience).await?, host_of(url)),
        };
        let jwt = Jwt::read(token.trimmed()).ok_or_else(|| Error::network(format!("what came from {place} is not a JWT")))?;
        alive(&jwt, host, &place)?;
        let chosen = match &self.way {
            Way::Variable(_) | Way::Endpoint { fixed: Some(_), .. } => false,
            Way::Command { .. } | Way::Endpoint { fixed: None, .. } => !audience.is_empty(),
        };
        if chosen && !jwt.claims.aud.contains(audience) {
            return Err(Error::network(format!("a token for {audience} was asked for, and {place} gave another ({})", jwt.claims)));
        }
        Ok(Found { proof: Proof::Jwt(jwt), hops: Vec::new(), session: self.session.clone() })
    }
}

async fn ask(host: &Host, url: &Url, method: Method, bearer: &str, hint: &str, audience: &str) -> Result<Secret> {
    let mut url = url.clone();
    let ask = match method {
        Method::Get => {
            if !audience.is_empty() {
                url.query_pairs_mut().append_pair("audience", audience);
            }
            Ask::get(url)
        }
        Method::Post => Ask::json(url, &json!({})),
    };
    let token = Secret::new(host.env.get(bearer).unwrap_or_default()).trimmed();
    let answer = host.http.send(ask.bearer(&token).header("accept", "application/json")).await?;
    if !answer.is_success() {
        let retry = answer.retry();
        let kind = if retry == Retry::Never { ErrorKind::NoIdentity } else { ErrorKind::Network };
        return Err(Error::new(kind, format!("{} answered the request for the job's token with status {}", answer.host, answer.status))
            .retrying(retry)
            .hint(hint));
    }
    let Minted { value } = answer.parse()?;
    Ok(value)
}

/// The URL of a platform's endpoint: the job's bearer token goes there, so never in clear text
/// to anywhere but this machine.
fn endpoint(variable: &str, text: &str) -> Result<Url> {
    let endpoint = Endpoint::parse(text).map_err(|wrong| Error::configuration(format!("{variable} {wrong}")))?;
    let url = endpoint.url();
    if url.scheme() == "https" || is_loopback(url) {
        return Ok(url.clone());
    }
    Err(Error::configuration(format!("{variable} is plain HTTP to another machine"))
        .hint("nothing was sent there; the platform sets an https URL"))
}

/// Whether the token in `variable` is for `audience`.
fn is_for(host: &Host, variable: &str, audience: Option<&str>) -> bool {
    let claims = host.env.get(variable).and_then(|text| Claims::read(text.trim()));
    claims.is_some_and(|claims| audience.is_none_or(|wanted| claims.aud.iter().any(|aud| fits(aud, wanted))))
}

/// A session name from two facts, if both are there: `project.job`.
fn session(host: &Host, project: &str, job: &str) -> Option<String> {
    let project = host.env.get(project)?;
    Some(format!("{}.{}", project.rsplit('/').next().unwrap_or(project), host.env.get(job)?))
}

/// The values of the variables that tell a job from another.
fn facts(host: &Host, names: &[&str]) -> String {
    names.iter().map(|name| host.env.get(name).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// What stands for a secret variable in a cache scope: two jobs have two.
fn digest(host: &Host, name: &str) -> String {
    let digest = Sha256::digest(host.env.get(name).unwrap_or_default().as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The full name of a program that the job's `PATH` has.
fn program(host: &Host, name: &str) -> Option<String> {
    let name = if cfg!(windows) { format!("{name}.exe") } else { name.to_owned() };
    let path = host.env.path("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_absolute() && host.files.exists(file))?;
    Some(found.to_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::names::{RoleArn, UniverseDomain};
    use crate::request::{AwsSide, AwsTarget, Expect, GoogleSide, Request, SourceChoice, SubjectTarget};

    const STS: &str = "sts.amazonaws.com";

    fn request(target: Target) -> Request {
        let google = GoogleSide {
            provider: None,
            proof: None,
            service_account: None,
            delegates: Vec::new(),
            scopes: Vec::new(),
            lifetime: Duration::from_secs(3600),
            universe: UniverseDomain::default(),
            token_url: None,
            impersonation_url: None,
            oauth_token_url: None,
            quota_project: None,
            access_boundary: None,
        };
        Request { source: SourceChoice::Auto, target, aws: AwsSide::default(), google, expect: Expect::default() }
    }

    fn aws(role: Option<Role>) -> Request {
        request(Target::Aws(AwsTarget {
            role,
            session_name: None,
            duration: Duration::from_secs(3600),
            audience: STS.into(),
            policy: None,
            policy_arns: Vec::new(),
            chain: Vec::new(),
        }))
    }

    fn role() -> RoleArn {
        RoleArn::parse("arn:aws:iam::123456789012:role/r").unwrap()
    }

    fn token(aud: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(&format!(r#"{{"iss":"i","sub":"s","aud":"{aud}"}}"#)))
    }

    fn told(vars: &[(&str, &str)], kind: CiKind, pinned: bool, request: &Request, audience: Option<&str>) -> String {
        let host = Host::scripted(vars, &[("/bin/buildkite-agent", "")], 1_700_000_000);
        match detect(&host, kind, pinned, Context { request, audience }) {
            Detection::Absent { because } => format!("absent: {because}"),
            Detection::Broken(error) => format!("broken: {}", error.message()),
            Detection::Here(source) => format!("here: {}", source.name),
        }
    }

    #[test]
    fn a_job_without_an_identity_is_absent_in_auto_and_broken_when_pinned() {
        let request = aws(Some(Role::Asked(role())));
        for (kind, vars, because) in [
            (CiKind::Github, &[("GITHUB_ACTIONS", "true")][..], "ACTIONS_ID_TOKEN_REQUEST_URL is not set"),
            (
                CiKind::Github,
                &[("GITHUB_ACTIONS", "true"), ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://h.example/")][..],
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set",
            ),
            (CiKind::Gitlab, &[("GITLAB_CI", "true")][..], "neither XCLOUD_ID_TOKEN nor GITLAB_OIDC_TOKEN is set"),
            (CiKind::Circleci, &[("CIRCLECI", "true")][..], "CIRCLE_OIDC_TOKEN_V2 is not set"),
            (CiKind::Buildkite, &[("BUILDKITE", "true")][..], "buildkite-agent is not in PATH"),
            (CiKind::Buildkite, &[("BUILDKITE", "true"), ("PATH", "/bin")][..], "BUILDKITE_AGENT_ACCESS_TOKEN is not set"),
            (CiKind::Bitbucket, &[("BITBUCKET_BUILD_NUMBER", "1")][..], "BITBUCKET_STEP_OIDC_TOKEN is not set"),
            (CiKind::AzureDevops, &[("TF_BUILD", "True")][..], "SYSTEM_OIDCREQUESTURI is not set"),
            (CiKind::TerraformCloud, &[("TFC_RUN_ID", "run-1")][..], "TFC_WORKLOAD_IDENTITY_TOKEN is not set"),
        ] {
            let auto = told(vars, kind, false, &request, Some(STS));
            assert!(auto.starts_with(&format!("absent: {because} (")), "{auto}");
            let pinned = told(vars, kind, true, &request, Some(STS));
            assert_eq!(pinned, format!("broken: this job has no identity of its own: {because}"));
        }
        for kind in CiKind::ALL {
            for pinned in [false, true] {
                assert!(told(&[], kind, pinned, &request, Some(STS)).starts_with("absent: "), "{kind:?} elsewhere");
            }
        }
    }

    #[test]
    fn a_request_token_goes_to_https_or_this_machine() {
        let request = aws(Some(Role::Asked(role())));
        for (url, expected) in [
            ("https://h.example/x?api-version=2.0", "here: ci:github"),
            ("http://127.0.0.1:1/x", "here: ci:github"),
            (
                "http://h.example/x",
                "broken: ACTIONS_ID_TOKEN_REQUEST_URL is plain HTTP, which is for loopback and link-local metadata only",
            ),
            ("http://169.254.169.254/x", "broken: ACTIONS_ID_TOKEN_REQUEST_URL is plain HTTP to another machine"),
            ("https://u:p@h.example/x", "broken: ACTIONS_ID_TOKEN_REQUEST_URL has a user name or password in it"),
        ] {
            let vars = [("GITHUB_ACTIONS", "true"), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t"), ("ACTIONS_ID_TOKEN_REQUEST_URL", url)];
            assert_eq!(told(&vars, CiKind::Github, false, &request, Some(STS)), expected, "{url}");
        }
    }

    #[test]
    fn a_token_for_somebody_else() {
        let (right, wrong) = (token(STS), token("https://gitlab.com"));
        let vars = |token: &'static str| [("GITLAB_CI", "true"), ("XCLOUD_ID_TOKEN", token)];
        let (right, wrong): (&'static str, &'static str) = (right.leak(), wrong.leak());
        let to_aws = aws(Some(Role::Asked(role())));
        assert_eq!(told(&vars(right), CiKind::Gitlab, false, &to_aws, Some(STS)), "here: ci:gitlab");
        assert!(
            told(&vars(wrong), CiKind::Gitlab, false, &to_aws, Some(STS)).starts_with("absent: the job's token is for https://gitlab.com")
        );
        assert!(
            told(&vars(wrong), CiKind::Gitlab, true, &to_aws, Some(STS)).starts_with("broken: the job's token is for https://gitlab.com")
        );
        let provider = "https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q";
        let to_google = request(Target::GoogleAccess);
        assert!(told(&vars(wrong), CiKind::Gitlab, false, &to_google, Some(provider)).starts_with("absent"));
        assert_eq!(told(&vars(wrong), CiKind::Gitlab, true, &to_google, Some(provider)), "here: ci:gitlab", "Google's list decides");
        let subject = request(Target::Subject(SubjectTarget { kind: None, audience: Some("x".into()) }));
        assert!(told(&vars(wrong), CiKind::Gitlab, true, &subject, Some("x")).starts_with("broken"));
    }

    #[test]
    fn in_auto_a_token_is_meant_only_where_it_serves() {
        let github = [
            ("GITHUB_ACTIONS", "true"),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t"),
            ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://h.example/"),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"),
        ];
        let detect = |request: &Request, pinned| told(&github, CiKind::Github, pinned, request, Some(STS));
        assert_eq!(detect(&aws(Some(Role::Asked(role()))), false), "here: ci:github");
        for other in [aws(None), aws(Some(Role::Platform(role())))] {
            assert!(detect(&other, false).starts_with("absent"));
            assert_eq!(detect(&other, true), "here: ci:github");
        }
        let mut signed = request(Target::GoogleAccess);
        signed.google.proof = Some(SubjectTokenType::Aws4Request);
        assert!(detect(&signed, false).starts_with("absent"));
    }

    #[test]
    fn two_jobs_never_share_a_scope() {
        let request = aws(Some(Role::Asked(role())));
        let scope = |changed: &str| {
            let names = ["ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_RUN_ID", "GITHUB_JOB"];
            let mut vars: Vec<(&str, &str)> = names.iter().map(|&name| (name, if name == changed { "y" } else { "x" })).collect();
            vars.extend([("GITHUB_ACTIONS", "true"), ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://h.example/")]);
            let host = Host::scripted(&vars, &[], 0);
            let Detection::Here(source) = detect(&host, CiKind::Github, true, Context { request: &request, audience: None }) else {
                panic!("not here")
            };
            source.scope.unwrap()
        };
        let scopes = ["", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_RUN_ID", "GITHUB_JOB"].map(scope);
        for (at, one) in scopes.iter().enumerate() {
            assert!(scopes[at + 1..].iter().all(|other| other != one));
        }
    }
}
