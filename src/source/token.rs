//! A ready-made token from a place that the user names: file, variable, URL, command, stdin.

use super::kubernetes::alive;
use super::{Detection, Kind, Source, identity};
use crate::credential::{Jwt, Proof};
use crate::error::{Error, Result};
use crate::hop::{Found, Need};
use crate::host::Host;
use crate::host::files::unreadable;
use crate::host::http::{Ask, host_of};
use crate::policy;
use crate::request::{TokenField, TokenPlace};
use crate::secret::Secret;

/// The place, and the JSON field if the token is in one.
#[derive(Debug)]
pub struct Named {
    place: TokenPlace,
    field: TokenField,
}

/// What the user named is always taken for here: if it is not, that is an error to report.
pub fn pinned(host: &Host, place: TokenPlace, field: TokenField) -> Detection {
    let name = match &place {
        TokenPlace::File(_) => "file",
        TokenPlace::Env(_) => "env",
        TokenPlace::Url(..) => "url",
        TokenPlace::Exec(_) => "exec",
        TokenPlace::Stdin => "stdin",
    };
    // Two tokens at one place are two identities. What a command, a URL or standard input will
    // give is known only when it has given it.
    let text = match &place {
        TokenPlace::File(path) => {
            let path = host.env.expand_home(path.clone());
            if host.files.is_stream(&path) { None } else { Some(host.files.read(&path, policy::TOKEN_BYTES).unwrap_or_default()) }
        }
        TokenPlace::Env(name) => Some(zeroize::Zeroizing::new(host.env.get(name).unwrap_or_default().to_owned())),
        TokenPlace::Url(..) | TokenPlace::Exec(_) | TokenPlace::Stdin => None,
    };
    let scope = text.map(|text| pick(Secret::new(text.as_str()), &field, name).map(|token| identity(token.expose())).unwrap_or_default());
    Detection::Here(Source { name, scope, kind: Kind::Token(Named { place, field }) })
}

impl Named {
    pub async fn fetch(&self, host: &Host, need: &Need) -> Result<Found> {
        let (text, place) = match &self.place {
            TokenPlace::File(path) => {
                let path = host.env.expand_home(path.clone());
                let text = if host.files.is_stream(&path) {
                    host.files.read_stream(&path, policy::TOKEN_BYTES).await
                } else {
                    host.files.read(&path, policy::TOKEN_BYTES)
                };
                let text =
                    text.map_err(|error| unreadable("the token file", &path, &error).hint("name a readable file after --from file:"))?;
                (Secret::new(text.as_str()), path.display().to_string())
            }
            TokenPlace::Env(name) => {
                let text = host.env.get(name).ok_or_else(|| {
                    Error::no_identity(format!("the variable {name} is not set"))
                        .hint(format!("set {name} to the token, or choose another source with --from"))
                })?;
                (Secret::new(text), format!("the variable {name}"))
            }
            TokenPlace::Url(url, headers) => {
                let mut ask = Ask::get(url.url().clone());
                for (name, value) in headers {
                    ask = ask.secret_header(name, value);
                }
                let answer = host.http.send(ask).await?;
                if !answer.is_success() {
                    let retry = answer.retry();
                    return Err(Error::network(format!("the token URL at {} answered with status {}", answer.host, answer.status))
                        .retrying(retry)
                        .hint("check the URL and the headers (--header 'Name: value')"));
                }
                (Secret::new(answer.text()), host_of(url.url()))
            }
            TokenPlace::Exec(words) => (self.run(host, words, need).await?, words[0].clone()),
            TokenPlace::Stdin => {
                let text = host.files.read_stdin(policy::TOKEN_BYTES).await;
                let text = text.map_err(|error| Error::no_identity(format!("standard input cannot be read: {error}")))?;
                (Secret::new(text.as_str()), "standard input".to_owned())
            }
        };
        let token = pick(text, &self.field, &place)?;
        let jwt = Jwt::read(token).ok_or_else(|| {
            Error::network(format!("what came from {place} is not a JWT"))
                .hint("if the token is a field of a JSON object, name it with --token-field")
        })?;
        alive(&jwt, host, &place)?;
        Ok(Found::plain(Proof::Jwt(jwt)))
    }

    async fn run(&self, host: &Host, words: &[String], need: &Need) -> Result<Secret> {
        let mut vars =
            vec![(super::aws::GUARD, super::aws::guarded(host, &format!("exec:{}#{}", words[0], &super::digest(&words.join(" "))[..8]))?)];
        if let Need::Jwt { audience, .. } = need {
            vars.push(("XCLOUD_TOKEN_AUDIENCE", audience.clone()));
        }
        let output = host.processes.run(words, &vars).await?;
        if output.success {
            return Ok(output.stdout);
        }
        // What a token command says on standard error may hold the token: it is not repeated.
        Err(Error::no_identity(format!("the command {} failed ({})", words[0], output.status))
            .hint("run it by hand to see why; it must print the token on standard output"))
    }
}

/// The whole text, or one field of the JSON object in it.
fn pick(text: Secret, field: &TokenField, place: &str) -> Result<Secret> {
    let text = text.trimmed();
    let Some(field) = &field.0 else {
        return Ok(text);
    };
    let object: serde_json::Value = serde_json::from_str(text.expose())
        .map_err(|_| Error::configuration(format!("what came from {place} is not JSON, so it has no field {field}")))?;
    let value = field.split('.').fold(&object, |value, name| match name.parse::<usize>() {
        Ok(at) if value.is_array() => &value[at],
        _ => &value[name],
    });
    match value.as_str() {
        Some(token) => Ok(Secret::new(token.trim())),
        None => Err(Error::configuration(format!("the JSON from {place} has no text field {field}"))
            .hint("--token-field names it; a.b reaches into nested objects, a.0 into lists")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_json_object() {
        let field = |name: &str| TokenField(Some(name.to_owned()));
        let json = r#"{"value":" a.b.c\n","nested":{"token":"x","0":"y"},"list":[{"token":"z"}],"n":1}"#;
        let get = |name| pick(Secret::new(json), &field(name), "p").map(|token| token.expose().to_owned());
        assert_eq!(get("value").unwrap(), "a.b.c");
        assert_eq!(get("nested.token").unwrap(), "x");
        assert_eq!(get("nested.0").unwrap(), "y");
        assert_eq!(get("list.0.token").unwrap(), "z");
        for bad in ["n", "none", "nested", "value.x", "list", "list.1.token", "list.-1", "value.0"] {
            assert!(get(bad).unwrap_err().message().contains(bad));
        }
        let error = pick(Secret::new("SECRETMARKER"), &field("a"), "p").unwrap_err();
        assert!(!error.to_string().contains("SECRETMARKER"));
    }
}
