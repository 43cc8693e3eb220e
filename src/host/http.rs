//! The network: one HTTP and TLS stack for everything that xcloud calls itself.
//!
//! Answers are bounded in size and time, redirects are never followed, proxies never see
//! loopback or link-local requests, and an error names the host but never what was sent.

use std::error::Error as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::de::DeserializeOwned;
use url::Url;
use zeroize::Zeroizing;

use super::clock::Clock;
use super::env::Env;
use super::files::Files;
use super::tls::Trust;
use crate::error::{Error, Result, Retry};
use crate::names::{is_link_local, is_local};
use crate::policy;
use crate::secret::Secret;

/// How we introduce ourselves.
pub const USER_AGENT: &str = concat!("xcloud/", env!("CARGO_PKG_VERSION"));

/// The HTTP clients, made when the first request of their kind is.
#[derive(Clone, Debug)]
pub struct Http(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    trust: Trust,
    proxy: Option<String>,
    clock: Clock,
    networked: bool,
    /// The status of the last answer, for libraries that swallow it.
    status: AtomicU16,
    /// Past every proxy.
    direct: bool,
    /// Plain HTTP to this machine or its metadata: no trust store is read for it.
    plain: OnceLock<reqwest::Client>,
    /// TLS to this machine: no proxy.
    local: OnceLock<reqwest::Client>,
    /// TLS to everything else.
    remote: OnceLock<reqwest::Client>,
}

/// One request.
#[derive(Debug)]
pub struct Ask {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Zeroizing<Vec<u8>>>,
}

/// One answer, of whatever status.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; it may hold a credential, so it is wiped.
    pub body: Zeroizing<Vec<u8>>,
    /// Whom we asked, for errors.
    pub host: String,
}

impl Ask {
    /// A GET request.
    pub fn get(url: Url) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: None }
    }

    /// A PUT request without a body.
    pub fn put(url: Url) -> Self {
        Self { method: Method::PUT, url, headers: HeaderMap::new(), body: Some(Zeroizing::default()) }
    }

    /// A POST request with form fields.
    pub fn form(url: Url, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let ask = Self { method: Method::POST, url, headers: HeaderMap::new(), body: Some(Zeroizing::new(body.into_bytes())) };
        ask.header("content-type", "application/x-www-form-urlencoded")
    }

    /// A POST request with a JSON body.
    pub fn json(url: Url, body: &serde_json::Value) -> Self {
        let body = Zeroizing::new(body.to_string().into_bytes());
        let ask = Self { method: Method::POST, url, headers: HeaderMap::new(), body: Some(body) };
        ask.header("content-type", "application/json")
    }

    /// Adds a header; one that HTTP does not allow is left out and the server will say so.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Adds a header that no debug output may show.
    pub fn secret_header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self
    }

    /// `Authorization: Bearer …`.
    pub fn bearer(self, token: &Secret) -> Self {
        let value = Zeroizing::new(format!("Bearer {}", token.expose()));
        self.secret_header("authorization", &value)
    }
}

impl Answer {
    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON. What is not, is a captive portal or a proxy's page: never shown.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let kind = self.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("no content type");
            let kind: String = kind.chars().filter(|c| !c.is_control()).take(60).collect();
            let what = if error.is_eof() { "a truncated answer" } else { "something that is not the JSON expected" };
            let problem = Error::network(format!("{} sent {what} ({kind}, {} bytes)", self.host, self.body.len()))
                .hint("a proxy, a captive portal or a wrong endpoint override may be in between");
            // A truncated answer is the network's fault and may come whole the next time.
            if error.is_eof() { problem.retrying(Retry::Later(None)) } else { problem }
        })
    }

    /// What the retry loop may do about this status.
    pub fn retry(&self) -> Retry {
        if self.status == 429 || self.status >= 500 {
            let after = self.headers.get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
            Retry::Later(after.map(|seconds| Duration::from_secs(seconds.into())))
        } else {
            Retry::Never
        }
    }
}

impl Http {
    /// The network of this machine.
    pub fn real(env: &Env, clock: Clock) -> Self {
        let proxy = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].into_iter().find(|name| env.get(name).is_some());
        Self::new(Trust::from_env(env), proxy.map(str::to_owned), clock, true, false)
    }

    /// No network at all.
    pub fn none(clock: Clock) -> Self {
        Self::new(Trust::default(), None, clock, false, true)
    }

    /// The same network, to a host for which `bundle` alone may vouch, and past every proxy.
    pub fn trusting_only(&self, name: &str, bundle: PathBuf) -> Self {
        Self::new(Trust::only(name, bundle), None, self.0.clock.clone(), self.0.networked, true)
    }

    /// Trusts the authorities of one more bundle; `name` says who named it. To be called before
    /// the first request.
    pub fn also_trust(&self, name: &str, bundle: PathBuf) {
        self.0.trust.add(name, bundle);
    }

    fn new(trust: Trust, proxy: Option<String>, clock: Clock, networked: bool, direct: bool) -> Self {
        let [plain, local, remote] = std::array::from_fn(|_| OnceLock::new());
        Self(Arc::new(Inner { trust, proxy, clock, networked, direct, status: AtomicU16::new(0), plain, local, remote }))
    }

    /// Whether anything can be reached at all.
    pub(super) fn is_networked(&self) -> bool {
        self.0.networked
    }

    /// Sends one request once and reads its answer whole.
    pub async fn send(&self, ask: Ask) -> Result<Answer> {
        let client = self.client(&ask.url)?;
        let host = host_of(&ask.url);
        let mut request = reqwest::Request::new(ask.method, ask.url);
        *request.headers_mut() = ask.headers;
        *request.body_mut() = ask.body.map(|body| reqwest::Body::from(body.to_vec()));
        self.execute(client, request, host).await
    }

    /// Whether the last answer was throttling or a server's error: worth another attempt.
    pub fn last_was_transient(&self) -> bool {
        matches!(self.0.status.load(Ordering::Relaxed), 429 | 500..)
    }

    /// The client for `url`.
    pub(super) fn client(&self, url: &Url) -> Result<&reqwest::Client> {
        let inner = &*self.0;
        if !inner.networked {
            return Err(Error::network(format!("{} cannot be asked: there is no network here", host_of(url))));
        }
        let (slot, local) = match (url.scheme(), is_local(url)) {
            ("http", false) => {
                return Err(Error::configuration(format!(
                    "{} would be asked over plain HTTP, which is for this machine and its metadata only",
                    host_of(url)
                ))
                .hint("check the endpoint overrides in the environment"));
            }
            ("http", true) => (&inner.plain, true),
            (_, true) => (&inner.local, true),
            (_, false) => (&inner.remote, false),
        };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(policy::REQUEST)
            .connect_timeout(if is_link_local(url) { policy::METADATA_CONNECT } else { policy::CONNECT });
        if local || inner.direct {
            builder = builder.no_proxy();
        }
        let config = if url.scheme() == "http" { Trust::plain_config()? } else { inner.trust.client_config(&Files::real())? };
        let client = builder
            .tls_backend_preconfigured(config)
            .build()
            .map_err(|error| Error::network("the HTTP client cannot be set up").because(error))?;
        Ok(slot.get_or_init(|| client))
    }

    /// Sends a finished request and reads at most 1 MiB of its answer.
    pub(super) async fn execute(&self, client: &reqwest::Client, request: reqwest::Request, host: String) -> Result<Answer> {
        let started = self.0.clock.now();
        let proxied = request.url().scheme() == "https" && !is_local(request.url());
        let mut response = client.execute(request).await.map_err(|error| self.explain(error, &host, proxied))?;
        let status = response.status().as_u16();
        self.0.status.store(status, Ordering::Relaxed);
        let headers = std::mem::take(response.headers_mut());
        if let Some(date) = headers.get("date").and_then(|date| date.to_str().ok()) {
            self.0.clock.observe(date);
        }
        let mut body = Zeroizing::new(Vec::with_capacity(16 << 10));
        while let Some(chunk) = response.chunk().await.map_err(|error| self.explain(error, &host, proxied))? {
            if body.len() + chunk.len() > policy::ANSWER_BYTES {
                return Err(Error::network(format!("{host} sent more than {} bytes", policy::ANSWER_BYTES))
                    .hint("a proxy, a captive portal or a wrong endpoint override may be in between"));
            }
            body.extend_from_slice(&chunk);
        }
        let took = (self.0.clock.now() - started).num_milliseconds();
        tracing::debug!(target: "xcloud", host = %host, status, bytes = body.len(), ms = took, "answer");
        Ok(Answer { status, headers, body, host })
    }

    /// Why a request got no answer, in a user's words.
    fn explain(&self, error: reqwest::Error, host: &str, proxied: bool) -> Error {
        let error = error.without_url();
        if error.is_timeout() && !error.is_connect() {
            return Error::transient(format!("{host} did not answer within {} s", policy::REQUEST.as_secs())).because(error);
        }
        let name = self.0.proxy.as_deref().filter(|_| proxied);
        let proxy = name.map(|name| format!("; the proxy is set by {name}")).unwrap_or_default();
        match tls_error(&error) {
            Some(rustls::Error::InvalidCertificate(why)) => {
                let what = format!("the TLS certificate of {host} is not trusted: {}", distrust(why));
                let hint = match why {
                    rustls::CertificateError::UnknownIssuer if self.0.direct => "only its own authority may vouch for it",
                    rustls::CertificateError::UnknownIssuer => "name the PEM bundle of your network with --ca-bundle or SSL_CERT_FILE",
                    _ => "check the host name and this machine's clock",
                };
                return Error::network(what).hint(format!("{hint}; trusted are {}{proxy}", self.0.trust.describe())).because(error);
            }
            // The other side may be restarting; but a protocol that does not match never will.
            Some(tls) if !matches!(tls, rustls::Error::AlertReceived(_)) => {
                let what = format!("{host} does not speak TLS as it should: {}", innermost(&error));
                return Error::network(what)
                    .hint(format!("a proxy, a captive portal or a wrong endpoint override may be in between{proxy}"))
                    .because(error);
            }
            _ => {}
        }
        let inner = innermost(&error);
        if let Some(name) = name.filter(|_| inner.contains("proxy authorization required")) {
            return Error::network(format!("the proxy that {name} names wants a login before it leads to {host} (status 407)"))
                .hint(format!("write the login into {name} (http://USER:PASSWORD@HOST:PORT), or list the host in NO_PROXY"))
                .because(error);
        }
        if let Some(name) = name.filter(|_| inner.starts_with("tunnel error")) {
            return Error::transient(format!("the proxy that {name} names does not lead to {host}: {inner}"))
                .hint(format!("check {name} and NO_PROXY"))
                .because(error);
        }
        let (what, hint) = if error.is_connect() {
            (format!("{host} cannot be reached: {inner}"), format!("check the network and the host name{proxy}"))
        } else {
            (format!("the connection to {host} broke: {inner}"), format!("try again{proxy}"))
        };
        Error::transient(what).hint(hint).because(error)
    }
}

impl Trust {
    /// A configuration for plain HTTP, which never makes a TLS connection.
    fn plain_config() -> Result<rustls::ClientConfig> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::network("TLS cannot be set up").because(error))?;
        Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
    }
}

/// Host and port: what an error may say of a URL.
pub fn host_of(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        _ => url.scheme().to_owned(),
    }
}

/// The TLS problem inside, if that is what it was.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut source = error.source();
    while let Some(inner) = source {
        // An I/O error's source is its content's source: the content itself must be unwrapped.
        let mut content: &(dyn std::error::Error + 'static) = inner;
        while let Some(next) = content.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            content = next;
        }
        if let Some(tls) = content.downcast_ref() {
            return Some(tls);
        }
        source = inner.source();
    }
    None
}

/// What is wrong with a certificate, in a user's words.
fn distrust(why: &rustls::CertificateError) -> &'static str {
    use rustls::CertificateError as E;
    match why {
        E::UnknownIssuer => "no authority that is trusted here has signed it",
        E::Expired | E::ExpiredContext { .. } => "it has expired",
        E::NotValidYet | E::NotValidYetContext { .. } => "it is not valid yet",
        E::NotValidForName | E::NotValidForNameContext { .. } => "it is for another host name",
        E::Revoked => "it was revoked",
        _ => "it is not in order",
    }
}

/// The last cause, which is the one an operating system or a server gave.
fn innermost(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, headers: HeaderMap::new(), body: Zeroizing::new(body.as_bytes().to_vec()), host: "h.example".into() }
    }

    #[test]
    fn html_instead_of_json_is_named_but_not_shown() {
        let error = answer(200, "<html>SECRETMARKER</html>").parse::<serde_json::Value>().unwrap_err();
        assert!(error.message().contains("h.example sent something that is not the JSON expected"), "{error}");
        assert!(!error.to_string().contains("SECRETMARKER"));
        assert_eq!(error.retry(), Retry::Never);
        assert_eq!(answer(200, r#"{"a":"#).parse::<serde_json::Value>().unwrap_err().retry(), Retry::Later(None));
    }

    #[test]
    fn only_throttling_and_server_errors_are_retried() {
        for (status, retry) in [(200, false), (302, false), (400, false), (403, false), (429, true), (500, true), (503, true)] {
            assert_eq!(answer(status, "").retry() != Retry::Never, retry, "{status}");
        }
        let mut limited = answer(429, "");
        limited.headers.insert("retry-after", HeaderValue::from_static("2"));
        assert_eq!(limited.retry(), Retry::Later(Some(Duration::from_secs(2))));
    }

    #[test]
    fn a_bearer_is_not_in_debug_output() {
        let ask = Ask::get(Url::parse("https://h.example/").unwrap()).bearer(&Secret::new("s3cret"));
        assert!(!format!("{ask:?}").contains("s3cret"));
    }
}
