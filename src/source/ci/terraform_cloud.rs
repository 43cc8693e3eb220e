//! HCP Terraform (Terraform Cloud): tokens in variables, each for the audience that the workspace's
//! `TFC_WORKLOAD_IDENTITY_AUDIENCE` or `TFC_WORKLOAD_IDENTITY_AUDIENCE_TAG` names.
//! Contract: developer.hashicorp.com, "Manually generate workload identity tokens".

use super::{Job, Seen, Way, facts, is_for, session};
use crate::host::Host;

const TOKEN: &str = "TFC_WORKLOAD_IDENTITY_TOKEN";

/// What the run's variables say. Of several tokens, the one for `audience` is meant.
pub fn look(host: &Host, audience: Option<&str>) -> Seen {
    if host.env.get("TFC_RUN_ID").is_none() {
        return Seen::Elsewhere("TFC_RUN_ID is not set");
    }
    let tagged = |name: &str| name.strip_prefix(TOKEN).is_some_and(|tag| tag.is_empty() || tag.starts_with('_'));
    // The plain one sorts before the tagged ones.
    let set: Vec<&str> = host.env.iter().filter(|(name, value)| tagged(name) && !value.is_empty()).map(|(name, _)| name).collect();
    let Some(variable) = set.iter().find(|name| is_for(host, name, audience)).or(set.first()) else {
        let hint = match audience {
            Some(audience) => format!("set TFC_WORKLOAD_IDENTITY_AUDIENCE={audience} in the workspace"),
            None => "set TFC_WORKLOAD_IDENTITY_AUDIENCE in the workspace".to_owned(),
        };
        return Seen::Nameless { because: format!("{TOKEN} is not set"), hint };
    };
    Seen::Job(Job {
        way: Way::Variable((*variable).to_owned()),
        scope: facts(host, &["TFC_WORKSPACE_SLUG", "TFC_RUN_ID"]),
        session: session(host, "TFC_WORKSPACE_NAME", "TFC_RUN_ID"),
    })
}
