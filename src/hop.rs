//! One exchange on the way from the identity that is here to the credential that is wanted.
//!
//! A source says with which proof the way starts and which hops its own configuration declares
//! (an AWS profile's `role_arn`, an external account's token exchange); the broker adds those of
//! the request. `exchange` walks them.

use std::time::Duration;

use crate::credential::Proof;
use crate::names::{AccessBoundary, Endpoint, Region, RoleArn, ServiceAccountEmail, SessionName, SessionTag, SourceIdentity};

/// An exchange to make.
#[derive(Clone, Debug)]
pub enum Hop {
    /// JWT to AWS keys: AssumeRoleWithWebIdentity.
    WebIdentity(AssumeRole),
    /// AWS keys to AWS keys: AssumeRole.
    AssumeRole(AssumeRole),
    /// AWS keys to a JWT of AWS's outbound issuer: GetWebIdentityToken.
    OutboundJwt {
        /// The audience of the JWT.
        audience: String,
        /// Where STS is.
        sts: Sts,
    },
    /// JWT or AWS keys to a Google access token.
    TokenExchange(TokenExchange),
    /// Google access token to a service account's access token.
    Impersonate(Impersonate),
    /// Google access token to a service account's ID token.
    IdToken {
        /// Whose.
        account: Impersonate,
        /// The audience of the ID token.
        audience: String,
    },
    /// Google access token to a narrower one of the same identity.
    Downscope {
        /// What to narrow it to.
        boundary: AccessBoundary,
        /// Google's token exchange.
        token_url: Endpoint,
    },
}

/// Where AWS's security token service is asked.
#[derive(Clone, Debug)]
pub struct Sts {
    /// Region of the host and of signatures; always the same.
    pub region: Region,
    /// An override of the host.
    pub endpoint: Option<Endpoint>,
}

/// What an identity's own configuration says of STS, for where nobody says more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StsChoice {
    /// An override of the host.
    pub endpoint: Option<Endpoint>,
    /// FIPS 140 modules.
    pub fips: Option<bool>,
    /// IPv6 as well.
    pub dual_stack: Option<bool>,
}

/// The parameters of AssumeRole and AssumeRoleWithWebIdentity.
#[derive(Clone, Debug)]
pub struct AssumeRole {
    /// `RoleArn`.
    pub role: RoleArn,
    /// `RoleSessionName`; made from facts when absent.
    pub session_name: Option<SessionName>,
    /// `DurationSeconds`.
    pub duration: Duration,
    /// `Policy`.
    pub policy: Option<String>,
    /// `PolicyArns`.
    pub policy_arns: Vec<String>,
    /// `ExternalId` (AssumeRole only).
    pub external_id: Option<String>,
    /// `SourceIdentity` (AssumeRole only).
    pub source_identity: Option<SourceIdentity>,
    /// `Tags` (AssumeRole only).
    pub tags: Vec<SessionTag>,
    /// `TransitiveTagKeys` (AssumeRole only).
    pub transitive_tags: Vec<String>,
    /// Where.
    pub sts: Sts,
}

impl AssumeRole {
    /// A plain call for `role` with the service's own defaults.
    pub fn plain(role: RoleArn, sts: Sts) -> Self {
        Self {
            role,
            session_name: None,
            duration: crate::policy::AWS_SESSION,
            policy: None,
            policy_arns: Vec::new(),
            external_id: None,
            source_identity: None,
            tags: Vec::new(),
            transitive_tags: Vec::new(),
            sts,
        }
    }
}

/// The parameters of Google's token exchange.
#[derive(Clone, Debug)]
pub struct TokenExchange {
    /// `audience`: the provider's full resource name.
    pub audience: String,
    /// `subject_token_type` of a JWT proof; AWS keys have their own.
    pub jwt_type: String,
    /// `scope`.
    pub scopes: Vec<String>,
    /// Where.
    pub token_url: Endpoint,
    /// Region of a signed GetCallerIdentity.
    pub region: Region,
    /// `options.userProject`, for workforce pools.
    pub user_project: Option<String>,
}

/// The parameters of service account impersonation.
#[derive(Clone, Debug)]
pub struct Impersonate {
    /// Whom.
    pub account: ServiceAccountEmail,
    /// Through whom.
    pub delegates: Vec<ServiceAccountEmail>,
    /// `scope` of an access token.
    pub scopes: Vec<String>,
    /// `lifetime` of an access token.
    pub lifetime: Duration,
    /// The service, without a path.
    pub base: Endpoint,
}

/// What a source gives.
#[derive(Debug)]
pub struct Found {
    /// The proof.
    pub proof: Proof,
    /// The exchanges that the source's own configuration declares, in order.
    pub hops: Vec<Hop>,
    /// A session name that tells who is here, if the source knows a better one than its claims.
    pub session: Option<String>,
}

impl Found {
    /// Whose proof it is, to tell cached answers apart where nothing but asking could tell.
    pub fn scope(&self) -> String {
        match &self.proof {
            Proof::Jwt(jwt) => format!("{} {}", jwt.claims.identity(), jwt.claims.aud.join(",")),
            Proof::Saml(assertion) => assertion.fingerprint(),
            Proof::Aws(keys) => keys.access_key_id.clone(),
            Proof::Google(token) => token.identity.clone().unwrap_or_default(),
        }
    }

    /// A proof with nothing to add.
    pub fn plain(proof: Proof) -> Self {
        Self { proof, hops: Vec::new(), session: None }
    }
}

/// What the way starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A JWT for this audience.
    Jwt {
        /// The `aud` claim wanted.
        audience: String,
        /// Whether an AWS session name will be made from the source's facts.
        session: bool,
    },
    /// AWS keys.
    AwsKeys,
    /// A Google access token with these scopes.
    GoogleAccess {
        /// OAuth scopes.
        scopes: Vec<String>,
    },
}
