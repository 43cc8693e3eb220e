//! `xcloud aws-credential-process`.

use clap::ArgMatches;

use super::meant::{self, Caller};
use super::settings::Settings;
use crate::broker;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::protocol::{Reply, credential_process};

/// Keys, or the reason on standard error.
pub fn run(host: &Host, matches: &ArgMatches) -> Reply {
    let answer = || -> Result<Reply> {
        let settings = Settings::load(host, matches)?;
        let request = meant::aws(&settings, Caller::Sdk)?;
        match broker::obtain(host, &request, &settings.broker()?)? {
            Credential::Aws(keys) => Ok(credential_process::success(&keys)),
            _ => Err(Error::new(ErrorKind::Unexpected, "AWS keys were asked for and something else came")),
        }
    };
    answer().unwrap_or_else(|error| credential_process::failure(&error))
}
