//! The JSON of Google's executable-sourced credentials. Contract: AIP-4117.
//!
//! Python, Node, Java and PHP merge standard error into the answer, so nothing is ever written
//! there. Go and Java drop the answer when the exit status is not 0, so a failure exits 0 too.
//! Rust cannot read a failure without `token_type`.

use serde::Serialize;

use super::Reply;
use crate::credential::{SubjectToken, SubjectTokenType};
use crate::error::Error;

#[derive(Serialize)]
struct Success<'a> {
    version: u32,
    success: bool,
    token_type: &'static str,
    id_token: &'a str,
    expiration_time: i64,
}

#[derive(Serialize)]
struct Failure<'a> {
    version: u32,
    success: bool,
    code: &'a str,
    message: &'a str,
    token_type: &'static str,
}

/// The token and its expiry. No SDK compares `token_type` with the configuration: it only names
/// the field, and all of them read `id_token` for a JWT. A signed request travels there as well.
pub fn success(token: &SubjectToken) -> Reply {
    let token_type = match token.kind {
        SubjectTokenType::IdToken => SubjectTokenType::IdToken.urn(),
        SubjectTokenType::Jwt | SubjectTokenType::Aws4Request => SubjectTokenType::Jwt.urn(),
    };
    let answer =
        Success { version: 1, success: true, token_type, id_token: token.token.expose(), expiration_time: token.expires.timestamp() };
    // A struct of strings and numbers always serializes.
    Reply::success(serde_json::to_string(&answer).unwrap_or_default() + "\n")
}

/// A string `code` (in digits, for PHP), the whole story in `message`, exit status 0.
pub fn failure(error: &Error) -> Reply {
    let answer =
        Failure { version: 1, success: false, code: &error.code(), message: &error.one_line(), token_type: SubjectTokenType::Jwt.urn() };
    Reply::success(serde_json::to_string(&answer).unwrap_or_default() + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::secret::Secret;

    #[test]
    fn exact_bytes() {
        let mut token = SubjectToken {
            kind: SubjectTokenType::Jwt,
            token: Secret::new("a.b.c"),
            expires: chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            identity: "i#s".into(),
        };
        let jwt = "{\"version\":1,\"success\":true,\"token_type\":\"urn:ietf:params:oauth:token-type:jwt\",\"id_token\":\"a.b.c\",\"expiration_time\":1700000000}\n";
        assert_eq!(success(&token).stdout.expose(), jwt);
        token.kind = SubjectTokenType::Aws4Request;
        assert_eq!(success(&token).stdout.expose(), jwt);
        token.kind = SubjectTokenType::IdToken;
        assert_eq!(success(&token).stdout.expose(), jwt.replace("jwt", "id_token"));
    }

    #[test]
    fn a_failure_is_an_answer_too() {
        let reply = failure(&Error::new(ErrorKind::Refused, "no \"luck\"\n  here").hint("ask"));
        assert_eq!(
            reply.stdout.expose(),
            "{\"version\":1,\"success\":false,\"code\":\"5\",\"message\":\"no \\\"luck\\\"; here; ask\",\"token_type\":\"urn:ietf:params:oauth:token-type:jwt\"}\n"
        );
        assert_eq!((reply.stderr.as_str(), reply.exit), ("", 0));
    }
}
