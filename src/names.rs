//! Names of the field, parsed once at the door: behind it invalid ones cannot exist.
//!
//! Each type's `parse` says what is wrong with its input and what a right one looks like; the
//! caller adds where the input came from.

mod account;
mod aws;
mod boundary;
mod endpoint;
mod google;
mod kubernetes;
mod pattern;
mod socket;
mod span;
mod sts_host;

pub use account::{Account, ProjectId};
pub use aws::{GOOGLE_SUBJECT, Partition, Region, RoleArn, SessionName, SessionTag, SourceIdentity};
pub use boundary::AccessBoundary;
pub use endpoint::{Endpoint, is_link_local, is_local, is_loopback};
pub use google::{ServiceAccountEmail, UniverseDomain, WorkloadIdentityProvider};
pub use kubernetes::{KubernetesAccount, KubernetesName};
pub use pattern::Pattern;
pub use socket::WorkloadSocket;
pub use span::{parse_span, parse_span_within};

/// What is wrong with a name, as a clause: "is not a role ARN …".
pub type Wrong = String;
