//! The time, corrected by what the clouds' `Date` headers said when a signature was refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use chrono::{DateTime, TimeDelta, Utc};

/// No credential of either cloud lives longer than a week; a larger number is no lifetime.
const MOST_LIFE: i64 = 7 * 24 * 3600;

/// The clock of the machine plus a correction.
#[derive(Clone, Debug)]
pub struct Clock {
    fixed: Option<i64>,
    seen: Arc<AtomicI64>,
    correction: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self { fixed: None, seen: Arc::default(), correction: Arc::default() }
    }

    /// A clock that stands still.
    pub fn fixed(now: i64) -> Self {
        Self { fixed: Some(now), ..Self::real() }
    }

    /// The time of this machine, for everything that stays on it: cache entries, deadlines.
    pub fn now(&self) -> DateTime<Utc> {
        match self.fixed {
            Some(now) => DateTime::from_timestamp(now, 0).unwrap_or_default(),
            None =>
            {
                #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
                Utc::now()
            }
        }
    }

    /// The end of something that lives `seconds` from now; `None` for a number no cloud means.
    pub fn after(&self, seconds: i64) -> Option<DateTime<Utc>> {
        (0..=MOST_LIFE).contains(&seconds).then(|| self.now() + TimeDelta::seconds(seconds))
    }

    /// A time of the clouds' clock as this machine's clock will show it: on a machine whose clock is
    /// slow, a credential ends earlier than its text says.
    pub fn local(&self, time: DateTime<Utc>) -> DateTime<Utc> {
        let skew = self.seen_skew();
        if skew.unsigned_abs() > crate::policy::SKEW.as_secs() { time - TimeDelta::try_seconds(skew).unwrap_or_default() } else { time }
    }

    /// The time as the clouds see it, for signatures and assertions.
    pub fn signing_time(&self) -> DateTime<Utc> {
        self.now() + TimeDelta::seconds(self.correction.load(Ordering::Relaxed))
    }

    /// Notes how far a `Date` header is from this clock; nothing changes by that alone.
    pub fn observe(&self, date: &str) {
        if let Ok(date) = DateTime::parse_from_rfc2822(date) {
            self.seen.store((date.with_timezone(&Utc) - self.now()).num_seconds(), Ordering::Relaxed);
        }
    }

    /// Seconds that the last answer's clock was ahead of ours.
    pub fn seen_skew(&self) -> i64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// Signs with the observed clock from now on; `false` if it was not far off, or was used already.
    pub fn correct(&self) -> bool {
        let seen = self.seen.load(Ordering::Relaxed);
        let much = seen.unsigned_abs() > crate::policy::SKEW.as_secs();
        much && self.correction.swap(seen, Ordering::Relaxed) != seen
    }

    /// The signing clock as the AWS SDK wants it.
    pub fn time_source(&self) -> impl TimeSource + 'static {
        Signing { correction: Arc::clone(&self.correction) }
    }
}

#[derive(Debug)]
struct Signing {
    correction: Arc<AtomicI64>,
}

impl TimeSource for Signing {
    fn now(&self) -> SystemTime {
        #[expect(clippy::disallowed_methods, reason = "the clock again, in the SDK's type")]
        let now = SystemTime::now();
        let correction = self.correction.load(Ordering::Relaxed);
        let by = Duration::from_secs(correction.unsigned_abs());
        if correction < 0 { now - by } else { now + by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skewed_clock_is_corrected_once() {
        let clock = Clock::fixed(1_700_000_000);
        assert!(!clock.correct());
        clock.observe("Tue, 14 Nov 2023 22:33:20 GMT");
        assert_eq!(clock.seen_skew(), 1200);
        assert_eq!(clock.signing_time().timestamp(), 1_700_000_000);
        assert!(clock.correct());
        assert!(!clock.correct(), "the same skew again explains nothing");
        assert_eq!(clock.signing_time().timestamp(), 1_700_001_200);
        assert_eq!(clock.now().timestamp(), 1_700_000_000);
    }

    #[test]
    fn small_differences_and_nonsense_are_left_alone() {
        let clock = Clock::fixed(1_700_000_000);
        clock.observe("yesterday");
        clock.observe("Tue, 14 Nov 2023 22:13:50 GMT");
        assert!(!clock.correct());
    }
}
