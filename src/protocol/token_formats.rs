//! Bearer tokens for shells and programs.

use serde_json::{Map, Value};

use super::timestamp;
use crate::credential::Credential;
use crate::names::ProjectId;
use crate::secret::Secret;

/// An output format of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFormat {
    /// The token and a newline.
    Token,
    /// The token alone.
    Raw,
    /// `Authorization: Bearer …`, for `curl -H @-`; with a quota project a second line for that.
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
            Self::Header => match quota_project(credential) {
                Some(project) => format!("Authorization: Bearer {token}\nx-goog-user-project: {project}\n"),
                None => format!("Authorization: Bearer {token}\n"),
            },
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

fn quota_project(credential: &Credential) -> Option<&str> {
    match credential {
        Credential::GoogleAccess(token) => token.quota_project.as_ref().map(ProjectId::as_str),
        _ => None,
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
    if let Some(project) = quota_project(credential) {
        object.insert("quota_project_id".to_owned(), project.into());
    }
    Value::Object(object).to_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::AccessToken;

    #[test]
    fn every_format_to_the_byte() {
        let mut credential = Credential::GoogleAccess(AccessToken {
            token: Secret::new("ya29.x"),
            expires: chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            identity: Some("a@b.c".into()),
            quota_project: None,
        });
        let find = |name: &str| TokenFormat::ALL.into_iter().find(|(known, _)| *known == name).unwrap().1;
        for (name, expected) in [
            ("token", "ya29.x\n"),
            ("raw", "ya29.x"),
            ("header", "Authorization: Bearer ya29.x\n"),
            (
                "json",
                "{\"accessToken\":\"ya29.x\",\"expireTime\":\"2023-11-14T22:13:20Z\",\"expiry\":\"2023-11-14T22:13:20Z\",\"expiry_epoch\":1700000000,\"identity\":\"a@b.c\",\"token\":\"ya29.x\",\"token_type\":\"urn:ietf:params:oauth:token-type:access_token\"}\n",
            ),
        ] {
            assert_eq!(find(name).write(&credential).unwrap(), expected, "{name}");
        }
        if let Credential::GoogleAccess(token) = &mut credential {
            token.quota_project = Some(ProjectId::parse("payer-1").unwrap());
        }
        assert_eq!(find("header").write(&credential).unwrap(), "Authorization: Bearer ya29.x\nx-goog-user-project: payer-1\n");
        assert!(find("json").write(&credential).unwrap().contains("\"quota_project_id\":\"payer-1\""));
        assert_eq!(find("token").write(&credential).unwrap(), "ya29.x\n");
    }
}
