//! `xcloud cache list|clear|path`.

use clap::ArgMatches;
use serde_json::{Value, json};

use super::settings::Settings;
use crate::cache::Listed;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::policy::{Freshness, freshness};
use crate::protocol::{Reply, timestamp};

/// Looks at the folder; never at the network, and never shows a secret.
pub fn run(host: &Host, action: &str, matches: &ArgMatches, settings: &Settings<'_>) -> Result<Reply> {
    let store = settings
        .folder()
        .ok_or_else(|| Error::configuration("this user has no cache folder").hint("name one with --cache-dir or XCLOUD_CACHE_DIR"))?;
    match action {
        "path" => Ok(Reply::success(format!("{}\n", store.folder().display()))),
        "clear" => {
            let count = store.clear(host, matches.get_flag("expired"))?;
            Ok(Reply::success(format!("removed {count} {}\n", if count == 1 { "entry" } else { "entries" })))
        }
        _ => {
            let entries = store.list(host);
            let rows = entries.iter().map(|entry| (entry, state(host, entry)));
            if matches.get_flag("json") {
                let rows: Vec<Value> = rows.map(|(entry, state)| row(entry, state)).collect();
                return Ok(Reply::success(format!("{}\n", Value::Array(rows))));
            }
            let mut text = String::new();
            for (entry, state) in rows {
                let Listed { key: _, target, identity, issued: _, expires, family: _ } = entry;
                text.push_str(&format!("{target:<8} {state:<8} {}  {identity}\n", timestamp(*expires)));
            }
            Ok(Reply::success(text))
        }
    }
}

fn state(host: &Host, entry: &Listed) -> &'static str {
    match freshness(entry.family, entry.issued, entry.expires, host.clock.now()) {
        Freshness::Fresh => "fresh",
        Freshness::Ageing => "ageing",
        Freshness::Expired => "expired",
    }
}

fn row(entry: &Listed, state: &str) -> Value {
    let Listed { key, target, identity, issued, expires, family: _ } = entry;
    json!({"key": key, "target": target, "identity": identity, "issued": timestamp(*issued), "expires": timestamp(*expires), "state": state})
}
