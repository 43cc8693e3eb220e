//! Kubernetes' names: DNS labels and subdomains (RFC 1123), so that one may stand in a URL's path
//! and among a command's arguments as it is.

use std::fmt;

use super::Wrong;

/// A service account and its namespace, as far as somebody named them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct KubernetesAccount {
    /// Its name.
    pub name: Option<KubernetesName>,
    /// Its namespace.
    pub namespace: Option<KubernetesName>,
}

/// The name of a namespace or of a service account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KubernetesName(String);

impl KubernetesName {
    /// Parses the name of a namespace: a DNS label.
    pub fn namespace(text: &str) -> Result<Self, Wrong> {
        if is_label(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not a Kubernetes namespace: 1 to 63 of a-z 0-9 -, a letter or digit first and last".to_owned())
        }
    }

    /// Parses the name of a service account: DNS labels with dots between them.
    pub fn service_account(text: &str) -> Result<Self, Wrong> {
        if text.len() <= 253 && text.split('.').all(is_label) {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not the name of a Kubernetes service account: a-z 0-9 - and dots, a letter or digit first and last".to_owned())
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KubernetesName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl KubernetesAccount {
    /// Whom a token of Kubernetes is about: `system:serviceaccount:NAMESPACE:NAME`.
    pub fn from_subject(sub: &str) -> Option<Self> {
        let (namespace, name) = sub.strip_prefix("system:serviceaccount:")?.split_once(':')?;
        Some(Self { name: Some(KubernetesName::service_account(name).ok()?), namespace: Some(KubernetesName::namespace(namespace).ok()?) })
    }
}

fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_stand_in_a_path() {
        for good in ["a", "default", "kube-system", "0a", &"a".repeat(63)] {
            assert!(KubernetesName::namespace(good).is_ok(), "{good}");
            assert!(KubernetesName::service_account(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a_b", "a/b", "a b", "..", "a..b", ".a", "a.", "%2e", "--token", "ä", "a\n", &"a".repeat(64)] {
            assert!(KubernetesName::namespace(bad).is_err(), "{bad}");
            assert!(KubernetesName::service_account(bad).is_err(), "{bad}");
        }
        assert!(KubernetesName::service_account("app.v2").is_ok());
        assert!(KubernetesName::namespace("app.v2").is_err());
        assert!(KubernetesName::service_account(&format!("{}a", "a.".repeat(126))).is_ok());
        assert!(KubernetesName::service_account(&format!("{}aa", "a.".repeat(126))).is_err());
    }

    #[test]
    fn the_subject_says_who() {
        let account = KubernetesAccount::from_subject("system:serviceaccount:shop:cart.v2").unwrap();
        assert_eq!((account.namespace.unwrap().as_str(), account.name.unwrap().as_str()), ("shop", "cart.v2"));
        for bad in ["", "system:serviceaccount:", "system:serviceaccount:a", "system:serviceaccount:a:", "system:node:n", "a:b"] {
            assert_eq!(KubernetesAccount::from_subject(bad), None, "{bad}");
        }
        assert_eq!(KubernetesAccount::from_subject("system:serviceaccount:a:b/c"), None);
    }
}
