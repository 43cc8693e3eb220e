//! Credential or error in, bytes and exit status out. Pure: nothing here reads or writes.
//!
//! A protocol answers for success *and* failure: both outputs and the exit status.

pub mod aws_formats;
pub mod credential_process;
pub mod gcp_executable;
pub mod token_formats;

use chrono::{DateTime, Utc};

use crate::error::Error;
use crate::secret::Secret;

/// What the process says and how it ends. Only `main` writes it.
#[derive(Debug)]
pub struct Reply {
    /// Standard output.
    pub stdout: Secret,
    /// Standard error.
    pub stderr: String,
    /// The exit status.
    pub exit: u8,
}

impl Reply {
    /// A success with this text on standard output and nothing on standard error.
    pub fn success(stdout: impl Into<String>) -> Self {
        Self { stdout: Secret::new(stdout), stderr: String::new(), exit: 0 }
    }

    /// The failure of a shell command: nothing on standard output, the reason on standard error.
    pub fn failure(error: &Error) -> Self {
        Self { stdout: Secret::new(""), stderr: format!("{error}\n"), exit: error.kind().exit() }
    }
}

/// Whole seconds and `Z`: the only form that every SDK of both clouds reads.
pub fn timestamp(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
