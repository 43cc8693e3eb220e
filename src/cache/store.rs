//! The cache folder: one file per entry, written whole, for its owner only.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use directories::BaseDirs;

use super::entry::{Entry, Listed, read_refusal, write_refusal};
use super::key::CacheKey;
use super::lock::{Lock, Locked};
use crate::credential::Credential;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::policy;

/// No entry is larger: a token has at most 20 KB.
const ENTRY_BYTES: usize = 256 << 10;

/// A folder of entries.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The folder that the user named, or `xcloud` in the user's cache folder; `None` where there
    /// is neither (no `HOME`, no passwd entry).
    pub fn open(host: &Host, named: Option<PathBuf>) -> Option<Self> {
        let folder = match named {
            Some(folder) => host.env.expand_home(folder),
            None => {
                let xdg = host.env.path("XDG_CACHE_HOME").filter(|path| cfg!(target_os = "linux") && path.is_absolute());
                let home = || host.env.home().filter(|_| cfg!(target_os = "linux")).map(|home| home.join(".cache"));
                let platform = || BaseDirs::new().map(|dirs| dirs.cache_dir().to_owned());
                xdg.or_else(home).or_else(platform)?.join("xcloud")
            }
        };
        Some(Self { folder })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, key: &CacheKey, ending: &str) -> PathBuf {
        self.folder.join(format!("{key}.{ending}"))
    }

    /// The entry of `key`, whatever its age.
    pub fn read(&self, host: &Host, key: &CacheKey) -> Option<Entry> {
        Entry::read(&host.files.read(&self.path(key, "json"), ENTRY_BYTES).ok()?)
    }

    /// Keeps `credential`. Nobody is told if that fails but the log.
    pub fn write(&self, host: &Host, key: &CacheKey, credential: &Credential) {
        let Some(expires) = credential.expires() else { return };
        let Some(text) = Entry::write(credential, host.clock.now(), host.clock.local(expires)) else { return };
        let written = host.files.write_private(&self.path(key, "json"), text.expose().as_bytes());
        if let Err(error) = written {
            tracing::debug!(target: "xcloud", folder = %self.folder.display(), error = %error, "the cache entry was not written");
        }
        // The refusal that a success contradicts must not answer any more.
        let _ = host.files.remove(&self.path(key, "refusal"));
    }

    /// The refusal that was given for `key` a moment ago.
    pub fn refusal(&self, host: &Host, key: &CacheKey) -> Option<Error> {
        let text = host.files.read(&self.path(key, "refusal"), ENTRY_BYTES).ok()?;
        read_refusal(&text, host.clock.now())
    }

    /// Shares a refusal with the processes that ask next.
    pub fn remember(&self, host: &Host, key: &CacheKey, error: &Error) {
        let until = host.clock.now() + TimeDelta::from_std(policy::REFUSAL_SHARED).unwrap_or_default();
        if let Some(text) = write_refusal(error, until) {
            let _ = host.files.write_private(&self.path(key, "refusal"), text.as_bytes());
        }
    }

    /// Tries to be the one that makes the exchange for `key`.
    pub fn lock(&self, host: &Host, key: &CacheKey) -> Locked {
        if host.files.make_private_folder(&self.folder).is_err() {
            return Locked::Unavailable;
        }
        Lock::try_at(&host.files, &self.path(key, "lock"))
    }

    /// All readable entries, soonest to end first.
    pub fn list(&self, host: &Host) -> Vec<Listed> {
        let mut listed: Vec<Listed> = self
            .files(host)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .filter_map(|path| {
                Some(Entry::read(&host.files.read(&path, ENTRY_BYTES).ok()?)?.listed(path.file_stem()?.to_str()?.to_owned()))
            })
            .collect();
        listed.sort_by_key(|entry| entry.expires);
        listed
    }

    /// Removes all entries and refusals (with `only_dead`, those that answer nothing any more),
    /// and says how many entries went.
    pub fn clear(&self, host: &Host, only_dead: bool) -> Result<usize> {
        let mut count = 0;
        let mut kept = None;
        for path in self.files(host) {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let entry = ending == "json";
            let dead = || {
                let text = host.files.read(&path, ENTRY_BYTES).ok();
                match text.and_then(|text| Entry::read(&text)) {
                    Some(entry) => {
                        policy::freshness(entry.family(), entry.issued, entry.expires, host.clock.now()) == policy::Freshness::Expired
                    }
                    None => true,
                }
            };
            // Locks stay: a process may hold one right now.
            if !entry && ending != "refusal" || only_dead && entry && !dead() {
                continue;
            }
            if let Err(error) = host.files.remove(&path) {
                kept.get_or_insert_with(|| Error::configuration(format!("{} cannot be removed: {}", path.display(), error.kind())));
                continue;
            }
            count += usize::from(entry);
        }
        kept.map_or(Ok(count), Err)
    }

    /// The files that are ours, by the shape of their names: a folder that the user named may hold others.
    fn files(&self, host: &Host) -> Vec<PathBuf> {
        let ours = |path: &PathBuf| {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            stem.len() == 40 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        host.files.list(&self.folder).into_iter().filter(ours).collect()
    }
}
