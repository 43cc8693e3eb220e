//! What the answers of Google's services share: how they refuse.

use serde::Deserialize;
use serde_json::Value;

use crate::catalogue::{self, Class, Facts, Stage};
use crate::error::{Error, ErrorKind, Retry};
use crate::host::http::Answer;
use crate::secret::{Secret, shown};

/// OAuth's triple, or the API's error object.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    error: Value,
    error_description: String,
}

/// A refusal in the service's own words: `(code, text)`.
pub fn words(answer: &Answer) -> Option<(String, String)> {
    let Refusal { error, error_description } = serde_json::from_slice(&answer.body).ok()?;
    match &error {
        Value::String(code) => Some((code.clone(), error_description)),
        Value::Object(_) => {
            let status = error["status"].as_str().unwrap_or("error").to_owned();
            Some((status, error["message"].as_str().unwrap_or_default().to_owned()))
        }
        _ => None,
    }
}

/// What Google's code and text mean when the catalogue does not know them.
pub type Fallback = (ErrorKind, String);

/// What an answer that is no success means. `stage` names service and call, `who` the public
/// identity, `at` whose words these are, `facts` what the catalogue may name.
pub fn explain(
    answer: &Answer,
    stage: &str,
    who: &str,
    sent: &[&Secret],
    (at, facts): (&[Stage], &Facts),
    fallback: impl FnOnce(u16) -> Fallback,
) -> Error {
    let retry = answer.retry();
    let place = format!("{stage} ({})", answer.host);
    if (300..400).contains(&answer.status) {
        return Error::network(format!("{place} answered with a redirect ({}), which is never followed", answer.status))
            .hint("check the endpoint overrides and the proxy");
    }
    let Some((code, text)) = words(answer) else {
        let error = Error::network(format!("{place} answered with status {} and something that is not its JSON", answer.status));
        return error.retrying(retry).hint("a proxy, a captive portal or a wrong endpoint override may be in between");
    };
    let known = catalogue::find(at, &code, &text);
    let said = format!("{}: {}", shown(&code, sent), shown(&text, sent));
    let busy = retry != Retry::Never || known.is_some_and(|entry| entry.class == Class::Transient);
    let message =
        if busy { format!("{place} answered with status {}: {said}", answer.status) } else { format!("{place} refused {who}: {said}") };
    match known {
        // Status and Retry-After know better than a text whether asking again helps.
        Some(entry) if retry != Retry::Never => entry.explain(Error::network(entry.title(message)).retrying(retry), facts),
        Some(entry) => entry.explain(Error::new(entry.class.kind(), entry.title(message)).retrying(entry.class.retry()), facts),
        None if busy => Error::network(message).retrying(retry),
        None => {
            let (kind, hint) = fallback(answer.status);
            Error::new(kind, message).hint(hint)
        }
    }
}
