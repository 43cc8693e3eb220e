//! What was typed becomes what is meant; one file per subcommand.

mod aws_credential_process;
mod cache;
mod completions;
mod gcp_executable;
mod meant;
mod profile;
mod settings;
mod token;

use std::ffi::OsString;
use std::mem::ManuallyDrop;

use clap::ArgMatches;

use crate::cli;
use crate::error::Result;
use crate::host::Host;
use crate::protocol::Reply;
use settings::Settings;

/// Runs one command line to its reply.
pub fn run(host: &Host, argv: Vec<OsString>) -> Reply {
    let first = argv.get(1).and_then(|first| first.to_str()).unwrap_or_default().to_owned();
    // Never dropped: the process ends with it, and freeing its thousand strings takes a tenth of a cache hit.
    if let Some(alone) = cli::machine_command(&first) {
        return match ManuallyDrop::new(alone).try_get_matches_from_mut(&argv[1..]) {
            Ok(matches) => named(host, &first, &ManuallyDrop::new(matches)),
            Err(error) => usage(&error),
        };
    }
    match ManuallyDrop::new(cli::command()).try_get_matches_from_mut(argv) {
        Ok(matches) => match matches.subcommand() {
            Some((name, matches)) => named(host, name, matches),
            None => Reply::success(""),
        },
        Err(error) => usage(&error),
    }
}

fn named(host: &Host, name: &str, matches: &ArgMatches) -> Reply {
    match name {
        // A protocol answers for its failures too, also for those of the configuration.
        "aws-credential-process" => aws_credential_process::run(host, matches),
        "gcp-executable" => gcp_executable::run(host, matches),
        _ => in_a_shell(host, name, matches).unwrap_or_else(|error| {
            let failure = Reply::failure(&error);
            Reply { stderr: host.notes() + &failure.stderr, ..failure }
        }),
    }
}

fn in_a_shell(host: &Host, name: &str, matches: &ArgMatches) -> Result<Reply> {
    match (name, matches.subcommand()) {
        ("token", Some((kind, matches))) => token::run(host, kind, &Settings::load(host, matches)?),
        ("cache", Some((action, matches))) => cache::run(host, action, matches, &Settings::load(host, matches)?),
        _ => Ok(completions::run(matches)),
    }
}

/// clap's own help, version and usage errors, where each belongs.
fn usage(error: &clap::Error) -> Reply {
    let text = error.render().to_string();
    let exit = u8::try_from(error.exit_code()).unwrap_or(2);
    let (out, stderr) = if error.use_stderr() { (String::new(), text) } else { (text, String::new()) };
    Reply { stderr, exit, ..Reply::success(out) }
}
