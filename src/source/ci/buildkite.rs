//! Buildkite: the agent asks for a new token for any audience; one lives 5 minutes.
//! Contract: buildkite.com/docs, "buildkite-agent oidc".

use super::{Job, Seen, Way, facts, program, session};
use crate::host::Host;

/// What the job's variables say.
pub fn look(host: &Host) -> Seen {
    if !host.env.is_on("BUILDKITE") {
        return Seen::Elsewhere("BUILDKITE is not set");
    }
    let Some(program) = program(host, "buildkite-agent") else {
        return Seen::Nameless {
            because: "buildkite-agent is not in PATH".to_owned(),
            hint: "give the job its agent: in the docker plugin, `mount-buildkite-agent: true`".to_owned(),
        };
    };
    if host.env.get("BUILDKITE_AGENT_ACCESS_TOKEN").is_none() {
        return Seen::Nameless {
            because: "BUILDKITE_AGENT_ACCESS_TOKEN is not set".to_owned(),
            hint: "pass the agent's variables on to the container: in the docker plugin, `mount-buildkite-agent: true`".to_owned(),
        };
    }
    Seen::Job(Job {
        way: Way::Command { program, args },
        scope: facts(
            host,
            &["BUILDKITE_ORGANIZATION_SLUG", "BUILDKITE_PIPELINE_SLUG", "BUILDKITE_BRANCH", "BUILDKITE_BUILD_ID", "BUILDKITE_JOB_ID"],
        ),
        session: session(host, "BUILDKITE_PIPELINE_SLUG", "BUILDKITE_BUILD_NUMBER"),
    })
}

fn args(audience: &str) -> Vec<String> {
    let mut words: Vec<String> = ["oidc", "request-token"].map(str::to_owned).into();
    if !audience.is_empty() {
        words.extend(["--audience".to_owned(), audience.to_owned()]);
    }
    words
}
