//! What can go wrong, said once: what failed, with which public names, and what to do about it.
//!
//! [`ErrorKind`] decides the exit status and the `code` of executable JSON; [`Retry`] decides what
//! the one retry loop may do. Messages name things (source, host, role, claim), never contents.

use std::fmt;
use std::time::Duration;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The classes of failure; each is an exit status of the command-line contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A bug or a machine that behaves like none we know: status 1.
    Unexpected,
    /// The command line cannot be understood: status 2.
    Usage,
    /// The configuration (file, variable, flag value) is wrong: status 3.
    Configuration,
    /// There is no identity here, or a login is needed: status 4.
    NoIdentity,
    /// The identity was refused, by a cloud or by `--expect-identity`: status 5.
    Refused,
    /// The identity is known but may not do this (impersonation, role): status 6.
    Permission,
    /// A network or service failed: status 7.
    Network,
    /// The overall deadline passed: status 124, as timeout(1) says it.
    Deadline,
    /// The user interrupted: status 130.
    Interrupted,
}

impl ErrorKind {
    /// Every kind, for tables and tests.
    pub const ALL: [Self; 9] = [
        Self::Unexpected,
        Self::Usage,
        Self::Configuration,
        Self::NoIdentity,
        Self::Refused,
        Self::Permission,
        Self::Network,
        Self::Deadline,
        Self::Interrupted,
    ];

    /// The exit status of the process.
    pub const fn exit(self) -> u8 {
        match self {
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::NoIdentity => 4,
            Self::Refused => 5,
            Self::Permission => 6,
            Self::Network => 7,
            Self::Deadline => 124,
            Self::Interrupted => 130,
        }
    }

    /// The kind with this exit status; anything unknown is unexpected.
    pub fn from_exit(exit: u8) -> Self {
        Self::ALL.into_iter().find(|kind| kind.exit() == exit).unwrap_or(Self::Unexpected)
    }
}

/// What the retry loop may do after this failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The answer would be the same: exactly one request.
    Never,
    /// The same request may succeed a moment later, at the earliest after the given time.
    Later(Option<Duration>),
    /// Something of this machine that is known to be coming: ask until the deadline.
    Patiently,
    /// Our clock was wrong; the corrected one is known now, so sign once more.
    Resign,
}

/// One failure: kind, message, hint, and what may be done about it.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    notes: Vec<String>,
    hint: Option<String>,
    retry: Retry,
    cause: Option<anyhow::Error>,
}

impl Error {
    /// A failure of `kind`; `message` is lower case, without a full stop, and names what failed.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), notes: Vec::new(), hint: None, retry: Retry::Never, cause: None }
    }

    /// [`ErrorKind::Configuration`].
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// [`ErrorKind::NoIdentity`].
    pub fn no_identity(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NoIdentity, message)
    }

    /// [`ErrorKind::Network`], worth another attempt.
    pub fn transient(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Network, message).retrying(Retry::Later(None))
    }

    /// [`ErrorKind::Network`], not worth another attempt.
    pub fn network(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Network, message)
    }

    /// Adds the one thing to do; a hint that is already there is nearer to the cause and stays.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint.get_or_insert_with(|| hint.into());
        self
    }

    /// Adds a fact that helps to understand it: the cause, what was compared with what.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Writes `value` where the hint had to leave `placeholder` open.
    pub fn fill(mut self, placeholder: &str, value: &str) -> Self {
        self.hint = self.hint.map(|hint| hint.replace(placeholder, value));
        self
    }

    /// Says what the retry loop may do.
    pub fn retrying(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Carries the technical cause, for the log; users never see a bare chain.
    pub fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The same failure once more, without its technical cause.
    pub fn replica(&self) -> Self {
        Self {
            kind: self.kind,
            message: self.message.clone(),
            notes: self.notes.clone(),
            hint: self.hint.clone(),
            retry: self.retry,
            cause: None,
        }
    }

    /// Puts `context` before the message.
    pub fn within(mut self, context: impl fmt::Display) -> Self {
        self.message = format!("{context}: {}", self.message);
        self
    }

    /// The class.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What failed.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The facts beside it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What to do, if we know.
    pub fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// What the retry loop may do.
    pub fn retry(&self) -> Retry {
        self.retry
    }

    /// Whether a cloud refused for good, so that a stampede may share the answer.
    pub fn is_permanent_refusal(&self) -> bool {
        self.retry == Retry::Never && matches!(self.kind, ErrorKind::Refused | ErrorKind::Permission)
    }

    /// The `code` of executable-sourced JSON: the exit status in digits. Every Google library
    /// wants a string there, and the PHP one wants it to look like an integer.
    pub fn code(&self) -> String {
        self.kind.exit().to_string()
    }

    /// The whole story on one line, for protocols with a single message field.
    pub fn one_line(&self) -> String {
        let parts: Vec<&str> = std::iter::once(&self.message).chain(&self.notes).chain(&self.hint).map(String::as_str).collect();
        parts.join("\n").split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
    }

    /// The technical cause, outermost first, for the log file.
    pub fn cause_chain(&self) -> String {
        self.cause.as_ref().map_or_else(String::new, |cause| format!("{cause:#}"))
    }
}

impl fmt::Display for Error {
    /// The `error`, `note` and `hint` lines as a shell user sees them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xcloud: error: {}", self.message)?;
        for note in &self.notes {
            write!(f, "\nxcloud: note: {note}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nxcloud: hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_exit_status() {
        let mut seen: Vec<u8> = ErrorKind::ALL.iter().map(|kind| kind.exit()).collect();
        seen.sort_unstable();
        assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7, 124, 130]);
        for kind in ErrorKind::ALL {
            assert_eq!(ErrorKind::from_exit(kind.exit()), kind);
        }
    }

    #[test]
    fn error_and_hint_are_two_lines() {
        let error = Error::no_identity("no token").hint("log in").hint("farther away");
        assert_eq!(error.to_string(), "xcloud: error: no token\nxcloud: hint: log in");
        assert_eq!(error.one_line(), "no token; log in");
        let error = error.note("it is late").fill("in", "IN");
        assert_eq!(error.to_string(), "xcloud: error: no token\nxcloud: note: it is late\nxcloud: hint: log IN");
        assert_eq!(error.one_line(), "no token; it is late; log IN");
        assert_eq!(error.replica().to_string(), error.to_string());
        assert_eq!(error.code(), "4");
    }

    #[test]
    fn only_permanent_refusals_are_shared() {
        assert!(Error::new(ErrorKind::Refused, "x").is_permanent_refusal());
        assert!(!Error::transient("x").is_permanent_refusal());
        assert!(!Error::no_identity("x").is_permanent_refusal());
    }
}
