//! One exchange at a time per key, across processes: an advisory lock on a file beside the entry.
//!
//! The kernel drops the lock when its holder dies, however it dies. The file is never removed (a
//! waiter would hold a lock on a name that is gone) and never the entry itself (a rename replaces
//! that). Where locks do not work, the work is done twice: correctness never depends on them.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::host::files::Files;

/// A held lock, free again when dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

/// The answer to one attempt.
#[derive(Debug)]
pub enum Locked {
    /// It is ours.
    Ours(Lock),
    /// Another process is making this exchange.
    Busy,
    /// There are no locks here.
    Unavailable,
}

impl Lock {
    /// Tries once.
    pub fn try_at(files: &Files, path: &Path) -> Locked {
        let Ok(file) = files.open_lock(path) else {
            return Locked::Unavailable;
        };
        match file.try_lock() {
            Ok(()) => Locked::Ours(Self(file)),
            Err(TryLockError::WouldBlock) => Locked::Busy,
            Err(TryLockError::Error(_)) => Locked::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let files = Files::real();
        let first = Lock::try_at(&files, &path);
        assert!(matches!(first, Locked::Ours(_)));
        assert!(matches!(Lock::try_at(&files, &path), Locked::Busy));
        drop(first);
        assert!(matches!(Lock::try_at(&files, &path), Locked::Ours(_)));
        assert!(matches!(Lock::try_at(&files, Path::new("/nonexistent/lock")), Locked::Unavailable));
    }
}
