//! Lengths of time as people write them: seconds, or with a unit.

use std::time::Duration;

use super::Wrong;

/// Parses `3600`, `3600s`, `90m`, `12h` or sums such as `1h30m`.
pub fn parse_span(text: &str) -> Result<Duration, Wrong> {
    let wrong = || "is not a length of time; write seconds, or 15m, 1h, 1h30m".to_owned();
    if let Ok(seconds) = text.parse::<u32>() {
        return Ok(Duration::from_secs(seconds.into()));
    }
    let mut total = 0_u64;
    let mut digits = String::new();
    for c in text.chars() {
        let unit = match c {
            '0'..='9' if digits.len() < 9 => {
                digits.push(c);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => return Err(wrong()),
        };
        total += digits.parse::<u64>().map_err(|_| wrong())? * unit;
        digits.clear();
    }
    if text.is_empty() || !digits.is_empty() { Err(wrong()) } else { Ok(Duration::from_secs(total)) }
}

/// Like [`parse_span`], within bounds.
pub fn parse_span_within(text: &str, (least, most): (Duration, Duration)) -> Result<Duration, Wrong> {
    let span = parse_span(text)?;
    if span < least || span > most {
        return Err(format!("is out of range: {} to {} seconds", least.as_secs(), most.as_secs()));
    }
    Ok(span)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans() {
        for (text, seconds) in [("0", 0), ("3600", 3600), ("3600s", 3600), ("90m", 5400), ("12h", 43_200), ("1h30m", 5400)] {
            assert_eq!(parse_span(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for bad in ["", "h", "1", "1x", "-1", "1.5h", "1h30", " 1h", "99999999999s"] {
            assert_eq!(parse_span(bad).is_ok(), bad == "1", "{bad}");
        }
    }

    #[test]
    fn bounds_are_inclusive() {
        let range = (Duration::from_secs(900), Duration::from_secs(43_200));
        for (text, good) in [("899", false), ("900", true), ("12h", true), ("43201", false)] {
            assert_eq!(parse_span_within(text, range).is_ok(), good, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9smh]{0,40}") {
            let _ = parse_span(&text);
        }
    }
}
