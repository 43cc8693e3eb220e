//! Kubernetes service account tokens: projected into a file, or asked of the API server.
//! Contract: the kubelet rewrites the file before the token ends, so it is read each time.

mod token_request;

use std::path::PathBuf;

pub use token_request::{TokenRequest, detect as detect_request};

use super::{Context, Detection, Kind, Source, token_identity};
use crate::credential::{Jwt, Proof};
use crate::error::{Error, Result};
use crate::hop::Found;
use crate::host::Host;
use crate::host::files::unreadable;
use crate::jwt::Claims;
use crate::policy;
use crate::request::Target;
use crate::secret::Secret;

/// Where EKS's webhook mounts it.
const EKS: &str = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";
/// Where the widely copied GKE and EKS examples of native OIDC mount it.
const EXAMPLES: [&str; 2] = ["/var/run/secrets/tokens/oidc-exp-service-account-token", "/var/run/service-account/token"];
/// The pod's own token, which is for the API server unless the cluster says otherwise.
const OWN: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/// A token file.
#[derive(Debug)]
pub struct Projected {
    path: PathBuf,
}

/// The file named by `--from kubernetes:file=PATH`.
pub fn pinned(host: &Host, path: PathBuf) -> Detection {
    here(host, host.env.expand_home(path))
}

/// The projected token that is meant for this request: the platform's variable first, then the
/// known mounts.
///
/// A token whose audience is somebody else's is not broken, it is not for us: on EKS the token
/// for AWS is beside a Google request's way, and AWS's own source takes it from there.
pub fn detect(host: &Host, context: Context<'_>) -> Detection {
    let mut because = Vec::new();
    if let Some(path) = host.env.path("AWS_WEB_IDENTITY_TOKEN_FILE") {
        match foreign_audience(host, &path, context) {
            Some(aud) if !matches!(context.request.target, Target::Aws(_)) => {
                because.push(format!("the token of AWS_WEB_IDENTITY_TOKEN_FILE is for {aud}"));
            }
            _ => return here(host, path),
        }
    }
    for path in [EKS, EXAMPLES[0], EXAMPLES[1]].map(PathBuf::from) {
        if host.files.exists(&path) {
            match foreign_audience(host, &path, context) {
                Some(aud) => because.push(format!("the token in {} is for {aud}", path.display())),
                None => return here(host, path),
            }
        }
    }
    if because.is_empty() {
        because.push("AWS_WEB_IDENTITY_TOKEN_FILE is not set and no projected token is mounted".to_owned());
    }
    Detection::absent(because.join(", "))
}

/// The pod's own token, which comes last of all sources.
pub fn detect_own(host: &Host, context: Context<'_>) -> Detection {
    let path = PathBuf::from(OWN);
    if !host.files.exists(&path) {
        return Detection::absent("this is no Kubernetes pod with a token of its own");
    }
    match foreign_audience(host, &path, context) {
        Some(aud) => Detection::absent(format!(
            "the pod's own token is for {aud}; mount a projected token for the right audience, or name it with --from kubernetes:file={OWN}"
        )),
        None => here(host, path),
    }
}

/// Whom the token in `path` is for, if that is readably not the audience of this request.
fn foreign_audience(host: &Host, path: &std::path::Path, context: Context<'_>) -> Option<String> {
    let text = host.files.read(path, policy::TOKEN_BYTES).ok()?;
    let claims = Claims::read(text.trim())?;
    let wanted = context.audience?;
    let provider = crate::names::WorkloadIdentityProvider::parse(wanted).ok();
    let fits = |aud: &String| aud == wanted || provider.as_ref().is_some_and(|provider| provider.is_audience(aud));
    if claims.aud.is_empty() || claims.aud.iter().any(fits) { None } else { Some(claims.aud.join(",")) }
}

fn here(host: &Host, path: PathBuf) -> Detection {
    // The identity is in the token, not in the path: two pods may mount two tokens at one path.
    let scope = format!("{}\n{}", path.display(), token_identity(host, &path));
    Detection::Here(Source { name: "kubernetes:file", scope: Some(scope), kind: Kind::Kubernetes(Projected { path }) })
}

impl Projected {
    pub fn fetch(&self, host: &Host) -> Result<Found> {
        let text = host.files.read(&self.path, policy::TOKEN_BYTES).map_err(|error| {
            unreadable("the projected token", &self.path, &error)
                .hint("mount a serviceAccountToken volume there, or choose another source with --from")
        })?;
        let jwt = Jwt::read(Secret::new(text.trim())).ok_or_else(|| {
            Error::network(format!("the file {} does not hold a JWT", self.path.display()))
                .hint("it should be a projected Kubernetes service account token")
        })?;
        alive(&jwt, host, &self.path.display().to_string())?;
        Ok(Found::plain(Proof::Jwt(jwt)))
    }
}

/// A subject token with under one minute left would die on its way.
pub fn alive(jwt: &Jwt, host: &Host, place: &str) -> Result<()> {
    match jwt.claims.exp {
        Some(exp) if (exp - host.clock.now()).num_seconds() < policy::LEAST_LIFE.as_secs().cast_signed() => {
            let when = exp.format("%Y-%m-%dT%H:%M:%SZ");
            Err(Error::no_identity(format!(
                "the token from {place} ended, or ends within a minute ({}; now {})",
                when,
                host.clock.now().format("%Y-%m-%dT%H:%M:%SZ")
            ))
            .hint("get a fresh token; a token that was read once and kept dies within minutes"))
        }
        _ => Ok(()),
    }
}
