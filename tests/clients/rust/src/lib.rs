//! What both programs share: the settings, read from the environment, and the one line they print.

use std::time::Instant;

/// The settings; `README.md` beside the clients lists the variables.
pub struct Settings {
    pub bucket: String,
    pub object: String,
    pub calls: usize,
    pub storage_endpoint: String,
}

impl Settings {
    pub fn from_env() -> Self {
        let var =
            |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.into());
        Self {
            bucket: var("CLIENT_BUCKET", "xcloud-test"),
            object: var("CLIENT_OBJECT", "hello.txt"),
            calls: var("CLIENT_CALLS", "1")
                .parse()
                .expect("CLIENT_CALLS is a number"),
            storage_endpoint: var("CLIENT_STORAGE_ENDPOINT", "https://storage.googleapis.com"),
        }
    }
}

/// The JSON line that every client prints when all went well.
pub fn report(client: &str, keys: &[String], body: &str, ms: &[u128]) {
    let line = serde_json::json!({"client": client, "keys": keys, "body": body, "calls": ms.len(), "ms": ms});
    println!("{line}");
}

/// Milliseconds since `start`.
pub fn ms(start: Instant) -> u128 {
    start.elapsed().as_millis()
}
