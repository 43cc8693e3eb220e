//! The config file: `[profile.NAME]` tables with the flags' names. No secrets belong into it.

use std::path::PathBuf;

use directories::BaseDirs;
use toml::{Table, Value};

use crate::cli::{FLAGS, is_key};
use crate::error::{Error, Result};
use crate::host::Host;

/// Keys of a profile that are not flags of an answer.
const GLOBAL: [&str; 3] = ["cache_dir", "no_cache", "timeout"];
/// No config file is larger.
const FILE_BYTES: usize = 1 << 20;

/// One profile of the config file; empty where there is none.
#[derive(Debug, Default)]
pub struct Profile {
    table: Table,
    /// How errors call it.
    pub name: String,
}

impl Profile {
    /// Loads the profile `name`, or `default` if there is one; a file or profile that somebody
    /// named must be there.
    pub fn load(host: &Host, file: Option<PathBuf>, name: Option<&str>) -> Result<Self> {
        let named = file.is_some();
        let Some(path) = file.or_else(|| default_path(host)) else {
            return match name {
                Some(name) => {
                    Err(Error::configuration(format!("there is no config file to hold the profile {name}")).hint("name one with --config"))
                }
                None => Ok(Self::default()),
            };
        };
        let path = host.env.expand_home(path);
        let shown = path.display();
        let text = match host.files.read_if_there(&path, FILE_BYTES) {
            Ok(Some(text)) => text,
            Ok(None) if !named && name.is_none() => return Ok(Self::default()),
            Ok(None) => {
                let wanted = name.map(|name| format!(", which should hold the profile {name},")).unwrap_or_default();
                return Err(Error::configuration(format!("the config file {shown}{wanted} does not exist"))
                    .hint("write it, or name another with --config"));
            }
            // A folder that this user may not enter is not theirs; a file that is there and cannot be
            // read may hold a guard, so it is never passed over.
            Err(error) if !named && name.is_none() && error.kind() == std::io::ErrorKind::PermissionDenied && !host.files.exists(&path) => {
                return Ok(Self::default());
            }
            Err(error) => return Err(Error::configuration(format!("the config file {shown} cannot be read: {}", error.kind()))),
        };
        let mut whole: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1));
            let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
            Error::configuration(format!("the config file {shown}{line} is not TOML: {}", error.message()))
        })?;
        if let Some(unknown) = whole.keys().find(|key| *key != "profile") {
            return Err(Error::configuration(format!("the config file {shown} has an unknown key {unknown}"))
                .hint("settings belong into [profile.NAME] tables"));
        }
        let Some(Value::Table(mut profiles)) = whole.remove("profile") else {
            return absent(name, &shown.to_string(), &[]);
        };
        let wanted = name.unwrap_or("default");
        let known: Vec<String> = profiles.keys().cloned().collect();
        match profiles.remove(wanted) {
            Some(Value::Table(table)) => {
                let profile = Self { table, name: format!("[profile.{wanted}] in {shown}") };
                profile.check()?;
                Ok(profile)
            }
            Some(_) => Err(Error::configuration(format!("profile.{wanted} in {shown} is not a table"))),
            None => absent(name, &shown.to_string(), &known),
        }
    }

    /// Every key is known, and every value is text, a number, a switch or a list of texts.
    fn check(&self) -> Result<()> {
        for (key, value) in &self.table {
            if !is_key(key) && !GLOBAL.contains(&key.as_str()) {
                let nearest = FLAGS
                    .iter()
                    .map(|flag| flag.id)
                    .chain(GLOBAL)
                    .max_by(|a, b| strsim::jaro_winkler(key, a).total_cmp(&strsim::jaro_winkler(key, b)));
                let error = Error::configuration(format!("{} has an unknown key {key}", self.name));
                return Err(match nearest {
                    Some(nearest) => error.hint(format!("the nearest known key is {nearest}")),
                    None => error,
                });
            }
            texts(value)
                .ok_or_else(|| Error::configuration(format!("{key} of {} is neither text nor a number nor a list of texts", self.name)))?;
        }
        Ok(())
    }

    /// The values of `key`, if it is there.
    pub fn get(&self, key: &str) -> Option<Vec<String>> {
        texts(self.table.get(key)?)
    }
}

fn absent(name: Option<&str>, file: &str, known: &[String]) -> Result<Profile> {
    match name {
        None => Ok(Profile::default()),
        Some(name) => {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            Err(Error::configuration(format!("the config file {file} has no profile {name}")).hint(format!("known profiles: {known}")))
        }
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Integer(number) => Some(vec![number.to_string()]),
        Value::Boolean(switch) => Some(vec![switch.to_string()]),
        Value::Array(values) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// `xcloud/config.toml` in the user's config folder; by hand first, which is what the folder
/// crate computes as well, but without asking the passwd file.
fn default_path(host: &Host) -> Option<PathBuf> {
    let xdg = host.env.path("XDG_CONFIG_HOME").filter(|path| cfg!(target_os = "linux") && path.is_absolute());
    let home = || host.env.home().filter(|_| cfg!(target_os = "linux")).map(|home| home.join(".config"));
    let platform = || BaseDirs::new().map(|dirs| dirs.config_dir().to_owned());
    Some(xdg.or_else(home).or_else(platform)?.join("xcloud").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, name: Option<&str>) -> Result<Profile> {
        Profile::load(&Host::scripted(&[], &[("/c", text)], 0), Some("/c".into()), name)
    }

    #[test]
    fn a_profile_is_a_table_of_known_keys() {
        let profile = load("[profile.a]\nrole_arn = \"x\"\nscope = [\"s\", \"t\"]\ntimeout = 5\nno_cache = true\n", Some("a")).unwrap();
        assert_eq!(profile.get("role_arn"), Some(vec!["x".to_owned()]));
        assert_eq!(profile.get("scope"), Some(vec!["s".to_owned(), "t".to_owned()]));
        assert_eq!(profile.get("timeout"), Some(vec!["5".to_owned()]));
        assert_eq!(profile.get("provider"), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, name, message, hint) in [
            ("[profile.a]\nrole_arm = \"x\"\n", "a", "[profile.a] in /c has an unknown key role_arm", "the nearest known key is role_arn"),
            ("[profile.a]\n", "b", "the config file /c has no profile b", "known profiles: a"),
            ("", "b", "the config file /c has no profile b", "known profiles: none"),
            ("role_arn = \"x\"\n", "a", "the config file /c has an unknown key role_arn", "settings belong into [profile.NAME] tables"),
            (
                "[profile.a]\nrole_arn = { x = 1 }\n",
                "a",
                "role_arn of [profile.a] in /c is neither text nor a number nor a list of texts",
                "",
            ),
        ] {
            let error = load(text, Some(name)).unwrap_err();
            assert_eq!((error.message(), error.advice().unwrap_or_default()), (message, hint));
        }
        assert!(load("[profile.a\n", Some("a")).unwrap_err().message().starts_with("the config file /c, line 1 is not TOML"));
        assert!(load("[profile.b]\nwrong = 1\n", None).is_ok(), "a profile that is not in use is not judged");
    }
}
