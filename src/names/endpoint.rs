//! URLs that a proof or a credential may be sent to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::Wrong;

/// An HTTPS URL, or a plain one of this very machine (loopback) or its link-local metadata.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint(Url);

impl Endpoint {
    /// Parses an absolute URL; plain HTTP is for loopback and link-local addresses only, and no
    /// user name or password may hide in it.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let url = Url::parse(text).map_err(|_| "is not an absolute URL such as https://sts.example.com".to_owned())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("has a user name or password in it".to_owned());
        }
        match url.scheme() {
            "https" if url.has_host() => Ok(Self(url)),
            "http" if is_local(&url) => Ok(Self(url)),
            "http" => Err("is plain HTTP, which is for loopback and link-local metadata only".to_owned()),
            _ => Err("is not an https URL".to_owned()),
        }
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The URL without a trailing slash, to build paths on.
    pub fn base(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Display for Endpoint {
    /// Scheme, host, port and path; never the query, where a capability may be.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0.origin().ascii_serialization(), self.0.path())
    }
}

/// Whether `url` points at this machine or its metadata server: plain HTTP is allowed there, and
/// proxies never apply.
pub fn is_local(url: &Url) -> bool {
    is_loopback(url) || is_link_local(url)
}

/// Whether `url` points at this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether `url` points at a metadata or container-credentials server: link-local IPv4, the two
/// addresses AWS uses in `fd00:ec2::/32`, or Google's metadata name.
pub fn is_link_local(url: &Url) -> bool {
    let ec2 = |ip: Ipv6Addr| ip.segments()[..2] == [0xfd00, 0x0ec2];
    match url.host() {
        Some(Host::Domain(name)) => {
            matches!(name.trim_end_matches('.').to_ascii_lowercase().as_str(), "metadata.google.internal" | "metadata")
        }
        Some(Host::Ipv4(ip)) => Ipv4Addr::is_link_local(&ip),
        Some(Host::Ipv6(ip)) => ec2(ip) || IpAddr::V6(ip).to_canonical().is_ipv4() && ip.to_ipv4().is_some_and(|v4| v4.is_link_local()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_everywhere_http_only_here() {
        for good in [
            "https://sts.us-east-1.amazonaws.com",
            "http://127.0.0.1:8080/x",
            "http://localhost:1",
            "http://[::1]:1/",
            "http://169.254.169.254/latest",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::254]/",
            "http://metadata.google.internal/computeMetadata/v1/",
        ] {
            assert!(Endpoint::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "sts.amazonaws.com",
            "http://sts.amazonaws.com",
            "http://10.0.0.1/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "https://user:pass@sts.amazonaws.com/",
        ] {
            assert!(Endpoint::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_shown_has_no_query() {
        let endpoint = Endpoint::parse("https://h.example:8443/a/b?token=s3cret#f").unwrap();
        assert_eq!(endpoint.to_string(), "https://h.example:8443/a/b");
        assert_eq!(Endpoint::parse("https://h.example/").unwrap().base(), "https://h.example");
    }
}
