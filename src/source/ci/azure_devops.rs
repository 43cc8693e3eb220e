//! Azure Pipelines: a new token from the job's own endpoint, for Azure's one audience, about the
//! pipeline or about a service connection.
//! Contract: Azure DevOps REST 7.1, "Oidctoken - Create".

use super::{Job, Method, Seen, Way, digest, endpoint, facts, session};
use crate::host::Host;

const URL: &str = "SYSTEM_OIDCREQUESTURI";
const BEARER: &str = "SYSTEM_ACCESSTOKEN";
/// Which service connection the token is about; the tasks of Azure set it.
const CONNECTION: &str = "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID";
/// The endpoint takes no audience.
const AUDIENCE: &str = "api://AzureADTokenExchange";
const HINT: &str =
    "the job's System.AccessToken, or its right to the service connection, was not accepted: check the pipeline's permissions";

/// What the job's variables say.
pub fn look(host: &Host) -> Seen {
    if !host.env.is_on("TF_BUILD") {
        return Seen::Elsewhere("TF_BUILD is not set");
    }
    let Some(url) = host.env.get(URL) else {
        return Seen::Nameless { because: format!("{URL} is not set"), hint: "use an agent of version 3.225 or newer".to_owned() };
    };
    if host.env.get(BEARER).is_none() {
        return Seen::Nameless {
            because: format!("{BEARER} is not set"),
            hint: format!("pass it to the step: `env: {{{BEARER}: $(System.AccessToken)}}`"),
        };
    }
    let mut url = match endpoint(URL, url) {
        Ok(url) => url,
        Err(error) => return Seen::Broken(error),
    };
    if !url.query_pairs().any(|(name, _)| name == "api-version") {
        url.query_pairs_mut().append_pair("api-version", "7.1");
    }
    if let Some(connection) = host.env.get(CONNECTION) {
        url.query_pairs_mut().append_pair("serviceConnectionId", connection);
    }
    let names =
        ["SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECTID", "BUILD_SOURCEBRANCH", "BUILD_BUILDID", "SYSTEM_JOBID", "SYSTEM_JOBATTEMPT"];
    Seen::Job(Job {
        scope: format!("{}\n{}\n{url}", facts(host, &names), digest(host, BEARER)),
        session: session(host, "SYSTEM_TEAMPROJECT", "BUILD_BUILDID"),
        way: Way::Endpoint { url, method: Method::Post, bearer: BEARER, fixed: Some(AUDIENCE), hint: HINT },
    })
}
