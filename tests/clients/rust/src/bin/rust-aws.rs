//! AWS SDK for Rust: lists a bucket and reads one object with the default credential chain.
//!
//! Variables: AWS_CONFIG_FILE and AWS_PROFILE (the profile with `credential_process`), AWS_REGION,
//! AWS_ENDPOINT_URL_S3, SSL_CERT_FILE; CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.

use std::{process::ExitCode, time::Instant};

use aws_sdk_s3::error::DisplayErrorContext;
use xcloud_clients::{Settings, ms, report};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let settings = Settings::from_env();
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let s3 = aws_sdk_s3::Client::from_conf(
        aws_sdk_s3::config::Builder::from(&config)
            .force_path_style(true)
            .build(),
    );

    let (mut keys, mut body, mut times) = (Vec::new(), String::new(), Vec::new());
    for _ in 0..settings.calls {
        let start = Instant::now();
        let list = s3.list_objects_v2().bucket(&settings.bucket).send().await;
        let list = list.map_err(|e| DisplayErrorContext(e).to_string())?;
        keys = list
            .contents()
            .iter()
            .filter_map(|o| o.key().map(String::from))
            .collect();
        let object = s3
            .get_object()
            .bucket(&settings.bucket)
            .key(&settings.object)
            .send()
            .await;
        let object = object.map_err(|e| DisplayErrorContext(e).to_string())?;
        let bytes = object
            .body
            .collect()
            .await
            .map_err(|e| e.to_string())?
            .into_bytes();
        body = String::from_utf8_lossy(&bytes).into_owned();
        times.push(ms(start));
    }
    report("aws-sdk-rust", &keys, &body, &times);
    Ok(())
}
