//! Man pages and completions are made from the clap definition, docs/errors.md from the catalogue;
//! they are committed, and fresh.
//!
//! `XCLOUD_BLESS=1 cargo test --test generated` writes them anew.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads the repository itself, and may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use clap_complete::{Shell, generate};
use xcloud::catalogue::{self, Class, Facts};
use xcloud::cli;

const SHELLS: [(Shell, &str); 5] = [
    (Shell::Bash, "xcloud.bash"),
    (Shell::Zsh, "_xcloud"),
    (Shell::Fish, "xcloud.fish"),
    (Shell::PowerShell, "_xcloud.ps1"),
    (Shell::Elvish, "xcloud.elv"),
];

fn pages(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) {
    let mut page = Vec::new();
    let titled = command.clone().display_name(name.to_owned()).bin_name(name.replace('-', " "));
    let man = clap_mangen::Man::new(titled).title(name.to_uppercase()).date("2026-11-23").manual("xcloud manual");
    man.render(&mut page).unwrap();
    pages.push((format!("{name}.1"), page));
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        self::pages(sub, &format!("{name}-{}", sub.get_name()), pages);
    }
}

fn check(folder: &str, made: &[(String, Vec<u8>)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let bless = std::env::var_os("XCLOUD_BLESS").is_some();
    if bless {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
    }
    for (name, text) in made {
        let path = folder.join(name);
        if bless {
            fs::write(&path, text).unwrap();
        }
        let there = fs::read(&path).unwrap_or_default();
        assert!(there == *text, "{} is stale: run XCLOUD_BLESS=1 cargo test --test generated", path.display());
    }
    let mut there: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    there.retain(|path| !made.iter().any(|(name, _)| path.ends_with(name)));
    assert!(there.is_empty(), "nobody makes {there:?} any more");
}

#[test]
fn man_pages_are_fresh() {
    let mut command = cli::command();
    command.build();
    let mut made = Vec::new();
    pages(&command, "xcloud", &mut made);
    check("man", &made);
}

#[test]
fn completions_are_fresh() {
    let made: Vec<(String, Vec<u8>)> = SHELLS
        .iter()
        .map(|(shell, name)| {
            let mut script = Vec::new();
            generate(*shell, &mut cli::command(), "xcloud", &mut script);
            ((*name).to_owned(), script)
        })
        .collect();
    check("completions", &made);
}

#[test]
fn the_table_of_errors_is_fresh() {
    let cell = |text: &str| text.replace('|', "\\|").replace('<', "&lt;");
    let mut page = String::from(
        "# Errors by id\n\n\
         The id stands in brackets at the end of an error. Names in capitals are yours to fill in; xcloud prints the real ones\n\
         where it knows them. This table is made from `src/catalogue`: `XCLOUD_BLESS=1 cargo test --test generated`.\n\n\
         | id | said by | exit | what is behind it | what to do |\n|---|---|---|---|---|\n",
    );
    let unknown = Facts::default();
    for entry in catalogue::entries() {
        let exit = if entry.class == Class::Elsewhere { "–".to_owned() } else { entry.class.kind().exit().to_string() };
        let (cause, fix) = (cell(&unknown.fill(entry.cause)), cell(&unknown.fill(entry.fix)));
        page += &format!("| `{}` | {} | {exit} | {cause} | {fix} |\n", entry.id, entry.at.name());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    if std::env::var_os("XCLOUD_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/errors.md is stale: run XCLOUD_BLESS=1 cargo test --test generated"
    );
}
