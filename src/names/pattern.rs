//! Patterns of identities, for `--expect-identity`.

use std::fmt;

/// Text in which `*` stands for any run of characters, also none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern(String);

impl Pattern {
    /// Any non-empty text is a pattern.
    pub fn parse(text: &str) -> Result<Self, super::Wrong> {
        if text.is_empty() {
            Err("is empty; write an ARN, an e-mail address or iss#sub, with * as wildcard".to_owned())
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// Whether the whole of `identity` fits, letter for letter.
    pub fn matches(&self, identity: &str) -> bool {
        let mut parts = self.0.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = identity.strip_prefix(first) else { return false };
        let mut parts: Vec<&str> = parts.collect();
        let Some(last) = parts.pop() else { return rest.is_empty() };
        for part in parts {
            // The earliest place leaves the most for what follows.
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, identity, fits) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*", "", true),
            ("*b", "ab", true),
            ("a*a", "a", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxc", false),
            ("arn:aws:sts::1:assumed-role/app/*", "arn:aws:sts::1:assumed-role/app/s", true),
            ("arn:aws:sts::1:assumed-role/app/*", "arn:aws:sts::1:assumed-role/application/s", false),
            ("ab*ba", "aba", false),
            ("A*", "ab", false),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().matches(identity), fits, "{pattern} {identity}");
        }
        assert!(Pattern::parse("").is_err());
    }
}
