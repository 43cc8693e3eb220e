//! Bitbucket Pipelines: a token in a variable, for the workspace's own audience; one hour.
//! Contract: support.atlassian.com, "Integrate Pipelines with resource servers using OIDC".

use super::{Job, Seen, Way, facts, session};
use crate::host::Host;

const TOKEN: &str = "BITBUCKET_STEP_OIDC_TOKEN";

/// What the job's variables say.
pub fn look(host: &Host) -> Seen {
    if host.env.get("BITBUCKET_BUILD_NUMBER").is_none() {
        return Seen::Elsewhere("BITBUCKET_BUILD_NUMBER is not set");
    }
    if host.env.get(TOKEN).is_none() {
        return Seen::Nameless { because: format!("{TOKEN} is not set"), hint: "add `oidc: true` to the step".to_owned() };
    }
    Seen::Job(Job {
        way: Way::Variable(TOKEN.to_owned()),
        scope: facts(host, &["BITBUCKET_REPO_FULL_NAME", "BITBUCKET_BRANCH", "BITBUCKET_PIPELINE_UUID", "BITBUCKET_STEP_UUID"]),
        session: session(host, "BITBUCKET_REPO_FULL_NAME", "BITBUCKET_BUILD_NUMBER"),
    })
}
