//! What the answers of Google's services share: how they refuse.

use serde::Deserialize;
use serde_json::Value;

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
fn words(answer: &Answer) -> Option<(String, String)> {
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

/// What an answer that is no success means. `stage` names service and call, `who` the public
/// identity, `advise` turns Google's code and text into kind and hint.
pub fn explain(
    answer: &Answer,
    stage: &str,
    who: &str,
    sent: &[&Secret],
    advise: impl FnOnce(u16, &str, &str) -> (ErrorKind, String),
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
    let text = shown(&text, sent);
    if retry != Retry::Never {
        return Error::network(format!("{place} answered with status {}: {code}: {text}", answer.status)).retrying(retry);
    }
    let (kind, hint) = advise(answer.status, &code, &text);
    Error::new(kind, format!("{place} refused {who}: {}: {text}", shown(&code, sent))).hint(hint)
}
