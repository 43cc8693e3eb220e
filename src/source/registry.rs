//! The table of sources in order of detection, and the choice among them.

use super::aws;
use super::{Context, Detection, Family, Source, ci, google, kubernetes, spiffe, token};
use crate::error::{Error, Result};
use crate::host::Host;
use crate::request::{AwsKind, CiKind, GoogleKind, SourceChoice, Target};

/// One row: a new source is one file and one line here.
struct Row {
    name: &'static str,
    family: Family,
    detect: fn(&Host, bool, Context<'_>) -> Detection,
}

/// Narrow before broad: what is meant for this very process before what its machine has. The
/// AWS rows are in the order of AWS's own SDKs (botocore's, where they differ).
const ROWS: [Row; 17] = [
    Row {
        name: CiKind::Github.name(),
        family: Family::Jwt,
        detect: |host, pinned, context| ci::detect(host, CiKind::Github, pinned, context),
    },
    Row {
        name: CiKind::Gitlab.name(),
        family: Family::Jwt,
        detect: |host, pinned, context| ci::detect(host, CiKind::Gitlab, pinned, context),
    },
    Row {
        name: CiKind::Circleci.name(),
        family: Family::Jwt,
        detect: |host, pinned, context| ci::detect(host, CiKind::Circleci, pinned, context),
    },
    Row {
        name: CiKind::Buildkite.name(),
        family: Family::Jwt,
        detect: |host, pinned, context| ci::detect(host, CiKind::Buildkite, pinned, context),
    },
    Row {
        name: CiKind::Bitbucket.name(),
        family: Family::Jwt,
        detect: |host, pinned, context| ci::detect(host, CiKind::Bitbucket, pinned, context),
    },
    Row {
        name: CiKind::AzureDevops.name(),
        family: Family::Jwt,
        detect: |host, pinned, context| ci::detect(host, CiKind::AzureDevops, pinned, context),
    },
    Row {
        name: CiKind::TerraformCloud.name(),
        family: Family::Jwt,
        detect: |host, pinned, context| ci::detect(host, CiKind::TerraformCloud, pinned, context),
    },
    Row { name: "kubernetes:file", family: Family::Jwt, detect: |host, _, context| kubernetes::detect(host, context) },
    Row { name: "aws:env", family: Family::Aws, detect: |host, pinned, _| aws::detect(host, &AwsKind::Env, pinned) },
    Row {
        name: "aws:web-identity",
        family: Family::Aws,
        // The pod's own identity comes before a `default` profile that happens to be in the image, but
        // not before a profile that the environment names.
        detect: |host, pinned, _| match host.env.get("AWS_PROFILE") {
            Some(_) => Detection::absent("AWS_PROFILE names a profile, which comes first"),
            None => aws::detect(host, &AwsKind::WebIdentity, pinned),
        },
    },
    Row { name: "aws:profile", family: Family::Aws, detect: |host, pinned, _| aws::detect(host, &AwsKind::Profile(None), pinned) },
    Row { name: "aws:container", family: Family::Aws, detect: |host, pinned, _| aws::detect(host, &AwsKind::Container, pinned) },
    Row { name: "aws:imds", family: Family::Aws, detect: |host, _, _| aws::detect(host, &AwsKind::Imds, false) },
    Row {
        name: "google:adc",
        family: Family::Google,
        detect: |host, pinned, context| google::detect(host, GoogleKind::Adc, pinned, context),
    },
    Row {
        name: "google:gcloud",
        family: Family::Google,
        detect: |host, pinned, context| google::detect(host, GoogleKind::Gcloud, pinned, context),
    },
    Row {
        name: "google:metadata",
        family: Family::Google,
        detect: |host, _, context| google::detect(host, GoogleKind::Metadata, false, context),
    },
    Row { name: "kubernetes:pod", family: Family::Jwt, detect: |host, _, context| kubernetes::detect_own(host, context) },
];

/// The source to use.
#[derive(Debug)]
pub struct Chosen {
    /// The source.
    pub source: Source,
}

/// Chooses by variables and files only. A source that is here but broken is an error: a broader
/// identity is never used in its place.
pub fn choose(host: &Host, context: Context<'_>) -> Result<Chosen> {
    let one = |detection: Detection, name: &str| match detection {
        Detection::Here(source) => {
            tracing::debug!(target: "xcloud", source = source.name, "chosen, because it is pinned");
            Ok(Chosen { source })
        }
        Detection::Broken(error) => Err(error),
        Detection::Absent { because } => Err(Error::no_identity(format!("no identity from {name}: {because}"))),
    };
    match &context.request.source {
        SourceChoice::Auto => first(host, &order(context), false, context),
        SourceChoice::Aws(None) => first(host, &family(Family::Aws), true, context),
        SourceChoice::Google(None) => first(host, &family(Family::Google), true, context),
        SourceChoice::Kubernetes(None) => {
            let rows: Vec<&Row> = ROWS.iter().filter(|row| row.name.starts_with("kubernetes")).collect();
            first(host, &rows, true, context)
        }
        SourceChoice::Ci(None) => {
            let rows: Vec<&Row> = ROWS.iter().filter(|row| row.name.starts_with("ci:")).collect();
            first(host, &rows, true, context)
        }
        SourceChoice::Ci(Some(kind)) => one(ci::detect(host, *kind, true, context), kind.name()),
        SourceChoice::Spiffe => one(spiffe::pinned(host), "spiffe"),
        SourceChoice::ExternalAccount(path) => one(google::external_account(host, path.clone(), context), "external-account"),
        SourceChoice::Aws(Some(kind)) => one(aws::detect(host, kind, true), "the pinned AWS source"),
        SourceChoice::Google(Some(kind)) => one(google::detect(host, *kind, true, context), "the pinned Google source"),
        SourceChoice::Kubernetes(Some(path)) => one(kubernetes::pinned(host, path.clone()), "kubernetes:file"),
        SourceChoice::TokenRequest(account) => one(kubernetes::detect_request(host, account), "kubernetes:token-request"),
        SourceChoice::Token(place, field) => one(token::pinned(host, place.clone(), field.clone()), "the named token"),
    }
}

/// The AWS identity that is here, by AWS's own order; `None` where every kind declines.
pub(super) fn aws(host: &Host, context: Context<'_>) -> Result<Option<Source>> {
    for row in family(Family::Aws) {
        match (row.detect)(host, true, context) {
            Detection::Here(source) => return Ok(Some(source)),
            Detection::Broken(error) => return Err(error.within(row.name)),
            Detection::Absent { because } => tracing::debug!(target: "xcloud", source = row.name, because = %because, "absent"),
        }
    }
    Ok(None)
}

fn family(family: Family) -> Vec<&'static Row> {
    ROWS.iter().filter(|row| row.family == family).collect()
}

/// The rows that can serve the request, the destination's own cloud last: whoever wants AWS keys
/// is looking for an identity of somewhere else first.
fn order(context: Context<'_>) -> Vec<&'static Row> {
    let google_only = match &context.request.target {
        Target::GoogleAccess | Target::GoogleId { .. } => context.request.google.provider.is_none(),
        Target::Aws(_) | Target::Subject(_) => false,
    };
    let mut rows: Vec<&Row> = ROWS.iter().filter(|row| !google_only || row.family == Family::Google).collect();
    if matches!(context.request.target, Target::Aws(_)) {
        rows.sort_by_key(|row| row.family == Family::Aws); // stable: the order within each part stays
    }
    rows
}

fn first(host: &Host, rows: &[&Row], pinned: bool, context: Context<'_>) -> Result<Chosen> {
    let mut declined = String::new();
    for row in rows {
        match (row.detect)(host, pinned, context) {
            Detection::Here(source) => {
                tracing::debug!(target: "xcloud", source = source.name, "chosen");
                return Ok(Chosen { source });
            }
            Detection::Broken(error) => return Err(error.within(row.name)),
            Detection::Absent { because } => {
                tracing::debug!(target: "xcloud", source = row.name, because = %because, "absent");
                declined.push_str(&format!("\n  {}: {because}", row.name));
            }
        }
    }
    let hint = match (&context.request.source, &context.request.target, &context.request.google.provider) {
        (SourceChoice::Auto, Target::GoogleAccess | Target::GoogleId { .. }, None) => {
            "to use an identity of another cloud, name the workload identity provider with --provider"
        }
        _ => "give this machine an identity, or name one with --from",
    };
    Err(Error::no_identity(format!("no identity was found here{declined}")).hint(hint))
}
