//! The JSON of `credential_process` in `~/.aws/config`.
//! Contract: AWS SDKs and Tools Reference Guide, "Process credential provider"; the cells that
//! differ between SDKs are in docs/protocols.md.

use serde::Serialize;

use super::{Reply, timestamp};
use crate::credential::AwsKeys;
use crate::error::Error;

/// Key order, a numeric `Version`, and no null anywhere: a null session token is sent as an empty
/// header by some SDKs, and without `Expiration` all of them keep the keys for ever.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    version: u32,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
}

/// The one line that every SDK reads.
pub fn document(keys: &AwsKeys) -> String {
    let document = Document {
        version: 1,
        access_key_id: &keys.access_key_id,
        secret_access_key: keys.secret_access_key.expose(),
        session_token: keys.session_token.as_ref().map(|token| token.expose()),
        expiration: keys.expires.map(timestamp),
        account_id: keys.account_id(),
    };
    // A struct of strings always serializes.
    serde_json::to_string(&document).unwrap_or_default() + "\n"
}

/// Keys on standard output, silence on standard error.
pub fn success(keys: &AwsKeys) -> Reply {
    Reply::success(document(keys))
}

/// Nothing on standard output; what SDKs show is standard error and a status that is not 0.
pub fn failure(error: &Error) -> Reply {
    Reply::failure(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::secret::Secret;

    #[test]
    fn exact_bytes() {
        let mut keys = AwsKeys {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: Secret::new("sec/ret+1"),
            session_token: Some(Secret::new("tok==")),
            expires: chrono::DateTime::from_timestamp(1_700_000_000, 999_000_000),
            arn: Some("arn:aws:sts::123456789012:assumed-role/r/s".into()),
            account: None,
        };
        assert_eq!(
            success(&keys).stdout.expose(),
            "{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\"sec/ret+1\",\"SessionToken\":\"tok==\",\
             \"Expiration\":\"2023-11-14T22:13:20Z\",\"AccountId\":\"123456789012\"}\n"
        );
        (keys.session_token, keys.expires, keys.arn) = (None, None, None);
        assert_eq!(document(&keys), "{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\"sec/ret+1\"}\n");
    }

    #[test]
    fn failures_are_silent_on_stdout() {
        let reply = failure(&Error::new(ErrorKind::Refused, "no").hint("ask"));
        assert_eq!((reply.stdout.expose(), reply.stderr.as_str(), reply.exit), ("", "xcloud: error: no\nxcloud: hint: ask\n", 5));
    }
}
