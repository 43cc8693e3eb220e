//! argv, the real machine, one reply, and the only place that writes it.

use std::io::Write as _;
use std::process::ExitCode;

use xcloud::command;
use xcloud::host::Host;
use xcloud::protocol::Reply;

fn main() -> ExitCode {
    let Reply { stdout, stderr, exit } = command::run(&Host::real(), std::env::args_os().collect());
    let mut out = std::io::stdout().lock();
    // Whoever closed the pipe does not want the rest; there is nobody left to tell.
    let _ = out.write_all(stdout.expose().as_bytes()).and_then(|()| out.flush());
    let _ = std::io::stderr().lock().write_all(stderr.as_bytes());
    ExitCode::from(exit)
}
