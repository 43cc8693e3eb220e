//! A secret from the moment it is read until its bytes leave.
//!
//! There is no `Display`, `Serialize`, `Clone` or `Deref`: a secret cannot be printed, stored or
//! copied by accident. `tests/floors.rs` lists the files that may call [`Secret::expose`].

use std::fmt;

use zeroize::Zeroize;

/// Text that must never be shown; its memory is wiped when it is dropped.
pub struct Secret(String);

impl Secret {
    /// Takes ownership of `text`; whoever held it before should not keep a copy.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the place where its bytes leave the program.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A second owner of the same secret, said aloud because copies are what leaks.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it can be a credential: not empty, and visible ASCII only, so that it is one word
    /// in every header, form and shell line it will stand in.
    pub fn is_one_word(&self) -> bool {
        is_one_word(&self.0)
    }

    /// What tells this secret from another without being it: the start of its SHA-256.
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest as _, Sha256};
        Sha256::digest(self.0.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The same secret without the white space around it: token files end in a newline,
    /// and a newline in a header or a form field is refused by every cloud.
    pub fn trimmed(self) -> Self {
        let text = self.0.trim();
        if text.len() == self.0.len() { self } else { Self(text.to_owned()) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<'de> serde::Deserialize<'de> for Secret {
    /// Reading is the way in; there is no `Serialize`, which would be the way out.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Not empty, and visible ASCII only.
pub fn is_one_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Foreign text as it may be shown: one line, bounded, without what looks like a token and without
/// the secrets that were just sent (a service may echo them).
pub fn shown(text: &str, sent: &[&Secret]) -> String {
    let mut text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    for secret in sent.iter().filter(|secret| secret.0.len() >= 8) {
        // A token is echoed as it is or as it stood in a form.
        let encoded: String = url::form_urlencoded::byte_serialize(secret.0.as_bytes()).collect();
        for form in [secret.0.as_str(), encoded.as_str()] {
            text = text.replace(form, HIDDEN);
        }
    }
    one_line(&text, 60)
}

/// Like [`shown`], for what another program says of its own failure: any run that could be a key is
/// hidden, though a long name may be hidden as well.
pub fn shown_strictly(text: &str) -> String {
    one_line(&text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>(), 32)
}

fn one_line(text: &str, dense: usize) -> String {
    let words: Vec<String> = text.split_whitespace().map(|word| hide_tokens(word, dense)).collect();
    let mut line = words.join(" ");
    line.truncate(line.trim_end_matches('.').len()); // the hint follows
    if let Some((cut, _)) = line.char_indices().nth(SHOWN_CHARS) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// Enough of a refusal to search for, too little to carry a document.
const SHOWN_CHARS: usize = 400;
const HIDDEN: &str = "[hidden]";

/// Hides the parts of one word that have the shape of a credential: JWTs, Google access tokens,
/// and long runs of base64 that no name of either cloud has.
fn hide_tokens(word: &str, least: usize) -> String {
    let mut out = String::with_capacity(word.len());
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        let jwt = run.starts_with("eyJ");
        let google = run.starts_with("ya29.") || run.starts_with("1//");
        let dense = run.len() >= least && run.bytes().any(|b| b.is_ascii_digit()) && !(least >= 60 && run.starts_with("//"));
        let dense = dense && (least < 60 || run.split(['/', '.', '-']).any(|part| part.len() >= 40));
        out.push_str(if jwt || google || dense { HIDDEN } else { run.as_str() });
        run.zeroize();
        run.clear();
    };
    for c in word.chars() {
        if c.is_ascii_alphanumeric() || "-_.+/=%".contains(c) {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_the_type_only() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret");
    }

    #[test]
    fn trimming_removes_the_newline_of_a_token_file() {
        assert_eq!(Secret::new("abc\n").trimmed().expose(), "abc");
        assert_eq!(Secret::new("\r\n a b \n").trimmed().expose(), "a b");
        assert_eq!(Secret::new("abc").trimmed().expose(), "abc");
    }

    #[test]
    fn foreign_text_never_carries_a_secret() {
        let sent = Secret::new("abc/def+ghi=");
        assert_eq!(shown("got abc/def+ghi= here", &[&sent]), "got [hidden] here");
        assert_eq!(shown("got abc%2Fdef%2Bghi%3D here", &[&sent]), "got [hidden] here");
        assert_eq!(shown("token eyJhbGciOi.eyJpc3Mi.c2ln, bad\nline", &[]), "token [hidden], bad line");
        assert_eq!(shown("\"ya29.c.abc\"", &[]), "\"[hidden]\"");
        assert_eq!(shown(&"x1".repeat(40), &[]), "[hidden]");
        for kept in [
            "arn:aws:sts::123456789012:assumed-role/a-role-name/with.a.long.session.name@example.com",
            "//iam.googleapis.com/projects/1234567890/locations/global/workloadIdentityPools/pool/providers/aws",
            "https://11111111-2222-3333-4444-555555555555.tokens.sts.global.api.aws",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        ] {
            assert_eq!(shown(kept, &[]), kept);
        }
        assert_eq!(shown_strictly("SecretAccessKey=wJalrXUtnFEMI/K7MDENG/bPxRfiCY12345678 no"), "[hidden] no");
        assert_eq!(shown(&"a ".repeat(500), &[]).chars().count(), SHOWN_CHARS + 1);
    }
}
