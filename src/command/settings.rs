//! Where a value comes from: flag, `XCLOUD_*` variable, profile, in this order; each remembers
//! its origin, so that an error can say what to correct.

use std::fmt;
use std::time::Duration;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::profile::Profile;
use crate::broker;
use crate::cache::Store;
use crate::cli::FLAGS;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::names::parse_span_within;
use crate::policy;
use crate::secret::shown;

/// The merged settings of one command.
#[derive(Debug)]
pub struct Settings<'a> {
    host: &'a Host,
    matches: &'a ArgMatches,
    profile: Profile,
    /// Whether any variable of ours is set; mostly none is, and then none is looked up.
    variables: bool,
}

/// A text with its origin.
#[derive(Clone, Debug)]
pub struct Origin<T> {
    /// The value.
    pub value: T,
    place: String,
    kind: ErrorKind,
}

impl<T> Origin<T> {
    /// An error about this value: usage for a flag, configuration for anything written down.
    pub fn wrong(&self, wrong: impl fmt::Display) -> Error
    where
        T: fmt::Display,
    {
        match visible(&self.value.to_string()) {
            Some(value) if !self.place.to_ascii_lowercase().contains("header") => {
                Error::new(self.kind, format!("{} ({value}) {wrong}", self.place))
            }
            _ => Error::new(self.kind, format!("{} {wrong}", self.place)),
        }
    }
}

/// What an error may repeat of a value: not a URL's password, not a token pasted into the wrong flag.
fn visible(value: &str) -> Option<String> {
    let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
    let hides = value.contains("://") && value.contains('@') || value.contains("://") && value.contains('?');
    if hides { None } else { Some(shown(&value, &[])) }
}

impl<'a> Settings<'a> {
    /// Loads the profile in use.
    pub fn load(host: &'a Host, matches: &'a ArgMatches) -> Result<Self> {
        let mut settings =
            Self { host, matches, profile: Profile::default(), variables: host.env.iter().any(|(name, _)| name.starts_with("XCLOUD_")) };
        if let Some(name) = host.env.garbled("XCLOUD_") {
            return Err(Error::configuration(format!("the variable {name} is not UTF-8 text")).hint("set it anew, or unset it"));
        }
        let file = settings.one("config").map(|origin| origin.value.into());
        let name = settings.one("profile").map(|origin| origin.value);
        settings.profile = Profile::load(host, file, name.as_deref())?;
        settings.start_log()?;
        if let Some(bundle) = settings.one("ca_bundle") {
            host.http.also_trust(&bundle.place, host.env.expand_home(bundle.value.into()));
        }
        Ok(settings)
    }

    /// The machine.
    pub fn host(&self) -> &'a Host {
        self.host
    }

    /// All values of `id`, from the first place that has any.
    pub fn all(&self, id: &str) -> Vec<Origin<String>> {
        let typed = self.matches.try_contains_id(id).unwrap_or(false) && self.matches.value_source(id) == Some(ValueSource::CommandLine);
        if typed && let Ok(Some(values)) = self.matches.try_get_many::<String>(id) {
            let flag = format!("--{}", id.replace('_', "-"));
            return values.map(|value| Origin { value: value.clone(), place: flag.clone(), kind: ErrorKind::Usage }).collect();
        }
        if self.variables
            && let variable = format!("XCLOUD_{}", id.to_ascii_uppercase())
            && let Some(text) = self.host.env.get(&variable)
        {
            let many = FLAGS.iter().any(|known| known.id == id && known.many);
            let values: Vec<&str> =
                if many { text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect() } else { vec![text] };
            let origin = |value: &str| Origin { value: value.to_owned(), place: variable.clone(), kind: ErrorKind::Configuration };
            return values.into_iter().map(origin).collect();
        }
        let Some(values) = self.profile.get(id) else { return Vec::new() };
        let place = format!("{id} of {}", self.profile.name);
        values.into_iter().map(|value| Origin { value, place: place.clone(), kind: ErrorKind::Configuration }).collect()
    }

    /// The last value of `id`.
    pub fn one(&self, id: &str) -> Option<Origin<String>> {
        self.all(id).pop()
    }

    /// The value of `id`, or of the first of the caller's or platform's `variables` that is set.
    pub fn one_or(&self, id: &str, variables: &[&str]) -> Option<Origin<String>> {
        self.one(id).or_else(|| variables.iter().find_map(|name| self.variable(name)))
    }

    /// A variable of the caller or the platform.
    pub fn variable(&self, name: &str) -> Option<Origin<String>> {
        let value = self.host.env.get(name)?.to_owned();
        Some(Origin { value, place: name.to_owned(), kind: ErrorKind::Configuration })
    }

    /// Parses the value of `id` or of `variables`.
    pub fn parse<T>(&self, id: &str, variables: &[&str], parse: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>> {
        let Some(origin) = self.one_or(id, variables) else { return Ok(None) };
        parse(&origin.value).map(Some).map_err(|wrong| origin.wrong(wrong))
    }

    /// Parses every value of `id`.
    pub fn parse_all<T>(&self, id: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>> {
        self.all(id).into_iter().map(|origin| parse(&origin.value).map_err(|wrong| origin.wrong(wrong))).collect()
    }

    /// The cache, unless it is switched off.
    pub fn store(&self) -> Option<Store> {
        let off = self.matches.get_flag("no_cache")
            || self.host.env.is_on("XCLOUD_NO_CACHE")
            || self.profile.get("no_cache").is_some_and(|values| values == ["true"] || values == ["1"]);
        if off { None } else { self.folder() }
    }

    /// The cache folder, switched off or not.
    pub fn folder(&self) -> Option<Store> {
        Store::open(self.host, self.one("cache_dir").map(|origin| origin.value.into()))
    }

    /// How the broker is to work.
    pub fn broker(&self) -> Result<broker::Settings> {
        let deadline: Option<Duration> = self.parse("timeout", &[], |text| parse_span_within(text, policy::DEADLINE_RANGE))?;
        Ok(broker::Settings { store: self.store(), deadline: deadline.unwrap_or(policy::DEADLINE) })
    }

    /// The log goes to a file and nowhere else; only our own events, never the SDK's.
    fn start_log(&self) -> Result<()> {
        use tracing_subscriber::filter::{LevelFilter, Targets};
        use tracing_subscriber::layer::SubscriberExt as _;
        let Some(origin) = self.one("log_file") else { return Ok(()) };
        let path = self.host.env.expand_home(origin.value.clone().into());
        let file = self.host.files.open_append(&path).map_err(|error| origin.wrong(format!("cannot be written: {}", error.kind())))?;
        let lines = tracing_subscriber::fmt::layer().with_writer(std::sync::Mutex::new(file)).with_ansi(false).with_target(false);
        let ours = Targets::new().with_target("xcloud", LevelFilter::DEBUG);
        // A second log of the same process (in tests) keeps the first.
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines).with(ours));
        tracing::debug!(target: "xcloud", version = env!("CARGO_PKG_VERSION"), pid = std::process::id(), profile = %self.profile.name, "start");
        Ok(())
    }
}
