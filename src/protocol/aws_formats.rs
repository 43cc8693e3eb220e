//! AWS keys for shells and programs. Names and order are those of `aws configure
//! export-credentials`; values are quoted where a shell could read anything else into them.

use serde_json::{Map, Value};

use super::{credential_process, timestamp};
use crate::credential::AwsKeys;

/// An output format of AWS keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsFormat {
    /// `credential_process` JSON.
    Process,
    /// `export NAME=value`.
    Env,
    /// `NAME=value`.
    EnvNoExport,
    /// `set -gx NAME value`.
    Fish,
    /// `$Env:NAME="value"`.
    Powershell,
    /// `set NAME=value`.
    WindowsCmd,
    /// `NAME=value` for files that programs read.
    Dotenv,
    /// JSON with expiry and identity.
    Json,
}

impl AwsFormat {
    /// All of them, by name.
    pub const ALL: [(&'static str, Self); 8] = [
        ("process", Self::Process),
        ("env", Self::Env),
        ("env-no-export", Self::EnvNoExport),
        ("fish", Self::Fish),
        ("powershell", Self::Powershell),
        ("windows-cmd", Self::WindowsCmd),
        ("dotenv", Self::Dotenv),
        ("json", Self::Json),
    ];

    /// The format's text for `keys`.
    pub fn write(self, keys: &AwsKeys) -> String {
        match self {
            Self::Process => credential_process::document(keys),
            Self::Json => json(keys),
            _ => variables(keys).into_iter().map(|(name, value)| self.line(name, &value)).collect(),
        }
    }

    fn line(self, name: &str, value: &str) -> String {
        match self {
            Self::Env => format!("export {name}={}\n", posix(value)),
            Self::Fish => format!("set -gx {name} {}\n", fish(value)),
            Self::Powershell => format!("$Env:{name}=\"{}\"\n", value.replace('`', "``").replace('"', "`\"").replace('$', "`$")),
            Self::WindowsCmd => format!("set {name}={}\n", cmd(value)),
            Self::EnvNoExport | Self::Dotenv | Self::Process | Self::Json => format!("{name}={}\n", posix(value)),
        }
    }
}

fn variables(keys: &AwsKeys) -> Vec<(&'static str, String)> {
    let mut variables =
        vec![("AWS_ACCESS_KEY_ID", keys.access_key_id.clone()), ("AWS_SECRET_ACCESS_KEY", keys.secret_access_key.expose().to_owned())];
    variables.extend(keys.session_token.as_ref().map(|token| ("AWS_SESSION_TOKEN", token.expose().to_owned())));
    variables.extend(keys.expires.map(|expires| ("AWS_CREDENTIAL_EXPIRATION", timestamp(expires))));
    variables
}

/// What no shell reads anything into; all values that AWS issues are of this kind.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "+/=_-.:,@".contains(c))
}

fn posix(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { format!("'{}'", value.replace('\'', r"'\''")) }
}

fn fish(value: &str) -> String {
    if is_plain(value) { format!("\"{value}\"") } else { format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'")) }
}

fn cmd(value: &str) -> String {
    value.chars().flat_map(|c| if "&|<>^%!\"".contains(c) { vec!['^', c] } else { vec![c] }).collect()
}

fn json(keys: &AwsKeys) -> String {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            object.insert(name.to_owned(), value);
        }
    };
    put("AccessKeyId", keys.access_key_id.as_str().into());
    put("SecretAccessKey", keys.secret_access_key.expose().into());
    put("SessionToken", keys.session_token.as_ref().map(|token| token.expose()).into());
    put("Expiration", keys.expires.map(timestamp).into());
    put("ExpirationEpoch", keys.expires.map(|expires| expires.timestamp()).into());
    put("AccountId", keys.account_id().into());
    put("Identity", keys.arn.as_deref().into());
    Value::Object(object).to_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn keys(secret: &str) -> AwsKeys {
        AwsKeys {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: Secret::new(secret),
            session_token: Some(Secret::new("tok==")),
            expires: chrono::DateTime::from_timestamp(1_700_000_000, 0),
            arn: Some("arn:aws:sts::123456789012:assumed-role/r/s".into()),
            account: None,
        }
    }

    #[test]
    fn every_format_to_the_byte() {
        for (name, expected) in [
            (
                "env",
                "export AWS_ACCESS_KEY_ID=ASIAEXAMPLE\nexport AWS_SECRET_ACCESS_KEY=sec/ret+1\nexport AWS_SESSION_TOKEN=tok==\nexport AWS_CREDENTIAL_EXPIRATION=2023-11-14T22:13:20Z\n",
            ),
            (
                "env-no-export",
                "AWS_ACCESS_KEY_ID=ASIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=sec/ret+1\nAWS_SESSION_TOKEN=tok==\nAWS_CREDENTIAL_EXPIRATION=2023-11-14T22:13:20Z\n",
            ),
            (
                "dotenv",
                "AWS_ACCESS_KEY_ID=ASIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=sec/ret+1\nAWS_SESSION_TOKEN=tok==\nAWS_CREDENTIAL_EXPIRATION=2023-11-14T22:13:20Z\n",
            ),
            (
                "fish",
                "set -gx AWS_ACCESS_KEY_ID \"ASIAEXAMPLE\"\nset -gx AWS_SECRET_ACCESS_KEY \"sec/ret+1\"\nset -gx AWS_SESSION_TOKEN \"tok==\"\nset -gx AWS_CREDENTIAL_EXPIRATION \"2023-11-14T22:13:20Z\"\n",
            ),
            (
                "powershell",
                "$Env:AWS_ACCESS_KEY_ID=\"ASIAEXAMPLE\"\n$Env:AWS_SECRET_ACCESS_KEY=\"sec/ret+1\"\n$Env:AWS_SESSION_TOKEN=\"tok==\"\n$Env:AWS_CREDENTIAL_EXPIRATION=\"2023-11-14T22:13:20Z\"\n",
            ),
            (
                "windows-cmd",
                "set AWS_ACCESS_KEY_ID=ASIAEXAMPLE\nset AWS_SECRET_ACCESS_KEY=sec/ret+1\nset AWS_SESSION_TOKEN=tok==\nset AWS_CREDENTIAL_EXPIRATION=2023-11-14T22:13:20Z\n",
            ),
            (
                "json",
                "{\"AccessKeyId\":\"ASIAEXAMPLE\",\"AccountId\":\"123456789012\",\"Expiration\":\"2023-11-14T22:13:20Z\",\"ExpirationEpoch\":1700000000,\"Identity\":\"arn:aws:sts::123456789012:assumed-role/r/s\",\"SecretAccessKey\":\"sec/ret+1\",\"SessionToken\":\"tok==\"}\n",
            ),
        ] {
            let format = AwsFormat::ALL.into_iter().find(|(known, _)| *known == name).unwrap().1;
            assert_eq!(format.write(&keys("sec/ret+1")), expected, "{name}");
        }
    }

    #[test]
    fn hostile_values_stay_values() {
        let line = |format: AwsFormat| format.write(&keys("a'b $(id) `x` \"c\\")).lines().nth(1).unwrap().to_owned();
        assert_eq!(line(AwsFormat::Env), r#"export AWS_SECRET_ACCESS_KEY='a'\''b $(id) `x` "c\'"#);
        assert_eq!(line(AwsFormat::Fish), r#"set -gx AWS_SECRET_ACCESS_KEY 'a\'b $(id) `x` "c\\'"#);
        assert_eq!(line(AwsFormat::Powershell), r#"$Env:AWS_SECRET_ACCESS_KEY="a'b `$(id) ``x`` `"c\""#);
    }
}
