//! AWS names: partitions, regions, role ARNs, role session names, session tags.
//! Contract: the STS API model (lengths and character sets), IAM identifiers.

use std::fmt;

use super::Wrong;

/// The characters STS allows in session names, source identities and external ids: `[\w+=,.@-]`.
fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}

/// A separate set of AWS regions, accounts and endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Partition(String);

impl Partition {
    /// The ARN's second part, e.g. `aws-cn`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The region whose STS is asked when nobody named one; each partition keeps to itself.
    pub fn default_region(&self) -> Region {
        let name = match self.0.as_str() {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            "aws-iso" => "us-iso-east-1",
            "aws-iso-b" => "us-isob-east-1",
            "aws-iso-e" => "eu-isoe-west-1",
            "aws-iso-f" => "us-isof-south-1",
            "aws-eusc" => "eusc-de-east-1",
            _ => crate::policy::DEFAULT_REGION,
        };
        Region(name.to_owned())
    }
}

/// An AWS region, e.g. `eu-central-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region(String);

impl Region {
    /// Parses a region name; its shape only, since AWS adds regions faster than we release.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let shaped = text.len() <= 40
            && text.split('-').count() >= 3
            && text.split('-').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
            && text.ends_with(|c: char| c.is_ascii_digit());
        if shaped { Ok(Self(text.to_owned())) } else { Err("is not an AWS region such as eu-central-1".to_owned()) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition it belongs to, by its prefix.
    pub fn partition(&self) -> Partition {
        let name = match self.0.as_str() {
            r if r.starts_with("cn-") => "aws-cn",
            r if r.starts_with("us-gov-") => "aws-us-gov",
            r if r.starts_with("us-iso-") => "aws-iso",
            r if r.starts_with("us-isob-") => "aws-iso-b",
            r if r.starts_with("eu-isoe-") => "aws-iso-e",
            r if r.starts_with("us-isof-") => "aws-iso-f",
            r if r.starts_with("eusc-") => "aws-eusc",
            _ => "aws",
        };
        Partition(name.to_owned())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An IAM role ARN, e.g. `arn:aws:iam::123456789012:role/path/name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoleArn {
    text: String,
    partition: Partition,
}

impl RoleArn {
    /// Parses a role ARN as it is pasted from a console.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let wrong = |why: &str| format!("is not a role ARN ({why}); one looks like arn:aws:iam::123456789012:role/name");
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let &["arn", partition, service, region, account, resource] = parts.as_slice() else {
            return Err(wrong("it needs six parts separated by colons"));
        };
        if !partition.starts_with("aws") || !partition.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
            return Err(wrong("the partition after arn: is aws, aws-cn, aws-us-gov, …"));
        }
        if service == "sts" && resource.starts_with("assumed-role/") {
            return Err(wrong("this is an assumed-role session; name the role itself"));
        }
        if service != "iam" || !region.is_empty() {
            return Err(wrong("the service is iam, and IAM has no region"));
        }
        if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong("the account is 12 digits"));
        }
        let Some(name) = resource.strip_prefix("role/") else {
            return Err(wrong("the resource starts with role/"));
        };
        let last = name.rsplit('/').next().unwrap_or_default();
        if last.is_empty() || last.len() > 64 || !last.chars().all(is_name_char) || text.len() > 2048 {
            return Err(wrong("the role name has 1 to 64 of A-Z a-z 0-9 _+=,.@-"));
        }
        if !name.chars().all(|c| c.is_ascii_graphic()) {
            return Err(wrong("the path has a character that IAM does not allow"));
        }
        Ok(Self { text: text.to_owned(), partition: Partition(partition.to_owned()) })
    }

    /// The whole ARN.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The partition.
    pub fn partition(&self) -> &Partition {
        &self.partition
    }

    /// The account's 12 digits.
    pub fn account(&self) -> &str {
        self.text.split(':').nth(4).unwrap_or_default()
    }

    /// The role's name, without its path.
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }

    /// `arn:aws:sts::ACCOUNT:assumed-role/`, what a session's ARN starts with.
    fn session_stem(&self) -> String {
        format!("arn:{}:sts::{}:assumed-role/", self.partition.as_str(), self.account())
    }

    /// How long a session's name may be so that its whole ARN fits into `google.subject`.
    pub fn session_room(&self) -> usize {
        GOOGLE_SUBJECT.saturating_sub(self.session_stem().len() + self.name().len() + 1)
    }

    /// Whether a session of this name fits into `google.subject`; if not, the arithmetic.
    pub fn fits_google(&self, session: &SessionName) -> Result<(), Wrong> {
        let (stem, role, name) = (self.session_stem().len(), self.name().len(), session.as_str().len());
        let whole = stem + role + 1 + name;
        if whole <= GOOGLE_SUBJECT {
            return Ok(());
        }
        Err(format!(
            "makes the ARN that becomes google.subject too long: {}{}/{} has {stem} + {role} + 1 + {name} = {whole} bytes, and Google takes {GOOGLE_SUBJECT}",
            self.session_stem(),
            self.name(),
            session.as_str()
        ))
    }
}

/// Bytes of `google.subject`, by the reference of workload identity pools.
pub const GOOGLE_SUBJECT: usize = 127;

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A role session name: 2 to 64 of `[\w+=,.@-]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionName(String);

impl SessionName {
    /// Parses a name that somebody chose; it is never changed behind their back.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        if (2..=64).contains(&text.len()) && text.chars().all(is_name_char) {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not a role session name: 2 to 64 of A-Z a-z 0-9 _+=,.@-".to_owned())
        }
    }

    /// A valid, stable name from facts of any shape: foreign characters become `-`, and what is
    /// too long for `most` bytes is cut and ends in a hash of the whole.
    pub fn from_facts(facts: &str, most: usize) -> Self {
        let most = most.clamp(16, 64);
        let mut name: String = facts.chars().map(|c| if is_name_char(c) { c } else { '-' }).collect();
        name = name.trim_matches('-').to_owned();
        if name.len() > most {
            use sha2::{Digest, Sha256};
            let hash = Sha256::digest(facts.as_bytes());
            let tail: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            name.truncate(most - tail.len() - 1);
            name = format!("{}-{tail}", name.trim_end_matches('-'));
        }
        if name.len() < 2 { Self("xcloud".to_owned()) } else { Self(name) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an AssumeRole call says about who is behind it: 2 to 64 characters, not `aws:…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceIdentity(String);

impl SourceIdentity {
    /// Parses a source identity.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        if (2..=64).contains(&text.len()) && text.chars().all(is_name_char) && !text.starts_with("aws:") {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not a source identity: 2 to 64 of A-Z a-z 0-9 _+=,.@-".to_owned())
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One session tag of an AssumeRole call, written `KEY=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionTag {
    /// 1 to 128 characters.
    pub key: String,
    /// 0 to 256 characters.
    pub value: String,
}

impl SessionTag {
    /// Parses `KEY=VALUE`.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let (key, value) = text.split_once('=').ok_or("is not a session tag; write KEY=VALUE")?;
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err("is not a session tag: the key has 1 to 128 characters, the value up to 256".to_owned());
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err("is not a session tag: keys that start with aws: belong to AWS".to_owned());
        }
        Ok(Self { key: key.to_owned(), value: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn role_arns() {
        for good in [
            "arn:aws:iam::123456789012:role/name",
            "arn:aws-cn:iam::123456789012:role/a/b/name",
            "arn:aws-us-gov:iam::123456789012:role/service-role/A+b=c,d.e@f-g",
        ] {
            assert_eq!(RoleArn::parse(good).unwrap().as_str(), good);
        }
        for (bad, why) in [
            ("", "six parts"),
            ("name", "six parts"),
            ("arn:aws:iam::123456789012:user/name", "starts with role/"),
            ("arn:aws:iam::12345:role/name", "12 digits"),
            ("arn:aws:iam::123456789012:role/", "1 to 64"),
            ("arn:aws:iam:us-east-1:123456789012:role/x", "no region"),
            ("arn:aws:sts::123456789012:assumed-role/x/y", "name the role itself"),
            ("arn:gcp:iam::123456789012:role/x", "partition"),
            ("arn:aws:iam::123456789012:role/x y", "1 to 64"),
            ("arn:aws:iam::123456789012:role/a\nb/x", "path"),
        ] {
            let wrong = RoleArn::parse(bad).unwrap_err();
            assert!(wrong.contains(why), "{bad}: {wrong}");
        }
        let arn = RoleArn::parse("arn:aws-cn:iam::123456789012:role/a/b/name").unwrap();
        assert_eq!((arn.account(), arn.name(), arn.partition().as_str()), ("123456789012", "name", "aws-cn"));
    }

    #[test]
    fn regions() {
        for good in ["us-east-1", "us-gov-west-1", "eusc-de-east-1"] {
            assert_eq!(Region::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "us-east", "US-EAST-1", "us-east-1a", "us--1", "a.b-c-1", "us-east-1/x"] {
            assert!(Region::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_room_for_a_session_in_googles_subject() {
        // Role and session may have 87 bytes together, and less in partitions of longer names.
        for (arn, room) in [
            ("arn:aws:iam::123456789012:role/r", 86),
            ("arn:aws-cn:iam::123456789012:role/r", 83),
            ("arn:aws-us-gov:iam::123456789012:role/path/is/not/in/it/r", 79),
        ] {
            assert_eq!(RoleArn::parse(arn).unwrap().session_room(), room, "{arn}");
        }
        let longest = RoleArn::parse(&format!("arn:aws-us-gov:iam::123456789012:role/{}", "r".repeat(64))).unwrap();
        assert_eq!(longest.session_room(), 16, "the least that a made name needs");
        let name = |length: usize| SessionName::parse(&"s".repeat(length)).unwrap();
        assert_eq!(longest.fits_google(&name(16)), Ok(()));
        let wrong = longest.fits_google(&name(17)).unwrap_err();
        assert!(wrong.contains("46 + 64 + 1 + 17 = 128 bytes"), "{wrong}");
    }

    #[test]
    fn session_names_from_facts() {
        for (facts, name) in [
            ("project.host", "project.host"),
            ("example.com:project.host", "example.com-project.host"),
            ("system:serviceaccount:ns:sa", "system-serviceaccount-ns-sa"),
            ("", "xcloud"),
            ("::", "xcloud"),
        ] {
            assert_eq!(SessionName::from_facts(facts, 64).as_str(), name);
        }
        let long = SessionName::from_facts(&"x".repeat(90), 64);
        assert_eq!(long.as_str().len(), 64);
        assert_ne!(long, SessionName::from_facts(&"x".repeat(91), 64), "the hash tells long names apart");
    }

    #[test]
    fn tags() {
        assert_eq!(SessionTag::parse("a=b=c").unwrap(), SessionTag { key: "a".into(), value: "b=c".into() });
        for bad in ["", "a", "=b", "aws:x=1", "AWS:x=1"] {
            assert!(SessionTag::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_made_session_name_is_valid(facts in "\\PC{0,200}", most in 0usize..100) {
            let name = SessionName::from_facts(&facts, most);
            prop_assert!(SessionName::parse(name.as_str()).is_ok());
            prop_assert!(name.as_str().len() <= most.clamp(16, 64));
        }

        #[test]
        fn parsers_never_panic(text in "\\PC{0,100}") {
            let _ = (RoleArn::parse(&text), Region::parse(&text), SessionTag::parse(&text));
        }
    }
}
