//! `xcloud completions SHELL`.

use clap::ArgMatches;
use clap_complete::{Shell, generate};

use crate::cli;
use crate::protocol::Reply;

/// The script on standard output.
pub fn run(matches: &ArgMatches) -> Reply {
    let mut script = Vec::new();
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        generate(*shell, &mut cli::command(), "xcloud", &mut script);
    }
    Reply::success(String::from_utf8_lossy(&script))
}
