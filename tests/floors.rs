//! The house stands: imports run down only, wings of one floor do not know each other, and
//! secrets are exposed only where their bytes leave.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads the repository itself, and may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Module to floor. Floor 3 has steps: plain data before the machine that moves it.
const FLOORS: [(&str, u32); 19] = [
    ("main", 70),
    ("lib", 70),
    ("command", 60),
    ("broker", 50),
    ("cli", 50),
    ("source", 40),
    ("exchange", 40),
    ("cache", 40),
    ("protocol", 40),
    ("host", 33),
    ("hop", 32),
    ("request", 31),
    ("credential", 30),
    ("names", 21),
    ("policy", 20),
    ("catalogue", 20),
    ("jwt", 20),
    ("error", 10),
    ("secret", 10),
];

/// Arrows that the floors allow by exception, each with its reason.
const EXCEPTIONS: [(&str, &str); 2] = [
    // The possible values of `--format` are the names of the formats.
    ("cli", "protocol"),
    // Names the default region.
    ("names", "policy"),
];

/// Where `Secret::expose` may be called: bytes leave, or are read for their public part.
const EXPOSE: [&str; 19] = [
    "secret.rs",
    "main.rs",
    "credential.rs",
    "cache/entry.rs",
    "cache/store.rs",
    "command/gcp_executable.rs",
    "command/token.rs",
    "exchange/aws_outbound_jwt.rs",
    "exchange/aws_signed_identity.rs",
    "exchange/aws_sts.rs",
    "exchange/aws_web_identity.rs",
    "exchange/google_downscope.rs",
    "exchange/google_sts.rs",
    "host/http.rs",
    "protocol/",
    "source/aws/",
    "source/google/",
    "source/kubernetes/",
    "source/token.rs",
];

fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths
        .into_iter()
        .map(|path| (path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// The part of a file that is shipped: tests may reach anywhere.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

fn module(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

fn floor(module: &str) -> Option<u32> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// Every `crate::x` and `xcloud::x` in the text, grouped imports included.
fn arrows(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for prefix in ["crate::", "xcloud::"] {
        for (at, _) in text.match_indices(prefix) {
            let rest = &text[at + prefix.len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => group.split('}').next().unwrap().split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            found.extend(names.into_iter().map(|name| name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()));
        }
    }
    found
}

#[test]
fn every_module_has_a_floor() {
    for file in sources().keys() {
        assert!(floor(module(file)).is_some(), "{file} is in no room: give its module a floor");
    }
}

#[test]
fn imports_run_down_only() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let from = module(&file);
        for to in arrows(shipped(&text)) {
            let Some(to_floor) = floor(&to) else { continue };
            if to != from && to_floor >= floor(from).unwrap() && !EXCEPTIONS.contains(&(from, &to)) {
                wrong.push(format!("{file}: {from} -> {to}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that do not run down:\n{}", wrong.join("\n"));
}

#[test]
fn the_map_in_lib_names_every_room() {
    let sources = sources();
    for (name, _) in FLOORS.iter().filter(|(name, _)| !["main", "lib"].contains(name)) {
        assert!(sources["lib.rs"].contains(&format!("pub mod {name};")), "{name}");
    }
}

#[test]
fn secrets_are_exposed_only_where_bytes_leave() {
    for (file, text) in sources() {
        if shipped(&text).contains(".expose()") || shipped(&text).contains("Secret::expose") {
            assert!(EXPOSE.iter().any(|allowed| file.starts_with(allowed)), "{file} exposes a secret");
        }
    }
}

#[test]
fn files_are_read_in_one_sitting() {
    for (file, text) in sources() {
        let lines = shipped(&text).lines().count();
        assert!(lines <= 500, "{file} has {lines} lines: is there a second idea in it?");
    }
}
