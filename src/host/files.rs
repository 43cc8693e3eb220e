//! Files: reading with a bound, and writing whole or not at all.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::policy;

/// The file system, or a scripted one that is read only.
#[derive(Debug)]
pub struct Files(Option<BTreeMap<PathBuf, String>>);

#[expect(clippy::disallowed_methods, reason = "the one place that touches files")]
impl Files {
    /// The machine's files.
    pub fn real() -> Self {
        Self(None)
    }

    /// Only these files.
    pub fn scripted(files: &[(&str, &str)]) -> Self {
        Self(Some(files.iter().map(|(path, text)| (path.into(), (*text).to_owned())).collect()))
    }

    /// Whether there is something at `path`.
    pub fn exists(&self, path: &Path) -> bool {
        match &self.0 {
            Some(files) => files.contains_key(path),
            None => path.exists(),
        }
    }

    /// The text of the file at `path`, of at most `most` bytes.
    pub fn read(&self, path: &Path, most: usize) -> io::Result<Zeroizing<String>> {
        let text = match &self.0 {
            Some(files) => Zeroizing::new(files.get(path).cloned().ok_or(io::ErrorKind::NotFound)?),
            None => {
                if waits_for_ever(path) {
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe"));
                }
                if is_stream(path) { read_in_time(path, most)? } else { read_whole(path, most)? }
            }
        };
        if text.len() > most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {most} bytes")));
        }
        Ok(text)
    }

    /// Like [`Files::read`], for a [stream](is_stream): its writer may be slow, or never write, and
    /// blocks a thread of its own and not the deadline.
    pub async fn read_stream(&self, path: &Path, most: usize) -> io::Result<Zeroizing<String>> {
        if self.0.is_some() || !is_stream(path) {
            return self.read(path, most);
        }
        let path = path.to_owned();
        tokio::task::spawn_blocking(move || Self::real().read(&path, most)).await.map_err(io::Error::other)?
    }

    /// Like [`Files::read`], but a file that is not there is `None`.
    pub fn read_if_there(&self, path: &Path, most: usize) -> io::Result<Option<Zeroizing<String>>> {
        match self.read(path, most) {
            Ok(text) => Ok(Some(text)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes `bytes` to `path` for its owner only: a temporary file in the same folder, then a
    /// rename, so that readers see the old file or the new one and no partial file is left.
    pub fn write_private(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.0.is_some() {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut file = tempfile::Builder::new().prefix(".xcloud-").tempfile_in(folder)?; // 0600 by tempfile's contract
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Makes `folder` and what is missing above it, for its owner only.
    pub fn make_private_folder(&self, folder: &Path) -> io::Result<()> {
        if self.0.is_some() {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)
    }

    /// The names in `folder`; empty if it cannot be read.
    pub fn list(&self, folder: &Path) -> Vec<PathBuf> {
        if self.0.is_some() {
            return Vec::new();
        }
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }

    /// Removes one file.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        match &self.0 {
            Some(_) => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            None => std::fs::remove_file(path),
        }
    }

    /// Opens (and makes, for its owner only) a file to lock.
    pub fn open_lock(&self, path: &Path) -> io::Result<std::fs::File> {
        if self.0.is_some() {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        private_options().create(true).truncate(false).write(true).open(path)
    }

    /// Opens (and makes, for its owner only) a file to append to.
    pub fn open_append(&self, path: &Path) -> io::Result<std::fs::File> {
        private_options().create(true).append(true).open(path)
    }
}

/// Whether `path` may be a stream, which can be read once only: a shell's `<(command)`.
pub fn is_stream(path: &Path) -> bool {
    cfg!(unix) && (path.starts_with("/dev") || path.starts_with("/proc") && path.iter().any(|part| part == "fd"))
}

#[expect(clippy::disallowed_methods, reason = "the one place that touches files")]
fn read_whole(path: &Path, most: usize) -> io::Result<Zeroizing<String>> {
    let mut file = std::fs::File::open(path)?;
    let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    // Sized up front, so that growing leaves no copies of a secret behind.
    let mut text = Zeroizing::new(String::with_capacity(size.min(most) + 1));
    std::io::Read::by_ref(&mut file).take(most as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}

/// A stream whose writer says nothing is left to a thread that ends with the process.
fn read_in_time(path: &Path, most: usize) -> io::Result<Zeroizing<String>> {
    let (send, receive) = std::sync::mpsc::channel();
    let path = path.to_owned();
    std::thread::spawn(move || send.send(read_whole(&path, most)));
    receive.recv_timeout(policy::DEADLINE).map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "nobody wrote to it"))?
}

/// Opening a named pipe that nobody writes to blocks past every deadline. A shell's own
/// `<(command)` is a pipe as well, and has its writer.
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "the one place that touches files")]
fn waits_for_ever(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    !is_stream(path) && std::fs::metadata(path).is_ok_and(|there| there.file_type().is_fifo())
}

#[cfg(not(unix))]
fn waits_for_ever(_: &Path) -> bool {
    false
}

#[expect(clippy::disallowed_methods, reason = "the one place that touches files")]
fn private_options() -> std::fs::OpenOptions {
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A file that somebody named and that cannot be read: says which, why, and who named it.
pub fn unreadable(what: &str, path: &Path, error: &io::Error) -> Error {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        io::ErrorKind::InvalidData => "it is not text".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    };
    Error::no_identity(format!("{what} {} cannot be read: {why}", path.display()))
}

/// Parses JSON that may hold secrets: an error never shows the text.
pub fn parse_json<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        Error::configuration(format!("{what} is not the JSON it should be (line {}, column {})", error.line(), error.column()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_are_whole_private_and_leave_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::real();
        let path = folder.path().join("token");
        files.write_private(&path, b"one").unwrap();
        files.write_private(&path, b"two").unwrap();
        assert_eq!(files.read(&path, 10).unwrap().as_str(), "two");
        assert_eq!(files.list(folder.path()), std::slice::from_ref(&path));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            #[expect(clippy::disallowed_methods, reason = "the mode is what is tested")]
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_can_be_read_once_only() {
        for stream in ["/dev/fd/63", "/dev/stdin", "/proc/self/fd/3", "/proc/17/fd/3"] {
            assert!(is_stream(stream.as_ref()), "{stream}");
        }
        for file in ["/proc/sys/kernel/hostname", "/home/dev/fd", "dev/fd/3", "/devices", "/var/run/secrets/token"] {
            assert!(!is_stream(file.as_ref()), "{file}");
        }
        assert_eq!(Files::real().read("/dev/zero".as_ref(), 100).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(Files::real().read("/dev/null".as_ref(), 100).unwrap().as_str(), "");
    }

    #[test]
    fn a_bound_is_a_bound() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::real();
        let path = folder.path().join("big");
        files.write_private(&path, b"12345").unwrap();
        assert_eq!(files.read(&path, 5).unwrap().len(), 5);
        assert_eq!(files.read(&path, 4).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert!(files.read_if_there(&folder.path().join("none"), 5).unwrap().is_none());
    }
}
