//! The refusals that people search for: how each is recognised, what is behind it, what to do.
//!
//! Looked at on the failure path only. An entry is plain data; `docs/errors.md` is made from it.

mod aws;
mod clients;
mod google;

use std::borrow::Cow;

use crate::error::{Error, ErrorKind, Retry};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// AWS's security token service.
    AwsSts,
    /// Any service of AWS, about the signature or the keys.
    Aws,
    /// EC2 or container metadata.
    AwsMetadata,
    /// A login of AWS's command line.
    AwsLogin,
    /// AWS's SDKs and command line.
    AwsClient,
    /// Google's token exchange.
    GoogleSts,
    /// Google's IAM credentials service.
    GoogleIam,
    /// Any API of Google.
    GoogleApi,
    /// Google's OAuth token endpoint.
    GoogleOauth,
    /// Google's metadata server.
    GoogleMetadata,
    /// Google's IAM while pools and providers are set up.
    GoogleSetup,
    /// Google's libraries and command line.
    GoogleClient,
    /// The Kubernetes API server.
    Kubernetes,
    /// The operating system or the network.
    Machine,
}

impl Stage {
    /// As the documentation calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwsSts => "AWS STS",
            Self::Aws => "any AWS service",
            Self::AwsMetadata => "EC2 and container metadata",
            Self::AwsLogin => "AWS login",
            Self::AwsClient => "AWS SDKs and CLI",
            Self::GoogleSts => "Google STS",
            Self::GoogleIam => "Google IAM credentials",
            Self::GoogleApi => "any Google API",
            Self::GoogleOauth => "Google OAuth",
            Self::GoogleMetadata => "Google metadata server",
            Self::GoogleSetup => "Google IAM (setup)",
            Self::GoogleClient => "Google libraries and gcloud",
            Self::Kubernetes => "Kubernetes API server",
            Self::Machine => "system and network",
        }
    }
}

/// What a refusal means for exit status and retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The identity or its proof is not accepted.
    Refused,
    /// The identity is known but may not do this.
    Permission,
    /// What was asked for cannot be had.
    Configuration,
    /// Somebody has to log in, or to attach an identity.
    Login,
    /// The same request may succeed a moment later.
    Transient,
    /// The clock is off: signing again with the corrected one may help.
    Skewed,
    /// Another program says so, never a service to us.
    Elsewhere,
}

impl Class {
    /// The exit status.
    pub const fn kind(self) -> ErrorKind {
        match self {
            Self::Refused | Self::Skewed => ErrorKind::Refused,
            Self::Permission => ErrorKind::Permission,
            Self::Configuration => ErrorKind::Configuration,
            Self::Login => ErrorKind::NoIdentity,
            Self::Transient => ErrorKind::Network,
            Self::Elsewhere => ErrorKind::Unexpected,
        }
    }

    /// What the retry loop may do.
    pub const fn retry(self) -> Retry {
        match self {
            Self::Transient => Retry::Later(None),
            Self::Skewed => Retry::Resign,
            _ => Retry::Never,
        }
    }
}

/// One refusal.
#[derive(Debug)]
pub struct Entry {
    /// Its stable name, printed in brackets.
    pub id: &'static str,
    /// Who says it.
    pub at: Stage,
    /// How it is recognised, one pattern being enough: `=Code` is the service's error code, all
    /// else is part of its words in lower case, without backslashes. `…` is a gap; `^` in front
    /// or behind is the beginning or the end.
    says: &'static [&'static str],
    /// What it means for exit status and retries.
    pub class: Class,
    /// What is behind it.
    pub cause: &'static str,
    /// What to do; `{name}` is filled from [`Facts`].
    pub fix: &'static str,
}

/// Every entry.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    [aws::ENTRIES, google::ENTRIES, clients::ENTRIES].into_iter().flatten()
}

/// The entry for what a service said to us at one of these stages.
pub fn find(stages: &[Stage], code: &str, words: &str) -> Option<&'static Entry> {
    let words = plain(words);
    entries().filter(|entry| stages.contains(&entry.at) && entry.class != Class::Elsewhere).find(|entry| entry.matches(code, &words))
}

/// The entry for a whole line of some program, whoever said it.
pub fn recognise(line: &str) -> Option<&'static Entry> {
    let (code, words) = code_of(line);
    let words = plain(words);
    entries().find(|entry| entry.matches(code, &words))
}

/// The id at the end of an error's message, if the catalogue knew it.
pub fn id_in(message: &str) -> Option<&str> {
    let id = message.strip_suffix(']')?.rsplit_once(" [")?.1;
    entries().map(|entry| entry.id).find(|known| *known == id)
}

impl Entry {
    fn matches(&self, code: &str, words: &str) -> bool {
        self.says.iter().any(|pattern| match pattern.strip_prefix('=') {
            Some(wanted) => code == wanted,
            None => is_said(pattern, words),
        })
    }

    /// `message` with the id behind it.
    pub fn title(&self, message: impl std::fmt::Display) -> String {
        format!("{message} [{}]", self.id)
    }

    /// Adds the cause as a note and the fix as hint, both with the real names where they are
    /// known; a hint that is there already is nearer to the cause and stays.
    pub fn explain(&self, error: Error, facts: &Facts) -> Error {
        error.note(facts.fill(self.cause)).hint(facts.fill(self.fix))
    }
}

/// Names that are known where the refusal happened, for the `{name}` of a fix.
#[derive(Debug, Default)]
pub struct Facts(Vec<(&'static str, String)>);

impl Facts {
    /// Adds a value, as one word of a shell command: claims are foreign text, and hints are pasted.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.push((name, word(value).into_owned()));
        self
    }

    /// Adds a value if it is known.
    pub fn maybe(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a command of our own, which stays as it is.
    pub fn command(mut self, name: &'static str, command: &str) -> Self {
        self.0.push((name, command.to_owned()));
        self
    }

    /// `text` with its `{name}`s replaced; one that is unknown stands in capitals.
    pub fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let name = after.split('}').next().unwrap_or_default();
            if name.is_empty() || name.len() == after.len() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
                out.push('{');
                rest = after;
                continue;
            }
            match self.0.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => out.push_str(value),
                None => out.push_str(&name.to_ascii_uppercase()),
            }
            rest = &after[name.len() + 1..];
        }
        out + rest
    }
}

/// A value as one word of a shell command.
pub fn word(value: &str) -> Cow<'_, str> {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:@=+,%".contains(c);
    if !value.is_empty() && value.chars().all(harmless) {
        return Cow::Borrowed(value);
    }
    let visible: String = value.chars().filter(|c| !c.is_control()).collect();
    Cow::Owned(format!("'{}'", visible.replace('\'', r"'\''")))
}

/// Lower case, without the backslashes that quoting in logs adds.
fn plain(words: &str) -> String {
    words.chars().filter(|c| *c != '\\').map(|c| c.to_ascii_lowercase()).collect()
}

/// The service's code at the head of a log line (`Code: words`, or `… (Code) when calling …`).
fn code_of(line: &str) -> (&str, &str) {
    let is_code = |text: &str| text.len() > 3 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if let Some((code, words)) = line.split_once(": ").filter(|(code, _)| is_code(code)) {
        return (code, words);
    }
    let called = line.strip_prefix("An error occurred (").and_then(|rest| rest.split_once(')'));
    match called.filter(|(code, _)| is_code(code)) {
        Some((code, rest)) => (code, rest.split_once("operation: ").map_or(rest, |(_, words)| words)),
        None => ("", line),
    }
}

/// Whether `words` hold the pieces of `pattern` in their order.
fn is_said(pattern: &str, words: &str) -> bool {
    let (pattern, from_start) = pattern.strip_prefix('^').map_or((pattern, false), |rest| (rest, true));
    let (pattern, to_end) = pattern.strip_suffix('^').map_or((pattern, false), |rest| (rest, true));
    let mut at = 0;
    for (number, piece) in pattern.split('…').map(str::trim).enumerate() {
        let Some(found) = words[at..].find(piece) else { return false };
        if from_start && number == 0 && found != 0 {
            return false;
        }
        at += found + piece.len();
    }
    !to_end || words[at..].trim_end_matches(['.', ' ']).is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(serde::Deserialize)]
    struct Sample {
        id: String,
        sample: String,
    }

    fn samples() -> Vec<Sample> {
        serde_json::from_str(include_str!("../tests/data/errors.samples.json")).unwrap()
    }

    #[test]
    fn every_sample_has_exactly_its_entry() {
        let samples = samples();
        assert!(samples.len() >= 64);
        for Sample { id, sample } in samples {
            let (code, words) = code_of(&sample);
            let found: Vec<&str> = entries().filter(|entry| entry.matches(code, &plain(words))).map(|entry| entry.id).collect();
            assert_eq!(found, [id.as_str()], "{sample}");
            assert_eq!(recognise(&sample).unwrap().id, id);
            assert_eq!(id_in(&recognise(&sample).unwrap().title("refused")), Some(id.as_str()));
            // A caller may have put its own words around it.
            let wrapped = format!("while calling: {sample} (request 1)");
            if let Some(entry) = recognise(&wrapped) {
                assert_eq!(entry.id, id, "{wrapped}");
            }
        }
    }

    #[test]
    fn every_entry_of_the_collection_has_its_sample_and_every_id_is_used_once() {
        let mut ids: Vec<&str> = entries().map(|entry| entry.id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for Sample { id, .. } in samples() {
            assert!(ids.contains(&id.as_str()), "{id}");
        }
    }

    #[test]
    fn every_fix_begins_with_something_to_do() {
        const TO_DO: &[&str] = &[
            "add",
            "allow",
            "ask",
            "attach",
            "check",
            "choose",
            "compare",
            "create",
            "enable",
            "get",
            "give",
            "grant",
            "impersonate",
            "keep",
            "let",
            "list",
            "log",
            "look",
            "make",
            "mount",
            "move",
            "name",
            "pin",
            "read",
            "remove",
            "renew",
            "run",
            "send",
            "set",
            "shorten",
            "switch",
            "try",
            "unset",
            "update",
            "use",
            "write",
        ];
        for entry in entries() {
            let first = entry.fix.split([' ', ':']).next().unwrap();
            assert!(TO_DO.contains(&first), "{}: {}", entry.id, entry.fix);
            for text in [entry.fix, entry.cause] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}", entry.id);
                assert!(!Facts::default().fill(text).contains(['\n', '\\']) || entry.id == "aws-process-windows-path", "{}", entry.id);
            }
            assert!(entry.cause.starts_with(|c: char| !c.is_uppercase() || c.is_ascii_uppercase()), "{}", entry.id);
        }
    }

    #[test]
    fn patterns_are_written_as_they_are_compared() {
        for entry in entries() {
            for pattern in entry.says {
                assert!(pattern.starts_with('=') || *pattern == plain(pattern), "{}: {pattern}", entry.id);
                assert!(!pattern.trim_matches(['=', '^']).is_empty(), "{}", entry.id);
            }
        }
    }

    #[test]
    fn a_stage_hears_its_own_entries_only() {
        let said = "Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z";
        assert_eq!(find(&[Stage::AwsSts, Stage::Aws], "SignatureDoesNotMatch", said).unwrap().id, "aws-signature-expired");
        assert!(find(&[Stage::GoogleSts], "invalid_grant", said).is_none());
        let node = "User: arn:aws:sts::123456789012:assumed-role/node/i-0abc is not authorized to perform: sts:AssumeRole on resource: r";
        assert_eq!(find(&[Stage::AwsSts, Stage::Aws], "AccessDenied", node).unwrap().id, "aws-sts-assume-role-denied");
        assert!(find(&[Stage::Kubernetes], "SignatureDoesNotMatch", said).is_none());
        let mismatch = "The request signature we calculated does not match the signature you provided";
        assert_eq!(find(&[Stage::Aws], "SignatureDoesNotMatch", mismatch).unwrap().id, "aws-signature-mismatch");
    }

    #[test]
    fn codes_are_whole_words() {
        let stages = &[Stage::AwsSts, Stage::Aws];
        assert_eq!(find(stages, "ExpiredToken", "").unwrap().id, "aws-expired-token");
        assert_eq!(find(stages, "ExpiredTokenException", "").unwrap().id, "aws-sts-token-expired");
        assert!(find(stages, "ExpiredTokenExceptions", "").is_none());
        assert!(find(stages, "", "").is_none());
        for none in ["", "]", "refused [hidden]", "refused [aws-expired-token] twice"] {
            assert_eq!(id_in(none), None);
        }
    }

    #[test]
    fn unknown_names_stand_in_capitals_and_known_ones_are_safe_to_paste() {
        let facts =
            Facts::default().with("role_name", "app").with("issuer", "https://x/$(id)").maybe("region", None).command("login", "aws login");
        assert_eq!(facts.fill("a {role_name} {region} b"), "a app REGION b");
        assert_eq!(facts.fill("run {login}"), "run aws login");
        assert_eq!(facts.fill("--url {issuer}"), "--url 'https://x/$(id)'");
        assert_eq!(facts.fill("extract('{role}/') {…} { {"), "extract('ROLE/') {…} { {");
        assert_eq!(word("it's\n"), r"'it'\''s'");
        assert_eq!(word(""), "''");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,200}") {
            let _ = recognise(&text);
            let _ = Facts::default().fill(&text);
        }

        #[test]
        fn gaps_and_case_do_not_matter(number in 0_u64..u64::MAX) {
            let said = format!("id token ISSUED at {number} is stale to sign-in");
            prop_assert_eq!(find(&[Stage::GoogleSts], "", &said).unwrap().id, "gcp-sts-stale-token");
        }
    }
}
