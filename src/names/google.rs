//! Google names: workload identity providers, service accounts, universe domains.
//! Contract: AIP-4117 and the `sts.googleapis.com` v1 reference.

use std::fmt;

use super::Wrong;

/// `projects/N/locations/L/workloadIdentityPools/P/providers/Q`, whatever prefix it came with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WorkloadIdentityProvider(String);

impl WorkloadIdentityProvider {
    /// Parses the bare path, the `//iam.googleapis.com/…` name or its `https:` form.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let wrong = |why: &str| {
            format!(
                "is not a workload identity provider ({why}); one looks like \
                 projects/123456789/locations/global/workloadIdentityPools/POOL/providers/PROVIDER"
            )
        };
        let path = text.strip_prefix("https:").unwrap_or(text).strip_prefix("//iam.googleapis.com/").unwrap_or(text);
        let parts: Vec<&str> = path.split('/').collect();
        let &["projects", project, "locations", location, "workloadIdentityPools", pool, "providers", provider] = parts.as_slice() else {
            return Err(wrong("it needs a project number, location, pool and provider"));
        };
        if project.is_empty() || !project.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong("the project is its number, not its id"));
        }
        let named =
            |part: &str| !part.is_empty() && part.len() <= 64 && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !named(location) || !named(pool) || !named(provider) {
            return Err(wrong("location, pool and provider are letters, digits and hyphens"));
        }
        Ok(Self(path.to_owned()))
    }

    /// The path without any host.
    pub fn path(&self) -> &str {
        &self.0
    }

    /// The full resource name, the `audience` of a token exchange.
    pub fn resource_name(&self) -> String {
        format!("//iam.googleapis.com/{}", self.0)
    }

    /// The audience of a JWT meant for this provider, accepted when the provider lists none.
    pub fn token_audience(&self) -> String {
        format!("https:{}", self.resource_name())
    }

    /// The pool's full resource name, the stem of `principal://` and `principalSet://`.
    pub fn pool(&self) -> String {
        let pool = self.0.split("/providers/").next().unwrap_or_default();
        format!("iam.googleapis.com/{pool}")
    }

    /// Whether a token for `audience` is meant for this provider, in any spelling.
    pub fn is_audience(&self, audience: &str) -> bool {
        Self::parse(audience).is_ok_and(|other| other == *self)
    }
}

impl fmt::Display for WorkloadIdentityProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A service account's e-mail address (or its numeric unique id, which the API takes as well).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServiceAccountEmail(String);

impl ServiceAccountEmail {
    /// Parses an address; the domain is not checked, since Google itself has several.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let clean = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        let address = text.split_once('@').is_some_and(|(name, domain)| clean(name) && clean(domain) && domain.contains('.'));
        let unique_id = text.len() >= 18 && text.bytes().all(|b| b.is_ascii_digit());
        if (address || unique_id) && text.len() <= 256 {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not a service account; one looks like name@project.iam.gserviceaccount.com".to_owned())
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceAccountEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The domain that all of a Google universe's services live under; `googleapis.com` on Earth.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UniverseDomain(String);

impl UniverseDomain {
    /// Parses a domain name.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let labels_fit = text.split('.').count() >= 2
            && text.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            });
        if labels_fit && text.len() <= 200 {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not a universe domain such as googleapis.com".to_owned())
        }
    }

    /// The domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `https://SERVICE.DOMAIN`.
    pub fn service(&self, service: &str) -> String {
        format!("https://{service}.{}", self.0)
    }
}

impl Default for UniverseDomain {
    fn default() -> Self {
        Self("googleapis.com".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "projects/123/locations/global/workloadIdentityPools/pool/providers/aws";

    #[test]
    fn every_spelling_of_a_provider_is_one_name() {
        for text in [PATH.to_owned(), format!("//iam.googleapis.com/{PATH}"), format!("https://iam.googleapis.com/{PATH}")] {
            let provider = WorkloadIdentityProvider::parse(&text).unwrap();
            assert_eq!(provider.path(), PATH);
            assert_eq!(provider.resource_name(), format!("//iam.googleapis.com/{PATH}"));
            assert_eq!(provider.token_audience(), format!("https://iam.googleapis.com/{PATH}"));
            assert!(provider.is_audience(&text));
        }
        assert_eq!(
            WorkloadIdentityProvider::parse(PATH).unwrap().pool(),
            "iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool"
        );
    }

    #[test]
    fn wrong_providers_say_why() {
        for (bad, why) in [
            ("", "needs a project number"),
            ("projects/my-project/locations/global/workloadIdentityPools/p/providers/q", "its number"),
            ("projects/1/locations/global/workloadIdentityPools/p", "needs a project number"),
            ("https://evil.example/projects/1/locations/global/workloadIdentityPools/p/providers/q", "needs a project number"),
            ("projects/1/locations/global/workloadIdentityPools/p/providers/q/attribute.x", "needs a project number"),
            ("projects/1/locations/global/workloadIdentityPools//providers/q", "letters, digits"),
        ] {
            let wrong = WorkloadIdentityProvider::parse(bad).unwrap_err();
            assert!(wrong.contains(why), "{bad}: {wrong}");
        }
    }

    #[test]
    fn service_accounts() {
        for good in ["a@p.iam.gserviceaccount.com", "123-compute@developer.gserviceaccount.com", "112233445566778899001"] {
            assert!(ServiceAccountEmail::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "a@b", "a@b.c/../../x", "a b@c.d", "a@b.c:generateAccessToken", "1234"] {
            assert!(ServiceAccountEmail::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn universes() {
        assert_eq!(UniverseDomain::default().service("sts"), "https://sts.googleapis.com");
        assert!(UniverseDomain::parse("apis-berlin-build0.goog").is_ok());
        for bad in ["", "goog", "a b.c", "https://x.y", "x.y/z", "x.y:1"] {
            assert!(UniverseDomain::parse(bad).is_err(), "{bad}");
        }
    }
}
