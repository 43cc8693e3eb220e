//! GitHub Actions: a new token from the job's own endpoint for each exchange; one lives 5 minutes.
//! Contract: docs.github.com, "OpenID Connect reference".

use super::{Job, Method, Seen, Way, digest, endpoint, facts, session};
use crate::host::Host;

const URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const BEARER: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
const HINT: &str =
    "add `permissions: id-token: write` to the job (a reusable workflow's caller needs it too; pull requests from forks never get it)";

/// What the job's variables say.
pub fn look(host: &Host) -> Seen {
    if !host.env.is_on("GITHUB_ACTIONS") {
        return Seen::Elsewhere("GITHUB_ACTIONS is not set");
    }
    let unset = [URL, BEARER].into_iter().find(|name| host.env.get(name).is_none());
    let (None, Some(url)) = (unset, host.env.get(URL)) else {
        return Seen::Nameless { because: format!("{} is not set", unset.unwrap_or(URL)), hint: HINT.to_owned() };
    };
    let url = match endpoint(URL, url) {
        Ok(url) => url,
        Err(error) => return Seen::Broken(error),
    };
    // The jobs of a matrix share every name and may have different environments, hence different
    // subjects; each has its own request token.
    let names = ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_JOB"];
    Seen::Job(Job {
        scope: format!("{}\n{}\n{url}", facts(host, &names), digest(host, BEARER)),
        session: session(host, "GITHUB_REPOSITORY", "GITHUB_RUN_ID"),
        way: Way::Endpoint { url, method: Method::Get, bearer: BEARER, fixed: None, hint: HINT },
    })
}
