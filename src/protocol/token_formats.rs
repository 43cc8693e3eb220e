//! Bearer tokens for shells and programs.

use serde_json::{Map, Value};

use super::timestamp;
use crate::credential::Credential;
use crate::secret::Secret;

/// An output format of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFormat {
    /// The token and a newline.
    Token,
    /// The token alone.
    Raw,
    /// `Authorization: Bearer …`, for `curl -H @-`.
    Header,
    /// JSON with expiry and identity.
    Json,
}

impl TokenFormat {
    /// All of them, by name.
    pub const ALL: [(&'static str, Self); 4] = [("token", Self::Token), ("raw", Self::Raw), ("header", Self::Header), ("json", Self::Json)];

    /// The format's text for `credential`; `None` for AWS keys, which are no token.
    pub fn write(self, credential: &Credential) -> Option<String> {
        let token = token(credential)?.expose();
        Some(match self {
            Self::Token => format!("{token}\n"),
            Self::Raw => token.to_owned(),
            Self::Header => format!("Authorization: Bearer {token}\n"),
            Self::Json => json(credential, token),
        })
    }
}

fn token(credential: &Credential) -> Option<&Secret> {
    match credential {
        Credential::Aws(_) => None,
        Credential::GoogleAccess(token) => Some(&token.token),
        Credential::GoogleId(jwt) => Some(&jwt.token),
        Credential::Subject(token) => Some(&token.token),
    }
}

fn json(credential: &Credential, token: &str) -> String {
    let mut object = Map::new();
    object.insert("token".to_owned(), token.into());
    let kind = match credential {
        Credential::Subject(token) => token.kind.urn(),
        Credential::GoogleId(_) => "urn:ietf:params:oauth:token-type:id_token",
        _ => "urn:ietf:params:oauth:token-type:access_token",
    };
    object.insert("token_type".to_owned(), kind.into());
    if let Some(expires) = credential.expires() {
        object.insert("expiry".to_owned(), timestamp(expires).into());
        object.insert("expiry_epoch".to_owned(), expires.timestamp().into());
        if matches!(credential, Credential::GoogleAccess(_)) {
            // The two names of generateAccessToken's own answer, which programs already read.
            object.insert("accessToken".to_owned(), token.into());
            object.insert("expireTime".to_owned(), timestamp(expires).into());
        }
    }
    if let Some(identity) = credential.identity() {
        object.insert("identity".to_owned(), identity.into());
    }
    Value::Object(object).to_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::AccessToken;

    #[test]
    fn every_format_to_the_byte() {
        let credential = Credential::GoogleAccess(AccessToken {
            token: Secret::new("ya29.x"),
            expires: chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            identity: Some("a@b.c".into()),
        });
        for (name, expected) in [
            ("token", "ya29.x\n"),
            ("raw", "ya29.x"),
            ("header", "Authorization: Bearer ya29.x\n"),
            (
                "json",
                "{\"accessToken\":\"ya29.x\",\"expireTime\":\"2023-11-14T22:13:20Z\",\"expiry\":\"2023-11-14T22:13:20Z\",\"expiry_epoch\":1700000000,\"identity\":\"a@b.c\",\"token\":\"ya29.x\",\"token_type\":\"urn:ietf:params:oauth:token-type:access_token\"}\n",
            ),
        ] {
            let format = TokenFormat::ALL.into_iter().find(|(known, _)| *known == name).unwrap().1;
            assert_eq!(format.write(&credential).unwrap(), expected, "{name}");
        }
    }
}
