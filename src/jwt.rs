//! Reading a JWT's public claims (RFC 7519), for errors, cache keys and audience checks.
//!
//! Nothing here verifies a signature and nothing is trusted because of what it says: the cloud
//! that receives the token does that.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::secret::is_one_word;

/// The claims that say who a token is for and about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Who signed it.
    pub iss: String,
    /// Whom it is about.
    pub sub: String,
    /// Whom it is for; a single string or a list in the token.
    pub aud: Vec<String>,
    /// The authorised party: AWS compares *this* as `accounts.google.com:aud` when it is there.
    pub azp: Option<String>,
    /// The e-mail address of a Google identity, if included.
    pub email: Option<String>,
    /// When it was issued.
    pub iat: Option<DateTime<Utc>>,
    /// When it ends.
    pub exp: Option<DateTime<Utc>>,
}

impl Claims {
    /// Reads the claims of `token`; `None` when it has not the shape of a signed JWT.
    pub fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !is_one_word(signature) {
            return None;
        }
        let object = |part: &str| -> Option<Value> {
            let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
            serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
        };
        object(header)?;
        let claims = object(payload)?;
        let text = |name: &str| claims[name].as_str().map(str::to_owned);
        let time = |name: &str| {
            // RFC 7519 NumericDate may have a fraction; whole seconds are enough here.
            #[expect(clippy::cast_possible_truncation, reason = "a saturating cast, checked by from_timestamp")]
            claims[name].as_f64().and_then(|seconds| DateTime::from_timestamp(seconds as i64, 0))
        };
        let aud = match &claims["aud"] {
            Value::String(one) => vec![one.clone()],
            Value::Array(many) => many.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        Some(Self {
            iss: text("iss").unwrap_or_default(),
            sub: text("sub").unwrap_or_default(),
            aud,
            azp: text("azp"),
            email: text("email"),
            iat: time("iat"),
            exp: time("exp"),
        })
    }

    /// The identity in one word, as `--expect-identity` compares it: `iss#sub`.
    pub fn identity(&self) -> String {
        format!("{}#{}", self.iss, self.sub)
    }
}

impl fmt::Display for Claims {
    /// What an error may show of a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "iss={} sub={} aud={}", shown(&self.iss), shown(&self.sub), shown(&self.aud.join(",")))?;
        if let Some(azp) = &self.azp {
            write!(f, " azp={}", shown(azp))?;
        }
        if let Some(exp) = self.exp {
            write!(f, " exp={}", exp.format("%Y-%m-%dT%H:%M:%SZ"))?;
        }
        Ok(())
    }
}

/// Claims are foreign text: one line, bounded, nothing that moves a cursor.
pub fn shown(text: &str) -> String {
    if text.is_empty() {
        return "(none)".to_owned();
    }
    text.chars().take(300).map(|c| if c.is_control() { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(payload: &str) -> String {
        format!("{}.{}.c2ln", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#), URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn reads_the_claims_that_matter() {
        let claims = Claims::read(&token(
            r#"{"iss":"https://accounts.google.com","sub":"117","aud":"sts.amazonaws.com","azp":"117","exp":1700000000,"iat":1699996400.5}"#,
        ))
        .unwrap();
        assert_eq!(claims.identity(), "https://accounts.google.com#117");
        assert_eq!(claims.to_string(), "iss=https://accounts.google.com sub=117 aud=sts.amazonaws.com azp=117 exp=2023-11-14T22:13:20Z");
        assert_eq!(claims.iat.unwrap().timestamp(), 1_699_996_400);
    }

    #[test]
    fn an_audience_list_is_a_list() {
        assert_eq!(Claims::read(&token(r#"{"aud":["a","b",3]}"#)).unwrap().aud, ["a", "b"]);
    }

    #[test]
    fn what_is_not_a_jwt_is_none() {
        for text in ["", "a", "a.b", "a.b.c", "a.b.c.d", "ya29.abc.def", &format!("{}.", token("{}")), &token("[]")] {
            assert_eq!(Claims::read(text), None, "{text}");
        }
        assert_eq!(Claims::read(token("{}").trim_end_matches("c2ln")), None, "no signature");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,200}") {
            let _ = Claims::read(&text);
        }

        #[test]
        fn never_panics_on_any_claims(payload in "\\PC{0,200}") {
            if let Some(claims) = Claims::read(&token(&payload)) {
                prop_assert!(!claims.to_string().chars().any(char::is_control));
            }
        }
    }
}
