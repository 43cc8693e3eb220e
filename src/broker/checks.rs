//! What is known to be wrong before anything is asked, and what must be true before anything is
//! handed out or kept.

use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::hop::{AssumeRole, Hop, StsChoice};
use crate::host::Host;
use crate::names::{Account, Endpoint, GOOGLE_SUBJECT, Region, RoleArn};
use crate::request::{Expect, Request, Target};

/// The request with the STS that is meant in `region`: the request's own word, then that of the
/// identity's AWS profile, in the order of the SDKs; then FIPS and dual-stack hosts. A signed GetCallerIdentity
/// is not sent there: Google sends it, and is known to verify the ordinary regional hosts only.
pub fn settle(request: &Request, region: &Region, source: Option<&StsChoice>, from_aws: bool) -> Result<Request> {
    let mut request = request.clone();
    let own = source.cloned().unwrap_or_default();
    request.aws.sts_endpoint = request.aws.sts_endpoint.or(own.endpoint);
    let fips = request.aws.fips.or(own.fips).unwrap_or_default();
    let dual = request.aws.dual_stack.or(own.dual_stack).unwrap_or_default();
    if !fips && !dual || !from_aws && !matches!(request.target, Target::Aws(_)) {
        return Ok(request);
    }
    let what = match (fips, dual) {
        (true, true) => "FIPS and dual-stack",
        (true, false) => "FIPS",
        _ => "dual-stack",
    };
    if let Some(endpoint) = &request.aws.sts_endpoint {
        return Err(Error::configuration(format!("a {what} endpoint of AWS STS is asked for, and {endpoint} as well"))
            .hint("leave away one of --sts-endpoint-url (AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, endpoint_url of the AWS profile) and --use-fips-endpoint or --use-dualstack-endpoint"));
    }
    let host = region.sts_variant(fips, dual).map_err(|wrong| {
        Error::configuration(format!("the region {region} {wrong}"))
            .hint("name the host with --sts-endpoint-url, or another region with --region")
    })?;
    let endpoint = Endpoint::parse(&format!("https://{host}"));
    request.aws.sts_endpoint = Some(endpoint.map_err(|wrong| Error::new(ErrorKind::Unexpected, format!("the STS host {host} {wrong}")))?);
    Ok(request)
}

/// Whether the exchanges can succeed at all: no partition's STS knows another's roles, and what
/// becomes `google.subject` must fit. `signs` says that the last keys sign a request for Google.
pub fn possible(host: &Host, hops: &[Hop], signs: bool) -> Result<()> {
    for (at, hop) in hops.iter().enumerate() {
        let (Hop::WebIdentity(call) | Hop::AssumeRole(call)) = hop else { continue };
        let AssumeRole { role, session_name, sts, .. } = call;
        let (own, other) = (role.partition(), sts.region.partition());
        if *own != other {
            return Err(Error::configuration(format!(
                "the role {role} is of the partition {}, and the region {} of {}",
                own.as_str(),
                sts.region,
                other.as_str()
            ))
            .hint(format!("name a region of {}, e.g. --region {}", own.as_str(), own.default_region())));
        }
        match (hops.get(at + 1), session_name) {
            (next, Some(name)) if matches!(next, Some(Hop::TokenExchange(_))) || next.is_none() && signs => {
                role.fits_google(name).map_err(|wrong| {
                    Error::configuration(format!("the role session name {} {wrong}", name.as_str())).hint(shorter_session(role))
                })?;
            }
            (Some(Hop::OutboundJwt { .. }), _) if role.as_str().len() > GOOGLE_SUBJECT => host.note(format!(
                "the subject of AWS's JWT is the role's ARN of {} bytes, and google.subject has {GOOGLE_SUBJECT} at most: the provider must map something shorter than assertion.sub",
                role.as_str().len()
            )),
            _ => {}
        }
    }
    Ok(())
}

/// What to do about a session name that is too long for Google.
pub fn shorter_session(role: &RoleArn) -> String {
    format!(
        "at most {} bytes are left beside this role: shorten the name, leave it out (then one is made that fits), or use --subject-token-type jwt, whose subject is the role without a session",
        role.session_room()
    )
}

/// `--expect-identity` and `--expect-account`.
pub fn expected(expect: &Expect, credential: &Credential) -> Result<()> {
    let identity = credential.told_identity();
    let said = identity.as_deref().unwrap_or_default();
    let told = |expected: &dyn std::fmt::Display| match &identity {
        Some(_) => Ok(()),
        None => Err(Error::new(ErrorKind::Refused, format!("the identity cannot be told, and {expected} is expected"))
            .hint("impersonate a service account or assume a role: those answers say who they are")),
    };
    if let Some(pattern) = &expect.identity {
        told(pattern)?;
        if !pattern.matches(said) {
            return Err(Error::new(ErrorKind::Refused, format!("the identity is {said}, but {pattern} is expected"))
                .hint("check which source was used (--from), or correct --expect-identity"));
        }
    }
    if let Some(account) = &expect.account {
        told(&format!("the account {account}"))?;
        match Account::of(said) {
            Some(own) if own == *account => {}
            Some(own) => {
                return Err(Error::new(
                    ErrorKind::Refused,
                    format!("the identity {said} is of {own}, but the account {account} is expected"),
                )
                .hint("check which source and role or service account were used, or correct --expect-account"));
            }
            None => {
                return Err(Error::new(
                    ErrorKind::Refused,
                    format!("the identity {said} does not tell its account, and {account} is expected"),
                )
                .hint("assume a role or impersonate a service account, or use --expect-identity"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::credential::{AccessToken, AwsKeys};
    use crate::hop::{Sts, TokenExchange};
    use crate::names::{Pattern, SessionName};
    use crate::secret::Secret;

    fn call(role: &str, region: &str, session: Option<&str>) -> AssumeRole {
        let sts = Sts { region: Region::parse(region).unwrap(), endpoint: None };
        let session_name = session.map(|name| SessionName::parse(name).unwrap());
        AssumeRole { session_name, ..AssumeRole::plain(RoleArn::parse(role).unwrap(), sts) }
    }

    fn exchange() -> Hop {
        Hop::TokenExchange(TokenExchange {
            audience: "//iam.googleapis.com/x".into(),
            jwt_type: String::new(),
            scopes: Vec::new(),
            token_url: Endpoint::parse("https://sts.googleapis.com/v1/token").unwrap(),
            region: Region::parse("us-east-1").unwrap(),
            user_project: None,
        })
    }

    fn jwt(region: &str) -> Hop {
        Hop::OutboundJwt { audience: String::new(), sts: Sts { region: Region::parse(region).unwrap(), endpoint: None } }
    }

    #[test]
    fn what_cannot_succeed_is_not_tried() {
        let host = Host::scripted(&[], &[], 0);
        let long = "s".repeat(64);
        let role = format!("arn:aws:iam::123456789012:role/{}", "r".repeat(30));
        let hop = |region, session| Hop::AssumeRole(call(&role, region, session));
        for (hops, signs, wrong) in [
            (vec![], false, ""),
            (vec![hop("us-east-1", Some(&long))], false, ""),
            (vec![hop("us-east-1", Some(&long))], true, "39 + 30 + 1 + 64 = 134 bytes"),
            (vec![hop("us-east-1", Some(&long)), exchange()], false, "39 + 30 + 1 + 64 = 134 bytes"),
            (vec![hop("us-east-1", Some(&long[..57])), exchange()], true, ""),
            (vec![hop("us-east-1", Some(&long[..58])), exchange()], true, "= 128 bytes"),
            (vec![hop("us-east-1", None), exchange()], false, ""),
            (vec![hop("us-east-1", Some(&long)), hop("us-east-1", None), exchange()], false, ""),
            (vec![hop("us-east-1", Some(&long)), jwt("us-east-1"), exchange()], false, ""),
            (vec![hop("cn-north-1", None)], false, "of the partition aws, and the region cn-north-1 of aws-cn"),
            (vec![hop("us-east-1", None), hop("us-gov-west-1", None)], false, "of aws-us-gov"),
        ] {
            let answer = possible(&host, &hops, signs);
            let said = answer.as_ref().err().map(Error::message).unwrap_or_default();
            assert!(said.contains(wrong) && said.is_empty() == wrong.is_empty(), "{said:?} {wrong:?}");
        }
        assert_eq!(host.notes(), "");
        let path = format!("arn:aws:iam::123456789012:role/{}/r", "p".repeat(100));
        possible(&host, &[Hop::AssumeRole(call(&path, "us-east-1", None)), jwt("us-east-1"), exchange()], false).unwrap();
        assert!(host.notes().contains("133 bytes"), "{}", host.notes());
    }

    #[test]
    fn what_is_expected() {
        let keys = |arn: Option<&str>| {
            Credential::Aws(AwsKeys {
                access_key_id: "ASIA".into(),
                secret_access_key: Secret::new("s"),
                session_token: None,
                expires: None,
                arn: arn.map(str::to_owned),
                account: Some("123456789012".into()),
            })
        };
        let token = |identity: &str| {
            Credential::GoogleAccess(AccessToken {
                token: Secret::new("t"),
                expires: DateTime::UNIX_EPOCH,
                identity: Some(identity.into()),
                quota_project: None,
            })
        };
        let session = "arn:aws:sts::123456789012:assumed-role/r/s";
        for (pattern, account, credential, wrong) in [
            (None, None, keys(None), ""),
            (Some("*:assumed-role/r/*"), Some("123456789012"), keys(Some(session)), ""),
            (Some("*:assumed-role/x/*"), Some("123456789012"), keys(Some(session)), "but *:assumed-role/x/* is expected"),
            (Some("*"), Some("210987654321"), keys(Some(session)), "is of 123456789012"),
            // What the source says of itself is not what the exchange says.
            (None, Some("123456789012"), keys(None), "cannot be told"),
            (Some("*"), None, keys(None), "cannot be told"),
            (Some("*"), None, token("access key ASIA"), "cannot be told"),
            (None, Some("my-project"), token("app@my-project.iam.gserviceaccount.com"), ""),
            (None, Some("my-project"), token("app@my-project-2.iam.gserviceaccount.com"), "is of my-project-2"),
            (None, Some("my-project"), token("dev@example.com"), "does not tell its account"),
            (Some("app@*"), Some("my-project"), token("app@other-one.iam.gserviceaccount.com"), "is of other-one"),
        ] {
            let expect = Expect {
                identity: pattern.map(|text| Pattern::parse(text).unwrap()),
                account: account.map(|text| Account::parse(text).unwrap()),
            };
            let answer = expected(&expect, &credential);
            let said = answer.as_ref().err().map(Error::message).unwrap_or_default();
            assert!(said.contains(wrong) && said.is_empty() == wrong.is_empty(), "{pattern:?} {account:?}: {said:?}");
        }
    }
}
