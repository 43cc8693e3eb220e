//! Files: reading with a bound, and writing whole or not at all.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::{Error, Result};

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
            None if path == Path::new("/dev/null") => Zeroizing::default(),
            None => {
                let mut file = open_without_waiting(path)?;
                let there = file.metadata()?;
                if is_endless(there.file_type()) {
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe or a device"));
                }
                let size = usize::try_from(there.len()).unwrap_or(usize::MAX);
                // Sized up front, so that growing leaves no copies of a secret behind.
                let mut text = Zeroizing::new(String::with_capacity(size.min(most) + 1));
                std::io::Read::by_ref(&mut file).take(most as u64 + 1).read_to_string(&mut text)?;
                text
            }
        };
        if text.len() > most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {most} bytes")));
        }
        Ok(text)
    }

    /// Whether `path` is a pipe or a device, such as a shell's `<(command)`.
    pub fn is_stream(&self, path: &Path) -> bool {
        self.0.is_none() && waits_for_ever(path)
    }

    /// All of a pipe or device, read in a thread that nobody has to wait for.
    pub async fn read_stream(&self, path: &Path, most: usize) -> io::Result<Zeroizing<String>> {
        let path = path.to_owned();
        let reading = tokio::task::spawn_blocking(move || read_whole(std::fs::File::open(path)?, most));
        reading.await.unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
    }

    /// All of standard input, likewise.
    pub async fn read_stdin(&self, most: usize) -> io::Result<Zeroizing<String>> {
        let reading = tokio::task::spawn_blocking(move || read_whole(io::stdin().lock(), most));
        reading.await.unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
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

    /// Writes `bytes` where somebody said: what a link points at is what is meant, and a device or a
    /// pipe is written to, never replaced.
    pub fn write_output(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if std::fs::metadata(&target).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            return std::fs::OpenOptions::new().write(true).open(&target)?.write_all(bytes);
        }
        self.write_private(&target, bytes)
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
        if waits_for_ever(path) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe"));
        }
        private_options().create(true).append(true).open(path)
    }
}

/// Reading a pipe, a terminal or another device blocks past every deadline, and what is read there
/// once is gone; a token source reads them under its deadline instead ([`Files::is_stream`]).
#[cfg(unix)]
fn is_endless(kind: std::fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_fifo() || kind.is_socket() || kind.is_char_device()
}

#[cfg(not(unix))]
fn is_endless(_: std::fs::FileType) -> bool {
    false
}

#[expect(clippy::disallowed_methods, reason = "the one place that touches files")]
fn waits_for_ever(path: &Path) -> bool {
    path != Path::new("/dev/null") && std::fs::metadata(path).is_ok_and(|there| is_endless(there.file_type()))
}

/// Opens a file to read; opening a pipe that nobody writes to returns as well.
#[expect(clippy::disallowed_methods, reason = "the one place that touches files")]
fn open_without_waiting(path: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.read(true).open(path)
}

#[expect(clippy::disallowed_methods, reason = "the one place that touches files")]
fn private_options() -> std::fs::OpenOptions {
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn read_whole(from: impl io::Read, most: usize) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(most.min(16 << 10)));
    from.take(most as u64 + 1).read_to_string(&mut text)?;
    if text.len() > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    Ok(text)
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
    fn a_device_is_not_read_but_dev_null_is_empty() {
        assert_eq!(Files::real().read("/dev/zero".as_ref(), 100).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert!(Files::real().is_stream("/dev/zero".as_ref()));
        assert!(!Files::real().is_stream("/dev/null".as_ref()));
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
