//! Every number of the program, each with the sentence that explains it. Mechanism is elsewhere.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// All attempts of one answer together. Old Rust SDKs stop a helper after 5 s, Google's libraries
/// after 30 s by default; a user who waits longer than this believes it hangs.
pub const DEADLINE: Duration = Duration::from_secs(15);
/// A TCP and TLS connection that is not there after 3 s will not come.
pub const CONNECT: Duration = Duration::from_secs(3);
/// One request, so that a hung server leaves time for one more attempt.
pub const REQUEST: Duration = Duration::from_secs(8);
/// Link-local metadata servers answer in milliseconds or are not there.
pub const METADATA_CONNECT: Duration = Duration::from_secs(1);
/// Whether an address that nobody named is Google's metadata server: it is on the same machine,
/// and whoever is elsewhere must not wait for it.
pub const METADATA_PROBE: Duration = Duration::from_millis(250);
/// No answer of a cloud is larger; more is an attack or a captive portal.
pub const ANSWER_BYTES: usize = 1 << 20;
/// Token files are a few kilobytes.
pub const TOKEN_BYTES: usize = 64 << 10;

/// botocore refreshes below 15 min on *every* call; one minute more keeps it calm.
pub const AWS_FRESH: Duration = Duration::from_secs(16 * 60);
/// botocore's coming release refreshes sessions of 90 min and more below 60 min.
pub const AWS_LONG_FRESH: Duration = Duration::from_secs(61 * 60);
/// The lifetime from which [`AWS_LONG_FRESH`] applies.
pub const AWS_LONG_LIFETIME: Duration = Duration::from_secs(90 * 60);
/// Google's clients refresh at 3:45 to 5 min and poll below.
pub const GOOGLE_FRESH: Duration = Duration::from_secs(10 * 60);
/// Under one minute a credential dies on its way: never used, never returned.
pub const LEAST_LIFE: Duration = Duration::from_secs(60);
/// AWS refuses a signature after 15 min; what we say of it stays well inside.
pub const SIGNATURE_LIFE: Duration = Duration::from_secs(10 * 60);
/// STS's own default lifetime of AWS's outbound JWT: long enough for one exchange.
pub const OUTBOUND_JWT_LIFE: Duration = Duration::from_secs(5 * 60);
/// The TokenRequest API's own minimum: more than enough for one exchange.
pub const TOKEN_REQUEST_LIFE: Duration = Duration::from_secs(600);
/// A refusal is worth this much more to say whose AWS keys were refused.
pub const NAMING: Duration = Duration::from_secs(2);
/// A stampede after a permanent refusal gets one answer for this long, not one each.
pub const REFUSAL_SHARED: Duration = Duration::from_secs(5);
/// Renewing while the old answer is still good: old Rust SDKs stop a helper after 5 s, and nobody
/// waits for long when an answer is there.
pub const RENEWAL: Duration = Duration::from_secs(4);
/// Waiters on another process's exchange look again this often.
pub const LOCK_POLL: Duration = Duration::from_millis(10);

/// What a command that has ended left in its pipes is read within this; a child that it left
/// behind may hold them open for ever.
pub const PIPE_DRAIN: Duration = Duration::from_millis(250);

/// Attempts of one request: the first and three more.
pub const ATTEMPTS: u32 = 4;
/// An attempt that starts this close to the deadline would only trade the real error for a lapse.
pub const LAST_ATTEMPT: Duration = Duration::from_millis(250);
/// First back-off; doubled each time, with full jitter.
pub const BACKOFF: Duration = Duration::from_millis(200);
/// No back-off is longer, unless the server's Retry-After says so.
pub const BACKOFF_MOST: Duration = Duration::from_secs(3);
/// A metadata server that is starting costs nobody anything to ask.
pub const METADATA_BACKOFF_MOST: Duration = Duration::from_millis(500);
/// A clock further off than this explains a refused signature.
pub const SKEW: Duration = Duration::from_secs(60);

/// How long AWS sessions are asked for unless the user says otherwise: STS's own default.
pub const AWS_SESSION: Duration = Duration::from_secs(3600);
/// The bounds of `DurationSeconds` in the STS model.
pub const AWS_SESSION_RANGE: (Duration, Duration) = (Duration::from_secs(900), Duration::from_secs(43_200));
/// How long impersonated Google tokens are asked for: the service's own default and usual most.
pub const GOOGLE_TOKEN: Duration = Duration::from_secs(3600);
/// The bounds of `lifetime` in generateAccessToken (above one hour the organisation must allow it).
pub const GOOGLE_TOKEN_RANGE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(43_200));
/// The bounds of `--timeout`.
pub const DEADLINE_RANGE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(600));
/// The region of signatures where nobody named one: every partition's STS knows its own, and
/// commercial AWS answers everywhere.
pub const DEFAULT_REGION: &str = "us-east-1";
/// AWS's own word for "a token meant for STS", the default audience into AWS.
pub const AWS_AUDIENCE: &str = "sts.amazonaws.com";
/// The scope that Google's own libraries ask for.
pub const CLOUD_PLATFORM: &str = "https://www.googleapis.com/auth/cloud-platform";

/// What a credential is for decides how early it is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// AWS keys: botocore's refresh windows rule.
    Aws,
    /// Google access and ID tokens, and subject tokens.
    Token,
}

/// How good a stored credential still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Hand it out.
    Fresh,
    /// Renew it; hand it out if that fails or another process is at it.
    Ageing,
    /// Never hand it out.
    Expired,
}

/// Judges a credential issued at `issued` that ends at `expires`, at the time `now`.
///
/// A clock that went backwards (an entry from the future) counts as expired: neither of the two
/// times can be trusted then.
pub fn freshness(family: Family, issued: DateTime<Utc>, expires: DateTime<Utc>, now: DateTime<Utc>) -> Freshness {
    let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    let left = (expires - now).num_seconds();
    let lifetime = (expires - issued).num_seconds();
    if left < seconds(LEAST_LIFE) || (issued - now).num_seconds() > seconds(SKEW) {
        return Freshness::Expired;
    }
    let window = match family {
        Family::Token => seconds(GOOGLE_FRESH),
        Family::Aws if lifetime >= seconds(AWS_LONG_LIFETIME) => seconds(AWS_LONG_FRESH),
        Family::Aws => seconds(AWS_FRESH),
    };
    // "Never more than half of the lifetime is asked for": a 15-minute session would never be fresh.
    if left > window.min(lifetime / 2) { Freshness::Fresh } else { Freshness::Ageing }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(lifetime: i64, left: i64, family: Family) -> Freshness {
        let issued = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let expires = issued + TimeDelta::seconds(lifetime);
        freshness(family, issued, expires, expires - TimeDelta::seconds(left))
    }

    #[test]
    fn windows_one_second_before_at_and_after() {
        use Family::{Aws, Token};
        use Freshness::{Ageing, Expired, Fresh};
        for (family, lifetime, left, expected) in [
            (Aws, 3600, 961, Fresh),
            (Aws, 3600, 960, Ageing),
            (Aws, 3600, 60, Ageing),
            (Aws, 3600, 59, Expired),
            (Aws, 5399, 961, Fresh),
            (Aws, 5400, 2701, Fresh), // half of the lifetime is less than 61 min
            (Aws, 5400, 2700, Ageing),
            (Aws, 43_200, 3661, Fresh),
            (Aws, 43_200, 3660, Ageing),
            (Aws, 900, 451, Fresh),
            (Aws, 900, 450, Ageing),
            (Token, 3600, 601, Fresh),
            (Token, 3600, 600, Ageing),
            (Token, 300, 151, Fresh),
            (Token, 300, 150, Ageing),
            (Token, 300, 60, Ageing),
            (Token, 300, 0, Expired),
            (Token, 300, -1, Expired),
        ] {
            assert_eq!(at(lifetime, left, family), expected, "{family:?} {lifetime} s, {left} s left");
        }
    }

    #[test]
    fn an_entry_from_the_future_is_not_trusted() {
        assert_eq!(at(3600, 3660, Family::Aws), Freshness::Fresh);
        assert_eq!(at(3600, 3661, Family::Aws), Freshness::Expired);
    }
}
