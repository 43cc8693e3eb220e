//! Where a SPIFFE agent listens. Contract: SPIFFE Workload Endpoint, section 4.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::Wrong;

/// `unix:///path` or `tcp://ip:port` of this machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WorkloadSocket {
    /// A Unix socket.
    Unix(PathBuf),
    /// A TCP port; a name cannot stand for the address.
    Tcp(SocketAddr),
}

impl WorkloadSocket {
    /// Parses the value of `SPIFFE_ENDPOINT_SOCKET`. The call is in clear text, so TCP is for
    /// this machine only.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let wrong = || "is not the socket of a SPIFFE agent such as unix:///run/spire/sockets/agent.sock".to_owned();
        if let Some(path) = text.strip_prefix("unix:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.starts_with('/') { Ok(Self::Unix(path.into())) } else { Err(wrong()) };
        }
        let address: SocketAddr = text.strip_prefix("tcp://").and_then(|address| address.parse().ok()).ok_or_else(wrong)?;
        if address.ip().is_loopback() { Ok(Self::Tcp(address)) } else { Err("is plain TCP to another machine".to_owned()) }
    }
}

impl fmt::Display for WorkloadSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_of_this_machine_only() {
        for (text, shown) in [
            ("unix:///run/a.sock", "unix:///run/a.sock"),
            ("unix:/run/a.sock", "unix:///run/a.sock"),
            ("tcp://127.0.0.1:8000", "tcp://127.0.0.1:8000"),
            ("tcp://[::1]:8000", "tcp://[::1]:8000"),
        ] {
            assert_eq!(WorkloadSocket::parse(text).unwrap().to_string(), shown);
        }
        for bad in
            ["", "/run/a.sock", "unix:", "unix://run/a.sock", "tcp://10.0.0.1:8000", "tcp://localhost:8000", "tcp://127.0.0.1", "http://h/"]
        {
            assert!(WorkloadSocket::parse(bad).is_err(), "{bad}");
        }
    }
}
