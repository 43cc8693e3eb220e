//! The one retry loop: throttling, server errors and broken connections are asked again with
//! full-jitter back-off inside the deadline; a permanent refusal is exactly one request.

use std::time::{Duration, Instant};

use crate::error::{Result, Retry};
use crate::policy;

/// Runs `work` until it succeeds, fails for good, or there is no time for another attempt.
pub async fn retry<T>(deadline: Instant, mut work: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    let mut backoff = policy::BACKOFF;
    let mut attempt = 1;
    loop {
        let error = match work().await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let wait = match error.retry() {
            Retry::Never => return Err(error),
            Retry::Resign => Duration::ZERO, // the clock is corrected; `correct` allows it once
            Retry::Patiently => backoff.min(policy::METADATA_BACKOFF_MOST).mul_f64(fastrand::f64()),
            Retry::Later(after) => after.unwrap_or_else(|| backoff.mul_f64(fastrand::f64())),
        };
        let late = tokio::time::Instant::now().checked_add(wait + policy::LAST_ATTEMPT).is_none_or(|next| next >= deadline.into());
        let enough = attempt >= policy::ATTEMPTS && error.retry() != Retry::Patiently;
        if enough || late {
            return Err(error);
        }
        tracing::debug!(target: "xcloud", attempt, wait_ms = u64::try_from(wait.as_millis()).unwrap_or_default(), error = %error.one_line(), cause = %error.cause_chain(), "retry");
        tokio::time::sleep(wait).await;
        attempt += 1;
        backoff = (backoff * 2).min(policy::BACKOFF_MOST);
    }
}
