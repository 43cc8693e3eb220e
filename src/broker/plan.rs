//! The shortest chain of exchanges from what a source can prove to what is wanted.

use crate::credential::SubjectTokenType;
use crate::error::{Error, Result};
use crate::hop::{AssumeRole, Hop, Impersonate, Need, Sts, TokenExchange};
use crate::names::{Endpoint, Region, RoleArn, ServiceAccountEmail};
use crate::policy;
use crate::request::{AwsTarget, GoogleSide, Request, Role, Target};
use crate::source::Family;

/// What to ask the source for, and which exchanges follow its own.
#[derive(Debug)]
pub struct Plan {
    pub need: Need,
    pub hops: Vec<Hop>,
}

/// The audience that a ready-made JWT must have to be of use to this request.
pub fn audience(request: &Request) -> Option<String> {
    match &request.target {
        Target::Aws(target) => Some(target.audience.clone()),
        Target::GoogleAccess | Target::GoogleId { .. } => request.google.provider.as_ref().map(|provider| provider.token_audience()),
        Target::Subject(target) => {
            target.audience.clone().or_else(|| request.google.provider.as_ref().map(|provider| provider.token_audience()))
        }
    }
}

/// A provider is needed and nobody named one.
pub fn no_provider() -> Error {
    Error::configuration("no workload identity provider is named")
        .hint("name it with --provider projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER")
}

fn no_account(why: &str) -> Error {
    Error::configuration(format!("{why} needs a service account"))
        .hint("name it with --service-account NAME@PROJECT.iam.gserviceaccount.com")
}

/// Plans the way.
pub fn plan(request: &Request, family: Family, region: &Region) -> Result<Plan> {
    match &request.target {
        Target::Aws(target) => to_aws(request, target, family, region),
        Target::GoogleAccess => {
            let mut plan = to_google(request, family, region, None)?;
            if let Some(boundary) = &request.google.access_boundary {
                let token_url = service(request.google.token_url.as_ref(), &request.google, "sts", "/v1/token")?;
                plan.hops.push(Hop::Downscope { boundary: boundary.clone(), token_url });
            }
            Ok(plan)
        }
        Target::GoogleId { audience } => to_google(request, family, region, Some(audience)),
        Target::Subject(target) => {
            let audience = || audience(request).ok_or_else(|| no_provider().within("the token's audience is unknown"));
            match family {
                Family::Aws => {
                    if target.kind == Some(SubjectTokenType::IdToken) {
                        return Err(
                            Error::configuration("AWS gives no Google ID token").hint("ask for --subject-token-type jwt or aws4_request")
                        );
                    }
                    let mut hops = assume_first(request, region);
                    hops.push(Hop::OutboundJwt { audience: audience()?, sts: sts(request, region) });
                    Ok(Plan { need: Need::AwsKeys, hops })
                }
                _ if target.kind == Some(SubjectTokenType::Aws4Request) => {
                    Err(Error::configuration("only an AWS identity can give an aws4_request")
                        .hint("use --from aws, or --subject-token-type jwt"))
                }
                Family::Jwt => {
                    Ok(Plan { need: Need::Jwt { audience: self::audience(request).unwrap_or_default(), session: false }, hops: Vec::new() })
                }
                Family::Google => google_jwt(&request.google, audience()?, false),
            }
        }
    }
}

fn sts(request: &Request, region: &Region) -> Sts {
    Sts { region: region.clone(), endpoint: request.aws.sts_endpoint.clone() }
}

fn assume(request: &Request, role: &RoleArn, region: &Region) -> AssumeRole {
    AssumeRole {
        external_id: request.aws.external_id.clone(),
        source_identity: request.aws.source_identity.clone(),
        tags: request.aws.tags.clone(),
        transitive_tags: request.aws.transitive_tags.clone(),
        ..AssumeRole::plain(role.clone(), sts(request, region))
    }
}

/// `--assume-role-arn`: an AWS role before Google.
fn assume_first(request: &Request, region: &Region) -> Vec<Hop> {
    let hop = |role| Hop::AssumeRole(AssumeRole { session_name: request.aws.session_name.clone(), ..assume(request, role, region) });
    request.aws.assume_role.iter().map(hop).collect()
}

fn to_aws(request: &Request, target: &AwsTarget, family: Family, region: &Region) -> Result<Plan> {
    let shaped = |call: AssumeRole| AssumeRole { session_name: target.session_name.clone(), duration: target.duration, ..call };
    let (need, mut hops) = match family {
        Family::Aws => {
            let role = match &target.role {
                Some(Role::Asked(role)) => Some(role),
                // The platform's role is what the ambient identity already is.
                Some(Role::Platform(_)) | None => None,
            };
            let hops = role.map(|role| Hop::AssumeRole(shaped(assume(request, role, region))));
            (Need::AwsKeys, hops.into_iter().collect())
        }
        Family::Jwt | Family::Google => {
            let role = target.role.as_ref().map(Role::arn).ok_or_else(|| {
                Error::configuration("no AWS role is named")
                    .hint("name it with --role-arn arn:aws:iam::ACCOUNT:role/NAME, XCLOUD_ROLE_ARN or AWS_ROLE_ARN")
            })?;
            let Plan { need, mut hops } = match family {
                Family::Google => google_jwt(&request.google, target.audience.clone(), target.session_name.is_none())?,
                _ => Plan { need: Need::Jwt { audience: target.audience.clone(), session: false }, hops: Vec::new() },
            };
            hops.push(Hop::WebIdentity(shaped(AssumeRole::plain(role.clone(), sts(request, region)))));
            (need, hops)
        }
    };
    if let (Some(Hop::WebIdentity(first) | Hop::AssumeRole(first)), false) = (hops.last_mut(), target.chain.is_empty()) {
        // A session in between is used once, a moment later: longer than an hour it need not live.
        first.duration = first.duration.min(policy::AWS_SESSION);
    }
    for role in &target.chain {
        let mut call = shaped(assume(request, role, region));
        if hops.iter().any(|hop| matches!(hop, Hop::AssumeRole(_))) {
            // The session before has them already, and STS refuses to be given them again.
            call.tags.retain(|tag| !call.transitive_tags.contains(&tag.key));
            call.transitive_tags.clear();
        }
        hops.push(Hop::AssumeRole(call));
    }
    if hops.is_empty() && (target.policy.is_some() || !target.policy_arns.is_empty()) {
        return Err(Error::configuration("a session policy is named, but no role whose session it would narrow")
            .hint("name the role with --role-arn; keys that merely pass through keep all they may do"));
    }
    // They narrow what is handed out: in between they would only forbid the next role.
    if let Some(Hop::WebIdentity(last) | Hop::AssumeRole(last)) = hops.last_mut() {
        last.policy.clone_from(&target.policy);
        last.policy_arns.clone_from(&target.policy_arns);
    }
    Ok(Plan { need, hops })
}

/// A JWT of a Google identity: its own, or that of a service account it impersonates.
fn google_jwt(google: &GoogleSide, audience: String, session: bool) -> Result<Plan> {
    Ok(match &google.service_account {
        None => Plan { need: Need::Jwt { audience, session }, hops: Vec::new() },
        Some(account) => Plan {
            need: Need::GoogleAccess { scopes: vec![policy::CLOUD_PLATFORM.to_owned()] },
            hops: vec![Hop::IdToken { account: impersonate(google, account)?, audience }],
        },
    })
}

fn impersonate(google: &GoogleSide, account: &ServiceAccountEmail) -> Result<Impersonate> {
    Ok(Impersonate {
        account: account.clone(),
        delegates: google.delegates.clone(),
        scopes: google.scopes.clone(),
        lifetime: google.lifetime,
        base: service(google.impersonation_url.as_ref(), google, "iamcredentials", "")?,
    })
}

fn service(named: Option<&Endpoint>, google: &GoogleSide, service: &str, path: &str) -> Result<Endpoint> {
    match named {
        Some(endpoint) => Ok(endpoint.clone()),
        None => Endpoint::parse(&(google.universe.service(service) + path))
            .map_err(|wrong| Error::configuration(format!("the universe domain {wrong}"))),
    }
}

/// To an access token, or to an ID token for `audience`.
fn to_google(request: &Request, family: Family, region: &Region, audience: Option<&str>) -> Result<Plan> {
    let google = &request.google;
    let last = |account: &ServiceAccountEmail| {
        let account = impersonate(google, account)?;
        Ok(match audience {
            Some(audience) => Hop::IdToken { account, audience: audience.to_owned() },
            None => Hop::Impersonate(account),
        })
    };
    if family == Family::Google {
        // Already there: the provider is for machines elsewhere.
        return match (&google.service_account, audience) {
            (None, Some(audience)) => Ok(Plan { need: Need::Jwt { audience: audience.to_owned(), session: false }, hops: Vec::new() }),
            (None, None) => Ok(Plan { need: Need::GoogleAccess { scopes: google.scopes.clone() }, hops: Vec::new() }),
            (Some(account), _) => {
                Ok(Plan { need: Need::GoogleAccess { scopes: vec![policy::CLOUD_PLATFORM.to_owned()] }, hops: vec![last(account)?] })
            }
        };
    }
    let provider = google.provider.as_ref().ok_or_else(no_provider)?;
    if audience.is_some() && google.service_account.is_none() {
        return Err(no_account("an ID token from a federated identity"));
    }
    let token_audience = provider.token_audience();
    let (need, mut hops) = match family {
        Family::Aws => {
            let mut hops = assume_first(request, region);
            if google.proof.is_some_and(|proof| proof != SubjectTokenType::Aws4Request) {
                hops.push(Hop::OutboundJwt { audience: token_audience, sts: sts(request, region) });
            }
            (Need::AwsKeys, hops)
        }
        _ if google.proof == Some(SubjectTokenType::Aws4Request) => {
            return Err(
                Error::configuration("only an AWS identity can give an aws4_request").hint("use --from aws, or --subject-token-type jwt")
            );
        }
        _ => (Need::Jwt { audience: token_audience, session: false }, Vec::new()),
    };
    let jwt_type = google.proof.filter(|proof| *proof != SubjectTokenType::Aws4Request).unwrap_or(SubjectTokenType::Jwt);
    hops.push(Hop::TokenExchange(TokenExchange {
        audience: provider.resource_name(),
        jwt_type: jwt_type.urn().to_owned(),
        // A service account's token carries the scopes; the federated one only has to reach it.
        scopes: if google.service_account.is_some() { vec![policy::CLOUD_PLATFORM.to_owned()] } else { google.scopes.clone() },
        token_url: service(google.token_url.as_ref(), google, "sts", "/v1/token")?,
        region: region.clone(),
        user_project: None,
    }));
    if let Some(account) = &google.service_account {
        hops.push(last(account)?);
    }
    Ok(Plan { need, hops })
}
