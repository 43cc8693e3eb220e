//! Google identities: the metadata server, application default credentials, gcloud's login.

mod adc;
mod external;
mod metadata;

use std::path::PathBuf;

use super::{Context, Detection, Kind, Source, digest};
use crate::error::{Error, Result};
use crate::hop::{Found, Need};
use crate::host::Host;
use crate::names::{Endpoint, ProjectId, Region, UniverseDomain, is_loopback};
use crate::request::GoogleKind;

/// One Google identity that is here.
#[derive(Debug)]
pub enum Google {
    Metadata(metadata::Metadata),
    Adc { adc: adc::Adc, file: PathBuf, quota_project: Option<ProjectId> },
}

/// One kind, because the user said so or because its turn has come.
pub fn detect(host: &Host, kind: GoogleKind, pinned: bool, context: Context<'_>) -> Detection {
    match kind {
        GoogleKind::Adc => detect_adc(host, pinned, context),
        GoogleKind::Gcloud => detect_gcloud(host, pinned, context),
        GoogleKind::Metadata => metadata::detect(host, pinned),
    }
}

fn detect_adc(host: &Host, pinned: bool, context: Context<'_>) -> Detection {
    match host.env.path("GOOGLE_APPLICATION_CREDENTIALS") {
        Some(path) => file(host, "google:adc", path, "GOOGLE_APPLICATION_CREDENTIALS names", pinned, context),
        None => match well_known(host).filter(|path| pinned && host.files.exists(path)) {
            Some(path) => file(host, "google:adc", path, "the application default credentials", pinned, context),
            None => Detection::absent("GOOGLE_APPLICATION_CREDENTIALS is not set"),
        },
    }
}

fn detect_gcloud(host: &Host, pinned: bool, context: Context<'_>) -> Detection {
    let path = well_known(host).filter(|path| host.files.exists(path)).or_else(|| login(host));
    match path {
        Some(path) => file(host, "google:gcloud", path, "gcloud's login", pinned, context),
        None => Detection::absent("nobody is logged in with gcloud"),
    }
}

/// The file named by `--from external-account=FILE`, which is of that one type.
pub fn external_account(host: &Host, path: PathBuf, context: Context<'_>) -> Detection {
    match file(host, "external-account", path, "--from names", true, context) {
        Detection::Here(Source { kind: Kind::Google(Google::Adc { adc, file, .. }), .. }) if !matches!(adc, adc::Adc::External(_)) => {
            let what = format!("the credentials file {} is not of type external_account", file.display());
            Detection::Broken(
                Error::configuration(what).hint("use --from google:adc with GOOGLE_APPLICATION_CREDENTIALS for the other types"),
            )
        }
        other => other,
    }
}

/// gcloud's folder.
fn gcloud_folder(host: &Host) -> Option<PathBuf> {
    host.env.path("CLOUDSDK_CONFIG").or_else(|| {
        if cfg!(windows) { Some(host.env.path("APPDATA")?.join("gcloud")) } else { Some(host.env.home()?.join(".config/gcloud")) }
    })
}

/// Where `gcloud auth application-default login` writes.
fn well_known(host: &Host) -> Option<PathBuf> {
    Some(gcloud_folder(host)?.join("application_default_credentials.json"))
}

/// Where `gcloud auth login` leaves the credentials of the active account.
fn login(host: &Host) -> Option<PathBuf> {
    let folder = gcloud_folder(host)?;
    let read = |path: PathBuf| host.files.read(&path, 64 << 10).ok();
    let active = host
        .env
        .get("CLOUDSDK_ACTIVE_CONFIG_NAME")
        .map(str::to_owned)
        .or_else(|| Some(read(folder.join("active_config"))?.trim().to_owned()))
        .unwrap_or_else(|| "default".to_owned());
    let account = match host.env.get("CLOUDSDK_CORE_ACCOUNT") {
        Some(account) => account.to_owned(),
        None => {
            let config = read(folder.join("configurations").join(format!("config_{active}")))?;
            let line = config.lines().find(|line| line.split('=').next().is_some_and(|key| key.trim() == "account"))?;
            line.split_once('=')?.1.trim().to_owned()
        }
    };
    if account.contains(['/', '\\']) {
        return None;
    }
    Some(folder.join("legacy_credentials").join(account).join("adc.json")).filter(|path| host.files.exists(path))
}

/// A credentials file that is there, or that somebody says is there.
fn file(host: &Host, name: &'static str, path: PathBuf, who: &str, pinned: bool, context: Context<'_>) -> Detection {
    let path = host.env.expand_home(path);
    let shown = path.display();
    let text = match host.files.read(&path, 256 << 10) {
        Ok(text) => text,
        Err(error) => {
            return Detection::Broken(
                Error::no_identity(format!("{who} {shown}, which cannot be read: {}", error.kind()))
                    .hint("name a readable credentials file, or unset the variable; a broader identity is not used instead"),
            );
        }
    };
    let what = format!("the credentials file {shown}");
    let parsed = adc::Adc::parse(&text, &what, &context.request.google).and_then(|adc| Ok((adc, adc::quota_project(&text, &what)?)));
    let (mut adc, quota_project) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Detection::Broken(error),
    };
    if adc.runs_xcloud() {
        let because = format!("the executable of {shown} is xcloud itself");
        return if pinned {
            Detection::Broken(Error::configuration(format!("a cycle: {because}")).hint("pin another source with --from, e.g. --from aws"))
        } else {
            Detection::absent(because)
        };
    }
    let scope = match adc.settle(host, context) {
        Ok(who) => who.map(|who| format!("{shown}\n{}\n{who}", digest(&text))),
        Err(error) => return Detection::Broken(error.within(format!("the AWS identity for {shown}"))),
    };
    Detection::Here(Source { name, scope, kind: Kind::Google(Google::Adc { adc, file: path, quota_project }) })
}

/// A URL of a credentials file that a proof may be sent to: this machine, Google, or the universe
/// that the user named. A file cannot name its own universe, or it could name anybody's host.
pub fn trusted(url: &str, what: &str, universe: &UniverseDomain) -> Result<Endpoint> {
    let endpoint = Endpoint::parse(url).map_err(|wrong| Error::configuration(format!("{what} {wrong}")))?;
    let host = endpoint.url().host_str().unwrap_or_default();
    let google =
        ["googleapis.com", universe.as_str()].iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')));
    if google || is_loopback(endpoint.url()) {
        Ok(endpoint)
    } else {
        Err(Error::configuration(format!("{what} is {endpoint}, which is not a host of {universe}", universe = universe.as_str()))
            .hint("nothing was sent there; if the host is right, name its domain with --universe-domain, or the URL with --token-url or --impersonation-url"))
    }
}

impl Google {
    /// `quota_project_id` of a credentials file.
    pub fn quota_project(&self) -> Option<&ProjectId> {
        match self {
            Self::Adc { quota_project, .. } => quota_project.as_ref(),
            Self::Metadata(_) => None,
        }
    }

    pub async fn fetch(&self, host: &Host, need: &Need, region: &Region, context: Context<'_>) -> Result<Found> {
        match self {
            Self::Metadata(metadata) => metadata.fetch(host, need).await,
            Self::Adc { adc, file, .. } => adc.fetch(host, need, region, context, file).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_goes_to_google_or_to_this_machine_only() {
        let universe = UniverseDomain::default();
        for good in [
            "https://sts.googleapis.com/v1/token",
            "https://sts.us-east1.rep.googleapis.com/",
            "https://127.0.0.1:1/x",
            "http://localhost:1/",
        ] {
            assert!(trusted(good, "token_url", &universe).is_ok(), "{good}");
        }
        for bad in [
            "https://evil.example/",
            "https://googleapis.com.evil.example/",
            "https://xgoogleapis.com/",
            "http://sts.googleapis.com/",
            "https://sts.other.goog/",
        ] {
            assert!(trusted(bad, "token_url", &universe).is_err(), "{bad}");
        }
        let universe = UniverseDomain::parse("other.goog").unwrap();
        assert!(trusted("https://sts.other.goog/", "token_url", &universe).is_ok());
    }
}
