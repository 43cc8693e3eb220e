//! Which entry answers which question: every parameter that shapes the answer, and the scope of
//! the identity that asks. One identity never reads another's entry.

use std::fmt;
use std::hash::{Hash, Hasher};

use sha2::{Digest as _, Sha256};

use crate::request::{AwsSide, AwsTarget, GoogleSide, Request, SubjectTarget, Target};

/// The name of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey(String);

/// Bumped when the meaning of a field changes, so that old entries are misses.
const GENERATION: &str = "xcloud 1";

impl CacheKey {
    /// The key of `request` for the identity that `source` and `scope` tell from all others.
    ///
    /// The request is taken apart without `..`: a new field does not compile until somebody
    /// decides here whether it shapes the answer.
    pub fn new(request: &Request, source: &str, scope: &str) -> Self {
        let mut hash = Digest(Sha256::new());
        (GENERATION, source, scope).hash(&mut hash);
        let Request { source: choice, target, aws, google, expect: _ /* checked on every answer, cached or not */ } = request;
        choice.hash(&mut hash);
        std::mem::discriminant(target).hash(&mut hash);
        match target {
            Target::Aws(AwsTarget { role, session_name, duration, audience, policy, policy_arns, chain }) => {
                (role, session_name, duration, audience, policy, policy_arns, chain).hash(&mut hash);
            }
            Target::GoogleAccess => {}
            Target::GoogleId { audience } => audience.hash(&mut hash),
            Target::Subject(SubjectTarget { kind, audience }) => (kind, audience).hash(&mut hash),
        }
        let AwsSide {
            region,
            sts_endpoint,
            fips,
            dual_stack,
            assume_role,
            external_id,
            source_identity,
            tags,
            transitive_tags,
            session_name,
        } = aws;
        (region, sts_endpoint, fips, dual_stack).hash(&mut hash);
        (assume_role, external_id, source_identity, tags, transitive_tags, session_name).hash(&mut hash);
        let GoogleSide {
            provider,
            proof,
            service_account,
            delegates,
            scopes,
            lifetime,
            universe,
            token_url,
            impersonation_url,
            oauth_token_url,
            quota_project: _, // told beside the answer, not in it
            access_boundary,
        } = google;
        (provider, proof).hash(&mut hash);
        (service_account, delegates, scopes, lifetime).hash(&mut hash);
        (universe, token_url, impersonation_url, oauth_token_url).hash(&mut hash);
        access_boundary.hash(&mut hash);
        Self(hash.0.finalize().iter().take(20).map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-256 behind the standard hashing of plain values, which says where each field ends: what is
/// equal for `Hash` is one entry, and nothing else is.
struct Digest(Sha256);

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not asked for: the whole digest is the key.
    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::*;
    use crate::credential::SubjectTokenType;
    use crate::names::{
        AccessBoundary, Endpoint, Region, RoleArn, ServiceAccountEmail, SessionName, SessionTag, SourceIdentity, UniverseDomain,
        WorkloadIdentityProvider,
    };
    use crate::policy;
    use crate::request::{AwsKind, Expect, Role, SourceChoice};

    fn request(target: Target) -> Request {
        Request {
            source: SourceChoice::Auto,
            target,
            aws: AwsSide::default(),
            google: GoogleSide {
                provider: None,
                proof: None,
                service_account: None,
                delegates: Vec::new(),
                scopes: vec![policy::CLOUD_PLATFORM.into()],
                lifetime: policy::GOOGLE_TOKEN,
                universe: UniverseDomain::default(),
                token_url: None,
                impersonation_url: None,
                oauth_token_url: None,
                quota_project: None,
                access_boundary: None,
            },
            expect: Expect::default(),
        }
    }

    fn aws() -> AwsTarget {
        AwsTarget {
            role: None,
            session_name: None,
            duration: policy::AWS_SESSION,
            audience: policy::AWS_AUDIENCE.into(),
            policy: None,
            policy_arns: Vec::new(),
            chain: Vec::new(),
        }
    }

    #[test]
    fn any_difference_is_another_key() {
        let arn = || RoleArn::parse("arn:aws:iam::123456789012:role/r").unwrap();
        let account = || ServiceAccountEmail::parse("a@p.iam.gserviceaccount.com").unwrap();
        let url = || Endpoint::parse("https://h.example/").unwrap();
        let boundary = |bucket: &str| Some(AccessBoundary::parse(&AccessBoundary::EXAMPLE.replace("BUCKET", bucket)).unwrap());
        let mut requests: Vec<Request> = [
            AwsTarget { role: Some(Role::Asked(arn())), ..aws() },
            AwsTarget { role: Some(Role::Platform(arn())), ..aws() },
            AwsTarget { session_name: Some(SessionName::parse("abc").unwrap()), ..aws() },
            AwsTarget { duration: Duration::from_secs(900), ..aws() },
            AwsTarget { audience: "x".into(), ..aws() },
            AwsTarget { policy: Some("{}".into()), ..aws() },
            AwsTarget { policy_arns: vec!["{}".into()], ..aws() },
            AwsTarget { chain: vec![arn()], ..aws() },
            aws(),
        ]
        .into_iter()
        .map(|target| request(Target::Aws(target)))
        .collect();
        requests.push(request(Target::GoogleId { audience: "a".into() }));
        requests.push(request(Target::GoogleId { audience: "b".into() }));
        requests.push(request(Target::Subject(SubjectTarget { kind: None, audience: None })));
        requests.push(request(Target::Subject(SubjectTarget { kind: Some(SubjectTokenType::Jwt), audience: None })));
        requests.push(request(Target::Subject(SubjectTarget { kind: None, audience: Some("a".into()) })));
        type Change = Box<dyn Fn(&mut Request)>;
        let changes: Vec<Change> = vec![
            Box::new(|_| ()),
            Box::new(|r| r.source = SourceChoice::Aws(None)),
            Box::new(|r| r.source = SourceChoice::Aws(Some(AwsKind::Env))),
            Box::new(|r| r.aws.region = Some(Region::parse("us-east-1").unwrap())),
            Box::new(|r| r.aws.region = Some(Region::parse("us-east-2").unwrap())),
            Box::new(move |r| r.aws.sts_endpoint = Some(url())),
            Box::new(move |r| r.aws.assume_role = Some(arn())),
            Box::new(|r| r.aws.external_id = Some("x".into())),
            Box::new(|r| r.aws.source_identity = Some(SourceIdentity::parse("xx").unwrap())),
            Box::new(|r| r.aws.session_name = Some(SessionName::parse("xx").unwrap())),
            Box::new(|r| r.aws.tags = vec![SessionTag::parse("a=b").unwrap()]),
            Box::new(|r| {
                r.google.provider =
                    Some(WorkloadIdentityProvider::parse("projects/1/locations/global/workloadIdentityPools/p/providers/q").unwrap())
            }),
            Box::new(|r| r.google.proof = Some(SubjectTokenType::Jwt)),
            Box::new(move |r| r.google.service_account = Some(account())),
            Box::new(move |r| r.google.delegates = vec![account()]),
            Box::new(|r| r.google.scopes = vec!["x".into()]),
            Box::new(|r| r.google.lifetime = Duration::from_secs(60)),
            Box::new(|r| r.google.universe = UniverseDomain::parse("x.goog").unwrap()),
            Box::new(move |r| r.google.token_url = Some(url())),
            Box::new(move |r| r.google.impersonation_url = Some(url())),
            Box::new(move |r| r.google.oauth_token_url = Some(url())),
            Box::new(move |r| r.google.access_boundary = boundary("a")),
            Box::new(move |r| r.google.access_boundary = boundary("b")),
            Box::new(|r| r.aws.fips = Some(true)),
            Box::new(|r| r.aws.dual_stack = Some(true)),
            Box::new(|r| r.aws.transitive_tags = vec!["a".into()]),
        ];
        for change in &changes {
            let mut request = request(Target::GoogleAccess);
            change(&mut request);
            requests.push(request);
        }
        let keys: HashSet<String> = requests.iter().map(|request| CacheKey::new(request, "s", "x").to_string()).collect();
        assert_eq!(keys.len(), requests.len());
    }

    #[test]
    fn two_identities_never_share_an_entry() {
        let request = request(Target::GoogleAccess);
        let key = |source, scope| CacheKey::new(&request, source, scope);
        assert_eq!(key("aws:env", "AKIA1"), key("aws:env", "AKIA1"));
        assert_ne!(key("aws:env", "AKIA1"), key("aws:env", "AKIA2"));
        assert_ne!(key("aws:env", "AKIA1"), key("aws:imds", "AKIA1"));
        assert_ne!(key("a", "bc"), key("ab", "c"), "fields do not run together");
    }
}
