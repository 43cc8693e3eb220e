//! google-cloud-auth for Rust: application default credentials, then plain requests to Cloud Storage's JSON API.
//!
//! Variables: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1, SSL_CERT_FILE;
//! CLIENT_STORAGE_ENDPOINT, CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.

use std::{error::Error, process::ExitCode, time::Instant};

use google_cloud_auth::credentials::{Builder, CacheableResource, Credentials};
use xcloud_clients::{Settings, ms, report};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                eprintln!("  caused by: {inner}");
                cause = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let settings = Settings::from_env();
    let credentials = Builder::default().build()?;
    let http = reqwest::Client::new();
    let objects = format!(
        "{}/storage/v1/b/{}/o",
        settings.storage_endpoint, settings.bucket
    );

    let (mut keys, mut body, mut times) = (Vec::new(), String::new(), Vec::new());
    for _ in 0..settings.calls {
        let start = Instant::now();
        let list: serde_json::Value =
            serde_json::from_str(&get(&http, &credentials, &objects).await?)?;
        keys = list["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|o| o["name"].as_str().map(String::from))
            .collect();
        body = get(
            &http,
            &credentials,
            &format!("{objects}/{}?alt=media", settings.object),
        )
        .await?;
        times.push(ms(start));
    }
    report("google-cloud-auth-rust", &keys, &body, &times);
    Ok(())
}

async fn get(
    http: &reqwest::Client,
    credentials: &Credentials,
    url: &str,
) -> Result<String, Box<dyn Error>> {
    let headers = match credentials.headers(http::Extensions::new()).await? {
        CacheableResource::New { data, .. } => data,
        CacheableResource::NotModified => {
            return Err("headers not modified, though none were given".into());
        }
    };
    let response = http.get(url).headers(headers).send().await?;
    let status = response.status();
    let text = response.text().await?;
    if status.is_success() {
        Ok(text)
    } else {
        Err(format!("GET {url}: {status}: {text}").into())
    }
}
