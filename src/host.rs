//! All that xcloud learns from its machine: environment, files, clock, processes, network.
//!
//! Nothing else reads them (`clippy.toml` bans the functions elsewhere), so every test can run
//! in parallel with a scripted machine.

pub mod aws_sdk;
pub mod clock;
pub mod env;
pub mod files;
pub mod grpc;
pub mod http;
pub mod process;
mod tls;

use std::cell::RefCell;

use clock::Clock;
use env::Env;
use files::Files;
use http::Http;
use process::Processes;

/// The machine.
#[derive(Debug)]
pub struct Host {
    /// Environment variables, as they were at the start.
    pub env: Env,
    /// Files.
    pub files: Files,
    /// The time, with what the clouds' clocks taught us.
    pub clock: Clock,
    /// Child processes.
    pub processes: Processes,
    /// The network.
    pub http: Http,
    /// What is being done, for the message of a deadline.
    stage: RefCell<String>,
    /// What the user should know although it worked.
    notes: RefCell<Vec<String>>,
}

impl Host {
    /// The real machine.
    pub fn real() -> Self {
        let env = Env::real();
        let clock = Clock::real();
        Self {
            http: Http::real(&env, clock.clone()),
            processes: Processes::real(),
            files: Files::real(),
            clock,
            env,
            stage: RefCell::default(),
            notes: RefCell::default(),
        }
    }

    /// A machine with nothing but these variables and files, at a time that stands still, and
    /// without processes or network.
    pub fn scripted(vars: &[(&str, &str)], files: &[(&str, &str)], now: i64) -> Self {
        let env = Env::scripted(vars);
        let clock = Clock::fixed(now);
        Self {
            http: Http::none(clock.clone()),
            processes: Processes::none(),
            files: Files::scripted(files),
            clock,
            env,
            stage: RefCell::default(),
            notes: RefCell::default(),
        }
    }

    /// The machine's own name; nothing where the system has none to give.
    pub fn name(&self) -> String {
        #[cfg(unix)]
        return rustix::system::uname().nodename().to_string_lossy().into_owned();
        #[cfg(not(unix))]
        return self.env.get("COMPUTERNAME").unwrap_or_default().to_owned();
    }

    /// Notes what is being done now, for the log and for a deadline's message.
    pub fn stage(&self, stage: impl Into<String>) {
        let stage = stage.into();
        tracing::debug!(target: "xcloud", stage = %stage);
        *self.stage.borrow_mut() = stage;
    }

    /// Notes what the user should know although it worked: into the log, and for whoever speaks to
    /// a person. Once, however often an attempt is repeated.
    pub fn note(&self, note: impl Into<String>) {
        let note = note.into();
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            tracing::debug!(target: "xcloud", note = %note);
            notes.push(note);
        }
    }

    /// The notes so far, as lines for a person.
    pub fn notes(&self) -> String {
        self.notes.borrow().iter().map(|note| format!("xcloud: note: {note}\n")).collect()
    }

    /// What was being done last.
    pub fn last_stage(&self) -> String {
        self.stage.borrow().clone()
    }
}
