//! Which certificate authorities are trusted, loaded once and only when a TLS connection is made.
//!
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the system's bundle, as OpenSSL has it; the bundles
//! that the clouds' own tools know (`AWS_CA_BUNDLE` and others) are added. On Linux the first
//! existing system bundle is read and nothing else (0.4 ms instead of 2.5); elsewhere the
//! platform's own verifier decides.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use super::env::Env;
use super::files::Files;
use crate::error::{Error, Result};

/// Where distributions keep the one file with all authorities.
const SYSTEM_BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Alpine, Arch, distroless
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL, Amazon Linux
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", // openSUSE
    "/etc/ssl/cert.pem",
];
/// Bundles of the neighbours, added to the system's.
const EXTRA: [&str; 3] = ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE"];
/// No bundle is larger.
const BUNDLE_BYTES: usize = 8 << 20;

/// Which files to trust, and who named them.
#[derive(Debug, Default)]
pub struct Trust {
    replaced: Vec<Bundle>,
    folder: Option<PathBuf>,
    /// Added to the above; the settings and profiles that are read later may add more.
    extra: Mutex<Vec<Bundle>>,
}

/// Who named a file, and the file.
type Bundle = (String, PathBuf);

impl Trust {
    /// What the environment names.
    pub fn from_env(env: &Env) -> Self {
        let named = |name: &'static str| env.path(name).map(|path| (name.to_owned(), path));
        Self {
            replaced: named("SSL_CERT_FILE").into_iter().collect(),
            folder: env.path("SSL_CERT_DIR"),
            extra: Mutex::new(EXTRA.into_iter().filter_map(named).collect()),
        }
    }

    /// This bundle and nothing else.
    pub fn only(name: &str, path: PathBuf) -> Self {
        Self { replaced: vec![(name.to_owned(), path)], ..Self::default() }
    }

    /// Adds one more bundle, to connections that are not yet made.
    pub fn add(&self, name: &str, path: PathBuf) {
        let mut extra = self.extra.lock().unwrap_or_else(PoisonError::into_inner);
        if !extra.iter().any(|(_, known)| *known == path) {
            extra.push((name.to_owned(), path));
        }
    }

    fn extra(&self) -> Vec<Bundle> {
        self.extra.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was read, for a TLS error's hint.
    pub fn describe(&self) -> String {
        let mut names: Vec<String> =
            self.replaced.iter().chain(&self.extra()).map(|(name, path)| format!("{name}={}", path.display())).collect();
        names.extend(self.folder.iter().map(|path| format!("SSL_CERT_DIR={}", path.display())));
        if self.replaced.is_empty() && self.folder.is_none() {
            names.insert(0, "the system's certificates".to_owned());
        }
        names.join(", ")
    }

    /// A client configuration that trusts them.
    pub fn client_config(&self, files: &Files) -> Result<ClientConfig> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::network("TLS cannot be set up").because(error))?;
        let mut config = match self.roots(files)? {
            Some(roots) => builder.with_root_certificates(roots).with_no_client_auth(),
            None => {
                use rustls_platform_verifier::BuilderVerifierExt as _;
                builder
                    .with_platform_verifier()
                    .map_err(|error| {
                        Error::network("no certificate authorities were found on this machine")
                            .hint("install the ca-certificates package, or set SSL_CERT_FILE to a PEM bundle")
                            .because(error)
                    })?
                    .with_no_client_auth()
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }

    /// The authorities of the files, or `None` where only the platform knows.
    fn roots(&self, files: &Files) -> Result<Option<RootCertStore>> {
        let mut roots = RootCertStore::empty();
        for (name, path) in &self.replaced {
            add(&mut roots, files, name, path)?;
        }
        if let Some(folder) = &self.folder {
            for path in files.list(folder) {
                // A folder of certificates holds other things as well; those are passed over.
                let _ = add(&mut roots, files, "SSL_CERT_DIR", &path);
            }
        }
        if self.replaced.is_empty() && self.folder.is_none() {
            let system = SYSTEM_BUNDLES.iter().map(Path::new).find(|path| files.exists(path));
            match system {
                Some(path) if cfg!(target_os = "linux") => add(&mut roots, files, "the system's bundle", path)?,
                _ if self.extra().is_empty() => return Ok(None),
                _ => {}
            }
        }
        for (name, path) in &self.extra() {
            add(&mut roots, files, name, path)?;
        }
        Ok(Some(roots))
    }
}

fn add(roots: &mut RootCertStore, files: &Files, name: &str, path: &Path) -> Result<()> {
    let bundle = files.read(path, BUNDLE_BYTES).map_err(|error| {
        Error::configuration(format!("{name} names {}, which cannot be read: {}", path.display(), error.kind()))
            .hint(format!("set {name} to a readable PEM bundle, or unset it"))
    })?;
    let (added, _) = roots.add_parsable_certificates(CertificateDer::pem_slice_iter(bundle.as_bytes()).filter_map(Result::ok));
    if added == 0 {
        return Err(Error::configuration(format!("{name} names {}, which holds no certificate", path.display()))
            .hint(format!("set {name} to a PEM bundle, or unset it")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_is_named_must_be_there() {
        let env = Env::scripted(&[("AWS_CA_BUNDLE", "/ca.pem")]);
        let trust = Trust::from_env(&env);
        let error = trust.client_config(&Files::scripted(&[])).unwrap_err();
        assert!(error.message().contains("AWS_CA_BUNDLE names /ca.pem"), "{error}");
        let error = trust.client_config(&Files::scripted(&[("/ca.pem", "nothing")])).unwrap_err();
        assert!(error.message().contains("holds no certificate"), "{error}");
        assert_eq!(trust.describe(), "the system's certificates, AWS_CA_BUNDLE=/ca.pem");
    }

    #[test]
    fn ssl_cert_file_replaces_the_system() {
        let trust = Trust::from_env(&Env::scripted(&[("SSL_CERT_FILE", "/a"), ("SSL_CERT_DIR", "/b")]));
        assert_eq!(trust.describe(), "SSL_CERT_FILE=/a, SSL_CERT_DIR=/b");
    }
}
