//! Child processes: no shell, bounded output, killed with their own children when we stop waiting.

use std::io;
use std::process::Stdio;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::error::{Error, Result};
use crate::policy;
use crate::secret::Secret;

/// Whether children may be started.
#[derive(Debug)]
pub struct Processes(bool);

/// What a child said.
#[derive(Debug)]
pub struct Output {
    /// Whether it exited with 0.
    pub success: bool,
    /// Its exit status in words.
    pub status: String,
    /// Standard output, of at most 1 MiB.
    pub stdout: Secret,
    /// Standard error, of at most 1 MiB.
    pub stderr: String,
}

impl Processes {
    /// The machine's processes.
    pub fn real() -> Self {
        Self(true)
    }

    /// No process can be started.
    pub fn none() -> Self {
        Self(false)
    }

    /// Runs `words` with extra variables, standard input closed, and both outputs captured. The
    /// child is killed, with all that it started, when the caller's deadline drops this future.
    ///
    /// A child that has ended has said all it had to say: what it left running in the background
    /// may keep its pipes open, and is not waited for.
    pub async fn run(&self, words: &[String], vars: &[(&str, String)]) -> Result<Output> {
        let Some((program, args)) = words.split_first().filter(|_| self.0) else {
            return Err(Error::no_identity("no command can be run here"));
        };
        #[expect(clippy::disallowed_methods, reason = "the one place that starts processes")]
        let mut command = tokio::process::Command::new(program);
        command.args(args).envs(vars.iter().map(|(name, value)| (*name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0); // so that it can be ended with its children, and cannot prompt
        let mut child = command.spawn().map_err(|error| {
            Error::no_identity(format!("the command {program} cannot be run: {}", error.kind()))
                .hint("install it, or write its full path; no shell looks at the command")
        })?;
        let mut group = Group(child.id());
        let unreadable = |error: io::Error| Error::no_identity(format!("the output of {program} cannot be read: {error}"));
        let lost = |error: io::Error| Error::no_identity(format!("{program} was lost")).because(error);
        let mut stdout = zeroize::Zeroizing::new(Vec::with_capacity(16 << 10));
        let mut stderr = Vec::new();
        let status = match (child.stdout.take(), child.stderr.take()) {
            (Some(out), Some(err)) => {
                let mut reading = std::pin::pin!(async { tokio::try_join!(read(out, &mut stdout), read(err, &mut stderr)) });
                tokio::select! {
                    all = &mut reading => {
                        all.map_err(unreadable)?;
                        child.wait().await.map_err(lost)?
                    }
                    status = child.wait() => {
                        if let Ok(all) = tokio::time::timeout(policy::PIPE_DRAIN, reading).await {
                            all.map_err(unreadable)?;
                        }
                        status.map_err(lost)?
                    }
                }
            }
            _ => child.wait().await.map_err(lost)?,
        };
        group.0 = None; // what it left running on purpose may stay
        let stdout = std::str::from_utf8(&stdout).map_err(|_| Error::no_identity(format!("the output of {program} is not text")))?;
        Ok(Output {
            success: status.success(),
            status: status.to_string(),
            stdout: Secret::new(stdout),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        })
    }
}

/// A child's process group, killed when it is dropped unless the child has ended by itself.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(pid) = self.0.and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            // It may be gone already, which is what is wanted.
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
        #[cfg(not(unix))]
        let _ = self.0; // killing the child itself is all there is
    }
}

/// Reads all of `pipe`, of at most 1 MiB.
async fn read(pipe: impl AsyncRead + Unpin, into: &mut Vec<u8>) -> io::Result<()> {
    let most = policy::ANSWER_BYTES;
    pipe.take(most as u64 + 1).read_to_end(into).await?;
    if into.len() > most { Err(io::Error::other(format!("it is more than {most} bytes"))) } else { Ok(()) }
}
