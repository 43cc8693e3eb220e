//! Environment variables, read once at the start.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// The variables. An empty one counts as unset, as the AWS SDKs have it.
#[derive(Debug)]
pub struct Env(BTreeMap<OsString, OsString>);

impl Env {
    /// The variables of this process.
    pub fn real() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        Self(std::env::vars_os().collect())
    }

    /// Only these variables.
    pub fn scripted(vars: &[(&str, &str)]) -> Self {
        Self(vars.iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The value of `name`, if it is set, not empty and text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(std::ffi::OsStr::new(name))?.to_str().filter(|value| !value.is_empty())
    }

    /// The value of `name` as a path.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.0.get(std::ffi::OsStr::new(name)).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    /// Whether `name` is switched on: `1`, `true` or `yes`.
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "on"))
    }

    /// A variable whose name starts with `prefix` and whose value is not text; it would count as
    /// unset, and a guard must not be lost like that.
    pub fn garbled(&self, prefix: &str) -> Option<&str> {
        self.0.iter().find_map(|(name, value)| name.to_str().filter(|name| name.starts_with(prefix) && value.to_str().is_none()))
    }

    /// The home folder, by variable only: a container without a passwd entry has none.
    pub fn home(&self) -> Option<PathBuf> {
        self.path(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).filter(|home| home.is_absolute())
    }

    /// `~` at the start of a path that somebody wrote into a configuration; unchanged without a
    /// home, so that no folder named `~` is ever looked for by mistake.
    pub fn expand_home(&self, path: PathBuf) -> PathBuf {
        match (path.strip_prefix("~"), self.home()) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => path,
        }
    }

    /// Every variable that is text, for libraries that take the environment as a whole.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_unset() {
        let env = Env::scripted(&[("A", ""), ("B", "b"), ("ON", "True"), ("OFF", "0")]);
        assert_eq!((env.get("A"), env.get("B"), env.get("C")), (None, Some("b"), None));
        assert!(env.is_on("ON") && !env.is_on("OFF") && !env.is_on("C"));
    }

    #[test]
    fn a_tilde_is_the_home_folder() {
        let env = Env::scripted(&[("HOME", "/home/u"), ("USERPROFILE", "/home/u")]);
        assert_eq!(env.expand_home("~/x".into()), PathBuf::from("/home/u/x"));
        assert_eq!(env.expand_home("/x/~".into()), PathBuf::from("/x/~"));
        assert_eq!(Env::scripted(&[]).expand_home("~/x".into()), PathBuf::from("~/x"));
    }
}
