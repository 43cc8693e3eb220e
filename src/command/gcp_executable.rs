//! `xcloud gcp-executable`.

use clap::ArgMatches;

use super::meant::{self, Caller};
use super::settings::Settings;
use crate::broker;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::protocol::{Reply, gcp_executable};

/// A subject token, or the failure as JSON.
pub fn run(host: &Host, matches: &ArgMatches) -> Reply {
    let answer = || -> Result<Reply> {
        let settings = Settings::load(host, matches)?;
        let request = meant::subject(&settings, Caller::Sdk)?;
        match broker::obtain(host, &request, &settings.broker()?)? {
            Credential::Subject(token) => Ok(gcp_executable::success(&token)),
            _ => Err(Error::new(ErrorKind::Unexpected, "a subject token was asked for and something else came")),
        }
    };
    match answer() {
        Ok(reply) => {
            output_file(host, &reply);
            reply
        }
        Err(error) => gcp_executable::failure(&error),
    }
}

/// The file that the libraries look into before they run us: whole or not at all, successes
/// only. If it cannot be written the answer on standard output is still good.
fn output_file(host: &Host, reply: &Reply) {
    let Some(path) = host.env.path("GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE") else { return };
    if let Err(error) = host.files.write_output(&path, reply.stdout.expose().as_bytes()) {
        tracing::debug!(target: "xcloud", path = %path.display(), error = %error, "the caller's output file was not written");
    }
}
