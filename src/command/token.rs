//! `xcloud token aws|gcp|id|subject`.

use super::meant::{self, Caller};
use super::settings::Settings;
use crate::broker;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::protocol::Reply;
use crate::protocol::aws_formats::AwsFormat;
use crate::protocol::token_formats::TokenFormat;

/// The credential in the format of choice, on standard output or in a file.
pub fn run(host: &Host, kind: &str, settings: &Settings<'_>) -> Result<Reply> {
    let request = match kind {
        "aws" => meant::aws(settings, Caller::Shell)?,
        "gcp" => meant::google_access(settings)?,
        "id" => meant::google_id(settings)?,
        _ => meant::subject(settings, Caller::Shell)?,
    };
    let write = writer(kind, settings)?;
    let credential = broker::obtain(host, &request, &settings.broker()?)?;
    let text = write(&credential).ok_or_else(|| Error::new(ErrorKind::Unexpected, "the credential does not fit the format"))?;
    let Some(origin) = settings.one("output_file") else {
        return Ok(Reply { stderr: host.notes(), ..Reply::success(text) });
    };
    let path = host.env.expand_home(origin.value.clone().into());
    let text = crate::secret::Secret::new(text);
    host.files.write_output(&path, text.expose().as_bytes()).map_err(|error| {
        Error::configuration(format!("{} cannot be written: {}", path.display(), error.kind()))
            .hint("--output-file names a file in a folder that exists")
    })?;
    Ok(Reply { stderr: host.notes(), ..Reply::success("") })
}

type Writer = Box<dyn Fn(&Credential) -> Option<String>>;

fn writer(kind: &str, settings: &Settings<'_>) -> Result<Writer> {
    fn pick<T: Copy>(settings: &Settings<'_>, known: &[(&str, T)], default: T) -> Result<T> {
        let find = |text: &str| {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            known
                .iter()
                .find(|(name, _)| *name == text)
                .map(|(_, format)| *format)
                .ok_or_else(|| format!("is not a format; known are {}", names.join(", ")))
        };
        Ok(settings.parse("format", &[], find)?.unwrap_or(default))
    }
    if kind == "aws" {
        let format = pick(settings, &AwsFormat::ALL, AwsFormat::Process)?;
        return Ok(Box::new(move |credential| match credential {
            Credential::Aws(keys) => Some(format.write(keys)),
            _ => None,
        }));
    }
    let format = pick(settings, &TokenFormat::ALL, TokenFormat::Token)?;
    Ok(Box::new(move |credential| format.write(credential)))
}
