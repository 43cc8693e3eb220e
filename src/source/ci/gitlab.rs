//! GitLab CI: tokens that the job's `id_tokens` declares, each for the audience written there.
//! They live as long as the job may run, and no new one can be had.
//! Contract: docs.gitlab.com, "ID token authentication".

use super::{Job, Seen, Way, facts, is_for, session};
use crate::host::Host;

/// The names that are looked for; any other is `--from env:NAME`.
const NAMES: [&str; 2] = ["XCLOUD_ID_TOKEN", "GITLAB_OIDC_TOKEN"];

/// What the job's variables say. Of two tokens, the one for `audience` is meant.
pub fn look(host: &Host, audience: Option<&str>) -> Seen {
    if !host.env.is_on("GITLAB_CI") {
        return Seen::Elsewhere("GITLAB_CI is not set");
    }
    let set: Vec<&str> = NAMES.into_iter().filter(|name| host.env.get(name).is_some()).collect();
    let Some(variable) = set.iter().find(|name| is_for(host, name, audience)).or(set.first()) else {
        let audience = audience.unwrap_or("AUDIENCE");
        return Seen::Nameless {
            because: format!("neither {} nor {} is set", NAMES[0], NAMES[1]),
            hint: format!(
                "add `id_tokens: {{{}: {{aud: \"{audience}\"}}}}` to the job, or name another variable with --from env:NAME",
                NAMES[0]
            ),
        };
    };
    Seen::Job(Job {
        way: Way::Variable((*variable).to_owned()),
        scope: facts(host, &["CI_SERVER_URL", "CI_PROJECT_PATH", "CI_COMMIT_REF_NAME", "CI_PIPELINE_ID", "CI_JOB_ID"]),
        session: session(host, "CI_PROJECT_PATH", "CI_JOB_ID"),
    })
}
