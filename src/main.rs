//! argv, the real machine, one reply, and the only place that writes it.

use std::io::{ErrorKind, Write as _};
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use xcloud::command;
use xcloud::host::Host;
use xcloud::protocol::Reply;

fn main() -> ExitCode {
    // A panic's message may quote what was being read: only the place of the bug is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "xcloud: error: a bug in xcloud at {place}; please report it");
        std::process::exit(1);
    }));
    // Not taken apart at the end: the process ends with it.
    let host = ManuallyDrop::new(Host::real());
    let Reply { stdout, stderr, exit } = command::run(&host, std::env::args_os().collect());
    let mut out = std::io::stdout().lock();
    let written = out.write_all(stdout.expose().as_bytes()).and_then(|()| out.flush());
    let _ = std::io::stderr().lock().write_all(stderr.as_bytes());
    match written {
        // Whoever closed the pipe does not want the rest; a full disk must not pass for success.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => ExitCode::from(exit.max(1)),
        _ => ExitCode::from(exit),
    }
}
