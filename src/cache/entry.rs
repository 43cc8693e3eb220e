//! The entry format: one versioned JSON object for one credential.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::credential::{AccessToken, AwsKeys, Credential, Jwt, SubjectToken, SubjectTokenType};
use crate::error::{Error, ErrorKind};
use crate::policy::Family;
use crate::secret::Secret;

/// The version we write and the only one we read.
const VERSION: u32 = 1;

/// A credential with the time it was obtained.
#[derive(Debug)]
pub struct Entry {
    /// The credential.
    pub credential: Credential,
    /// When it was obtained, by this machine's clock.
    pub issued: DateTime<Utc>,
    /// When it ends, by this machine's clock.
    pub expires: DateTime<Utc>,
}

/// What `cache list` shows of an entry; never the secret.
#[derive(Debug)]
pub struct Listed {
    /// The key.
    pub key: String,
    /// What kind of credential it is.
    pub target: &'static str,
    /// Whose it is.
    pub identity: String,
    /// When it was obtained.
    pub issued: DateTime<Utc>,
    /// When it ends.
    pub expires: DateTime<Utc>,
    /// Whose refresh windows apply.
    pub family: Family,
}

/// The file's content. Strings are borrowed from secrets while writing, and moved into secrets
/// while reading.
#[derive(Serialize, Deserialize)]
struct File<T> {
    version: u32,
    issued: i64,
    /// As the cloud says it; this is what is handed out.
    expires: i64,
    /// The same as this machine's clock will show it; this is what freshness is judged by.
    until: i64,
    identity: Option<String>,
    #[serde(flatten)]
    credential: Wire<T>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Wire<T> {
    Aws { access_key_id: String, secret_access_key: T, session_token: Option<T>, account: Option<String> },
    GoogleAccess { token: T },
    GoogleId { token: T },
    Subject { token: T, token_type: String },
}

/// A remembered refusal.
#[derive(Serialize, Deserialize)]
struct RefusalFile {
    version: u32,
    until: i64,
    exit: u8,
    message: String,
    #[serde(default)]
    notes: Vec<String>,
    hint: Option<String>,
}

impl Entry {
    /// The file's text; `None` for what does not end and so is never kept.
    pub fn write(credential: &Credential, issued: DateTime<Utc>, until: DateTime<Utc>) -> Option<Secret> {
        let expires = credential.expires()?;
        let wire = match credential {
            Credential::Aws(keys) => Wire::Aws {
                access_key_id: keys.access_key_id.clone(),
                secret_access_key: keys.secret_access_key.expose(),
                session_token: keys.session_token.as_ref().map(Secret::expose),
                account: keys.account.clone(),
            },
            Credential::GoogleAccess(token) => Wire::GoogleAccess { token: token.token.expose() },
            Credential::GoogleId(jwt) => Wire::GoogleId { token: jwt.token.expose() },
            Credential::Subject(token) => Wire::Subject { token: token.token.expose(), token_type: token.kind.urn().to_owned() },
        };
        let file = File {
            version: VERSION,
            issued: issued.timestamp(),
            expires: expires.timestamp(),
            until: until.timestamp(),
            identity: credential.identity(),
            credential: wire,
        };
        serde_json::to_string(&file).ok().map(Secret::new)
    }

    /// Reads a file's text; `None` for anything that is not an entry of this version.
    pub fn read(text: &str) -> Option<Self> {
        let File { version, issued, expires, until, identity, credential } = serde_json::from_str::<File<Secret>>(text).ok()?;
        if version != VERSION {
            return None;
        }
        let [issued, expires, until] = [issued, expires, until].map(|time| DateTime::from_timestamp(time, 0));
        let (issued, expires, until) = (issued?, expires?, until?);
        let credential = match credential {
            Wire::Aws { access_key_id, secret_access_key, session_token, account } => {
                Credential::Aws(AwsKeys { access_key_id, secret_access_key, session_token, expires: Some(expires), arn: identity, account })
            }
            Wire::GoogleAccess { token } => Credential::GoogleAccess(AccessToken { token, expires, identity, quota_project: None }),
            Wire::GoogleId { token } => Credential::GoogleId(Jwt::read(token)?),
            Wire::Subject { token, token_type } => {
                let kind = SubjectTokenType::parse(&token_type).ok()?;
                Credential::Subject(SubjectToken { kind, token, expires, identity: identity? })
            }
        };
        Some(Self { credential, issued, expires: until })
    }

    /// What may be shown of it.
    pub fn listed(&self, key: String) -> Listed {
        let target = match &self.credential {
            Credential::Aws(_) => "aws",
            Credential::GoogleAccess(_) => "gcp",
            Credential::GoogleId(_) => "id",
            Credential::Subject(_) => "subject",
        };
        let identity = self.credential.identity().unwrap_or_else(|| "unknown".to_owned());
        Listed { key, target, identity, issued: self.issued, expires: self.expires, family: self.family() }
    }

    /// Whose refresh windows apply.
    pub fn family(&self) -> Family {
        match &self.credential {
            Credential::Aws(_) => Family::Aws,
            Credential::GoogleAccess(_) | Credential::GoogleId(_) | Credential::Subject(_) => Family::Token,
        }
    }
}

/// The text of a refusal that is to be shared until `until`.
pub fn write_refusal(error: &Error, until: DateTime<Utc>) -> Option<String> {
    let file = RefusalFile {
        version: VERSION,
        until: until.timestamp_millis(),
        exit: error.kind().exit(),
        message: error.message().to_owned(),
        notes: error.notes().to_vec(),
        hint: error.advice().map(str::to_owned),
    };
    serde_json::to_string(&file).ok()
}

/// The refusal in `text`, if it is still to be shared at `now`.
pub fn read_refusal(text: &str, now: DateTime<Utc>) -> Option<Error> {
    let RefusalFile { version, until, exit, message, notes, hint } = serde_json::from_str(text).ok()?;
    let left = until - now.timestamp_millis();
    let most = i64::try_from(crate::policy::REFUSAL_SHARED.as_millis()).unwrap_or_default();
    if version != VERSION || left <= 0 || left > most {
        return None;
    }
    let error = notes.into_iter().fold(Error::new(ErrorKind::from_exit(exit), message), Error::note);
    Some(match hint {
        Some(hint) => error.hint(hint),
        None => error,
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn time(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJpIiwic3ViIjoicyIsImV4cCI6MTcwMDAwMzYwMH0.c2ln";
        for credential in [
            Credential::Aws(AwsKeys {
                access_key_id: "ASIA".into(),
                secret_access_key: Secret::new("s\"ecret"),
                session_token: Some(Secret::new("t")),
                expires: Some(time(1_700_003_600)),
                arn: Some("arn:aws:sts::123456789012:assumed-role/r/s".into()),
                account: None,
            }),
            Credential::GoogleAccess(AccessToken {
                token: Secret::new("ya29"),
                expires: time(1_700_003_600),
                identity: Some("a@b.c".into()),
                quota_project: None,
            }),
            Credential::GoogleId(Jwt::read(Secret::new(jwt)).unwrap()),
            Credential::Subject(SubjectToken {
                kind: SubjectTokenType::Jwt,
                token: Secret::new(jwt),
                expires: time(1_700_003_600),
                identity: "i#s".into(),
            }),
        ] {
            let text = Entry::write(&credential, time(1_700_000_000), time(1_700_003_600)).unwrap();
            let entry = Entry::read(text.expose()).unwrap();
            assert_eq!(entry.credential.identity(), credential.identity());
            assert_eq!((entry.issued, entry.expires), (time(1_700_000_000), time(1_700_003_600)));
            let again = Entry::write(&entry.credential, entry.issued, entry.expires).unwrap();
            assert_eq!(again.expose(), text.expose());
        }
    }

    #[test]
    fn foreign_versions_and_damage_are_misses() {
        let good = r#"{"version":1,"issued":1,"expires":2,"until":2,"identity":null,"kind":"google_access","token":"x"}"#;
        assert!(Entry::read(good).is_some());
        assert!(Entry::read(&good.replace("\"version\":1", "\"version\":2")).is_none());
        for cut in 0..good.len() {
            assert!(Entry::read(&good[..cut]).is_none());
        }
    }

    #[test]
    fn keys_that_do_not_end_are_never_kept() {
        let keys = AwsKeys {
            access_key_id: "AKIA".into(),
            secret_access_key: Secret::new("s"),
            session_token: None,
            expires: None,
            arn: None,
            account: None,
        };
        assert!(Entry::write(&Credential::Aws(keys), time(0), time(0)).is_none());
    }

    #[test]
    fn a_refusal_is_shared_for_five_seconds() {
        let error = Error::new(ErrorKind::Refused, "no").note("it is late").hint("ask");
        let text = write_refusal(&error, time(105)).unwrap();
        let read = read_refusal(&text, time(101)).unwrap();
        assert_eq!((read.kind(), read.message(), read.advice()), (ErrorKind::Refused, "no", Some("ask")));
        assert_eq!(read.to_string(), error.to_string(), "notes and all");
        let older = text.replace(r#""notes":["it is late"],"#, "");
        assert_ne!(older, text);
        assert!(read_refusal(&older, time(101)).unwrap().notes().is_empty(), "a program from before notes wrote it");
        assert!(read_refusal(&text, time(105)).is_none());
        assert!(read_refusal(&text, time(106)).is_none());
        assert!(read_refusal(&text, time(105) - TimeDelta::seconds(6)).is_none(), "the clock went backwards");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,300}") {
            let _ = Entry::read(&text);
            let _ = read_refusal(&text, time(0));
        }
    }
}
