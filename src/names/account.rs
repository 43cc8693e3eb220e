//! Accounts: whose an identity is. An AWS account, a Google project.

use std::fmt;

use super::Wrong;

/// A Google project: its id, or its number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProjectId(String);

impl ProjectId {
    /// Parses an id (also one of a domain, `example.com:project`) or a number.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let shaped = (4..=100).contains(&text.len())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:".contains(c))
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric());
        if shaped { Ok(Self(text.to_owned())) } else { Err("is not a Google project id such as my-project-123".to_owned()) }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What `--expect-account` names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account(String);

impl Account {
    /// Parses the 12 digits of an AWS account, or a Google project.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        ProjectId::parse(text)
            .map(|ProjectId(text)| Self(text))
            .map_err(|_| "is not an account: the 12 digits of an AWS account, or a Google project id".to_owned())
    }

    /// The account in an identity: of an ARN, alone or as the subject of a token, the 12 digits;
    /// of a service account's e-mail address the project. `None` where the identity does not say.
    pub fn of(identity: &str) -> Option<Self> {
        let arn = identity.rsplit_once('#').map_or(identity, |(_, subject)| subject);
        if arn.starts_with("arn:aws") {
            let account = arn.split(':').nth(4)?;
            return (account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())).then(|| Self(account.to_owned()));
        }
        let (name, domain) = identity.split_once('@')?;
        let project = match domain {
            "developer.gserviceaccount.com" => name.strip_suffix("-compute")?.to_owned(),
            "appspot.gserviceaccount.com" => name.to_owned(),
            _ => {
                let project = domain.strip_suffix(".iam.gserviceaccount.com")?;
                match project.split_once('.') {
                    // A project of a domain is written the other way round in an address.
                    Some((project, domain)) => format!("{domain}:{project}"),
                    None => project.to_owned(),
                }
            }
        };
        ProjectId::parse(&project).ok().map(|ProjectId(project)| Self(project))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_an_identity() {
        for (identity, account) in [
            ("arn:aws:sts::123456789012:assumed-role/r/s", Some("123456789012")),
            ("arn:aws-cn:iam::123456789012:user/u", Some("123456789012")),
            ("https://x.tokens.sts.global.api.aws#arn:aws:iam::123456789012:role/r", Some("123456789012")),
            ("app@my-project.iam.gserviceaccount.com", Some("my-project")),
            ("app@my-project.example.com.iam.gserviceaccount.com", Some("example.com:my-project")),
            ("123456789012-compute@developer.gserviceaccount.com", Some("123456789012")),
            ("my-project@appspot.gserviceaccount.com", Some("my-project")),
            // Sad: whose these are they do not say.
            ("access key AKIAEXAMPLE", None),
            ("arn:aws:s3:::bucket", None),
            ("dev@example.com", None),
            ("dev@my-project.iam.gserviceaccount.com.evil.example", None),
            ("evil.iam.gserviceaccount.com", None),
            ("principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s", None),
            ("https://issuer.example#system:serviceaccount:ns:sa", None),
            ("", None),
        ] {
            assert_eq!(Account::of(identity).map(|Account(text)| text).as_deref(), account, "{identity}");
        }
    }

    #[test]
    fn names_of_accounts() {
        for good in ["123456789012", "my-project-123", "example.com:my-project"] {
            assert!(Account::parse(good).is_ok() && ProjectId::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "My-Project", "my project", "my-project\nx: y", "-abcd", "abcd-", "projects/my-project"] {
            assert!(Account::parse(bad).is_err() && ProjectId::parse(bad).is_err(), "{bad}");
        }
    }
}
