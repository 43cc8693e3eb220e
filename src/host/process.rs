//! Child processes: no shell, bounded output, killed when we stop waiting.

use std::process::Stdio;

use tokio::io::AsyncReadExt as _;

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
    /// child is killed when the caller's deadline drops this future.
    pub async fn run(&self, words: &[String], vars: &[(&str, String)]) -> Result<Output> {
        let Some((program, args)) = words.split_first().filter(|_| self.0) else {
            return Err(Error::no_identity("no command can be run here"));
        };
        #[expect(clippy::disallowed_methods, reason = "the one place that starts processes")]
        let mut command = tokio::process::Command::new(program);
        command.args(args).envs(vars.iter().map(|(name, value)| (*name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| {
            Error::no_identity(format!("the command {program} cannot be run: {}", error.kind()))
                .hint("install it, or write its full path; no shell looks at the command")
        })?;
        let mut stdout = Vec::new();
        let mut stderr = Vec::new();
        // Taken bounds and piped handles: the two are there because both are piped above.
        if let (Some(out), Some(err)) = (child.stdout.take(), child.stderr.take()) {
            let most = policy::ANSWER_BYTES as u64;
            let (mut out, mut err) = (out.take(most), err.take(most));
            let read = tokio::join!(out.read_to_end(&mut stdout), err.read_to_end(&mut stderr));
            if let (Err(error), _) | (_, Err(error)) = read {
                return Err(Error::no_identity(format!("the output of {program} cannot be read")).because(error));
            }
        }
        let status = child.wait().await.map_err(|error| Error::no_identity(format!("{program} was lost")).because(error))?;
        let stdout = String::from_utf8(stdout).map_err(|_| Error::no_identity(format!("the output of {program} is not text")))?;
        Ok(Output {
            success: status.success(),
            status: status.to_string(),
            stdout: Secret::new(stdout),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        })
    }

    /// All of standard input, of at most `most` bytes.
    pub fn read_stdin(&self, most: usize) -> Result<Secret> {
        use std::io::Read as _;
        let mut text = zeroize::Zeroizing::new(String::with_capacity(most.min(16 << 10)));
        let stdin = std::io::stdin();
        stdin
            .lock()
            .take(most as u64 + 1)
            .read_to_string(&mut text)
            .map_err(|error| Error::no_identity("standard input cannot be read").because(error))?;
        if text.len() > most {
            return Err(Error::no_identity(format!("standard input has more than {most} bytes")));
        }
        Ok(Secret::new(text.as_str()))
    }
}
