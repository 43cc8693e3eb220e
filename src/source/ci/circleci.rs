//! CircleCI: a new token for any audience from the `circleci` program that its images carry, else
//! the one in the variable, which is for the organization's id and lives one hour.
//! Contract: circleci.com/docs, "OpenID Connect tokens" and "OIDC tokens with custom claims".

use serde_json::json;

use super::{Job, Seen, Way, facts, program, session};
use crate::host::Host;

/// The second form of the token names the repository in `sub`; the first does not.
const NAMES: [&str; 2] = ["CIRCLE_OIDC_TOKEN_V2", "CIRCLE_OIDC_TOKEN"];

/// What the job's variables say.
pub fn look(host: &Host) -> Seen {
    if !host.env.is_on("CIRCLECI") {
        return Seen::Elsewhere("CIRCLECI is not set");
    }
    let Some(variable) = NAMES.into_iter().find(|name| host.env.get(name).is_some()) else {
        return Seen::Nameless {
            because: format!("{} is not set", NAMES[0]),
            hint: "use a context in the job, and build no pull request of a fork: those get no token".to_owned(),
        };
    };
    let way = match program(host, "circleci") {
        Some(program) => Way::Command { program, args },
        None => Way::Variable(variable.to_owned()),
    };
    Seen::Job(Job {
        way,
        scope: facts(
            host,
            &["CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME", "CIRCLE_WORKFLOW_ID", "CIRCLE_WORKFLOW_JOB_ID", "CIRCLE_BUILD_NUM"],
        ),
        session: session(host, "CIRCLE_PROJECT_REPONAME", "CIRCLE_BUILD_NUM"),
    })
}

fn args(audience: &str) -> Vec<String> {
    let mut words: Vec<String> = ["run", "oidc", "get"].map(str::to_owned).into();
    if !audience.is_empty() {
        words.extend(["--claims".to_owned(), json!({"aud": audience}).to_string()]);
    }
    words
}
