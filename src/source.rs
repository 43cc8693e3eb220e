//! Where an identity comes from.
//!
//! Detecting is not fetching: detection reads variables and files only, never the network, and
//! never fails. Fetching may fail hard. *Not here* and *here but broken* are different answers,
//! and the second never becomes the first.

mod aws;
mod ci;
mod google;
mod kubernetes;
mod registry;
mod spiffe;
mod token;

pub use registry::{Chosen, choose};

use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::hop::{Found, Need, StsChoice};
use crate::host::Host;
use crate::jwt::Claims;
use crate::names::{ProjectId, Region};
use crate::policy;
use crate::request::Request;

/// Whether an identity is here.
#[derive(Debug)]
pub enum Detection {
    /// It is not, for this reason.
    Absent {
        /// A clause: "AWS_PROFILE is not set".
        because: String,
    },
    /// It is, or at least something claims to be.
    Here(Source),
    /// It is, and readably broken: an error, never a reason to go on to a broader identity.
    Broken(Error),
}

impl Detection {
    fn absent(because: impl Into<String>) -> Self {
        Self::Absent { because: because.into() }
    }
}

/// One identity that is here.
#[derive(Debug)]
pub struct Source {
    /// Its name on the command line, for errors and the log.
    pub name: &'static str,
    /// What tells this identity from another on the same machine; part of every cache key. `None`
    /// where only asking tells: a command, a URL or standard input may give another token each
    /// time, so the proof is fetched before the cache is looked at.
    pub scope: Option<String>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Aws(aws::Aws),
    Google(google::Google),
    Kubernetes(kubernetes::Projected),
    TokenRequest(kubernetes::TokenRequest),
    Ci(ci::Job),
    Spiffe(spiffe::Spiffe),
    Token(token::Named),
}

/// Whose a token is and whom it is for, as part of a scope; a text that is no JWT is its digest.
fn identity(token: &str) -> String {
    match Claims::read(token.trim()) {
        Some(claims) => format!("{} {}", claims.identity(), claims.aud.join(",")),
        None => digest(token),
    }
}

/// [`identity`] of the token in a file; nothing where it cannot be read, which fetching will say.
fn token_identity(host: &Host, path: &Path) -> String {
    host.files.read(path, policy::TOKEN_BYTES).map(|text| identity(&text)).unwrap_or_default()
}

/// Tells texts apart without keeping them.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What kind of proof a source can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// AWS keys.
    Aws,
    /// Google access and ID tokens.
    Google,
    /// A ready-made JWT.
    Jwt,
}

/// What detection and fetching need to know of the request.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The request.
    pub request: &'a Request,
    /// The audience that a JWT must have to be of use; `None` where any will do.
    pub audience: Option<&'a str>,
}

impl Source {
    /// What kind of proof it gives.
    pub fn family(&self) -> Family {
        match &self.kind {
            Kind::Aws(_) => Family::Aws,
            Kind::Google(_) => Family::Google,
            Kind::Kubernetes(_) | Kind::TokenRequest(_) | Kind::Ci(_) | Kind::Spiffe(_) | Kind::Token(_) => Family::Jwt,
        }
    }

    /// Whether asking again costs nothing that a cache would save: variables, and endpoints of
    /// this machine that cache by themselves.
    pub fn is_cheap(&self) -> bool {
        matches!(&self.kind, Kind::Aws(aws::Aws::Env | aws::Aws::Container(_) | aws::Aws::Imds))
    }

    /// The region this identity's own configuration names; files only, no network.
    pub fn region(&self, host: &Host) -> Option<Region> {
        match &self.kind {
            Kind::Aws(aws) => aws.region(host),
            _ => None,
        }
    }

    /// What this identity's own configuration says of STS.
    pub fn sts(&self) -> Option<&StsChoice> {
        match &self.kind {
            Kind::Aws(aws::Aws::Profile(walk)) => Some(&walk.sts),
            _ => None,
        }
    }

    /// The project that this identity's own file charges API calls to.
    pub fn quota_project(&self) -> Option<&ProjectId> {
        match &self.kind {
            Kind::Google(google) => google.quota_project(),
            _ => None,
        }
    }

    /// The region that only a metadata server knows, asked when nothing else said one.
    pub async fn metadata_region(&self, host: &Host) -> Option<Region> {
        match &self.kind {
            Kind::Aws(aws) => aws.metadata_region(host).await,
            _ => None,
        }
    }

    /// Gets the proof.
    pub async fn fetch(&self, host: &Host, need: &Need, region: &Region, context: Context<'_>) -> Result<Found> {
        host.stage(format!("reading the identity from {}", self.name));
        match &self.kind {
            Kind::Aws(aws) => aws.fetch(host, region, context).await,
            Kind::Google(google) => google.fetch(host, need, region, context).await,
            Kind::Kubernetes(projected) => projected.fetch(host),
            Kind::TokenRequest(wanted) => wanted.fetch(host, need, context).await,
            Kind::Spiffe(agent) => agent.fetch(host, need).await,
            Kind::Ci(job) => job.fetch(host, need, self.name).await,
            Kind::Token(named) => named.fetch(host, need).await,
        }
    }
}
