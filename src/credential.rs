//! What goes in and what comes out: proofs of the identity that is here, and credentials of a
//! cloud. Both carry a secret, an expiry and a public description; only the last is ever shown.

use chrono::{DateTime, Utc};

use crate::jwt::Claims;
use crate::names::ProjectId;
use crate::secret::{Secret, is_one_word};

/// A set of AWS keys.
#[derive(Debug)]
pub struct AwsKeys {
    /// `AccessKeyId`; public by AWS's own rules (it is in every log of CloudTrail).
    pub access_key_id: String,
    /// `SecretAccessKey`.
    pub secret_access_key: Secret,
    /// `SessionToken`; an IAM user's keys have none.
    pub session_token: Option<Secret>,
    /// When they end; an IAM user's keys do not.
    pub expires: Option<DateTime<Utc>>,
    /// Whose they are: an assumed-role ARN where an exchange told us.
    pub arn: Option<String>,
    /// The account, where somebody told us.
    pub account: Option<String>,
}

impl AwsKeys {
    /// A second owner of the same keys.
    pub fn duplicate(&self) -> Self {
        Self {
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.duplicate(),
            session_token: self.session_token.as_ref().map(Secret::duplicate),
            expires: self.expires,
            arn: self.arn.clone(),
            account: self.account.clone(),
        }
    }

    /// Who they are, for errors and logs.
    pub fn describe(&self) -> String {
        match &self.arn {
            Some(arn) => arn.clone(),
            None => format!("{ACCESS_KEY}{}", self.access_key_id),
        }
    }

    /// The account: said outright, or in the ARN.
    pub fn account_id(&self) -> Option<&str> {
        self.account.as_deref().or_else(|| self.arn.as_deref()?.split(':').nth(4)).filter(|id| id.len() == 12)
    }
}

/// How keys are described whose owner nobody told us.
const ACCESS_KEY: &str = "access key ";

/// A token of some issuer, with what it says of itself.
#[derive(Debug)]
pub struct Jwt {
    /// The compact form.
    pub token: Secret,
    /// Its public claims.
    pub claims: Claims,
}

impl Jwt {
    /// Takes `token` for a JWT if it has the shape of one.
    pub fn read(token: Secret) -> Option<Self> {
        let claims = Claims::read(token.expose())?;
        Some(Self { token, claims })
    }
}

/// A bearer token that only its issuer can read.
#[derive(Debug)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// When it ends.
    pub expires: DateTime<Utc>,
    /// Whose it is: a service account's e-mail address, a principal, where somebody told us.
    pub identity: Option<String>,
    /// The project that API calls with it are charged to, where somebody named one. It is no part
    /// of the token and never kept with it.
    pub quota_project: Option<ProjectId>,
}

/// RFC 8693's subject token: what an exchange takes.
#[derive(Debug)]
pub enum Proof {
    /// A JWT of an issuer that the other side trusts.
    Jwt(Jwt),
    /// A SAML 2.0 assertion, which only the other side reads.
    Saml(Secret),
    /// AWS keys, which sign a request as proof.
    Aws(AwsKeys),
    /// A Google access token, which may impersonate.
    Google(AccessToken),
}

/// What the caller asked for.
#[derive(Debug)]
pub enum Credential {
    /// AWS keys.
    Aws(AwsKeys),
    /// A Google access token.
    GoogleAccess(AccessToken),
    /// A Google ID token.
    GoogleId(Jwt),
    /// A subject token for somebody else's exchange.
    Subject(SubjectToken),
}

/// The type of a subject token, as RFC 8693 and Google's `subject_token_type` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectTokenType {
    /// `urn:ietf:params:oauth:token-type:jwt`.
    Jwt,
    /// `urn:ietf:params:oauth:token-type:id_token`.
    IdToken,
    /// `urn:ietf:params:aws:token-type:aws4_request`.
    Aws4Request,
}

impl SubjectTokenType {
    /// The URN on the wire.
    pub const fn urn(self) -> &'static str {
        match self {
            Self::Jwt => "urn:ietf:params:oauth:token-type:jwt",
            Self::IdToken => "urn:ietf:params:oauth:token-type:id_token",
            Self::Aws4Request => "urn:ietf:params:aws:token-type:aws4_request",
        }
    }

    /// Parses the short name of the command line or the URN of a configuration.
    pub fn parse(text: &str) -> Result<Self, String> {
        [Self::Jwt, Self::IdToken, Self::Aws4Request]
            .into_iter()
            .find(|kind| text == kind.urn() || kind.urn().ends_with(&format!(":{text}")))
            .ok_or_else(|| "is not a subject token type; write jwt or aws4_request".to_owned())
    }
}

/// A subject token, ready to be sent to a token exchange.
#[derive(Debug)]
pub struct SubjectToken {
    /// Its type.
    pub kind: SubjectTokenType,
    /// The token: a compact JWT, or the percent-encoded JSON of a signed request.
    pub token: Secret,
    /// When it ends.
    pub expires: DateTime<Utc>,
    /// Whose it is: `iss#sub`, or the ARN that signed.
    pub identity: String,
}

impl Credential {
    /// Who this is, as `--expect-identity` compares it; `None` where the answer did not say.
    pub fn identity(&self) -> Option<String> {
        match self {
            Self::Aws(keys) => keys.arn.clone(),
            Self::GoogleAccess(token) => token.identity.clone(),
            Self::GoogleId(jwt) => Some(jwt.claims.email.clone().unwrap_or_else(|| jwt.claims.identity())),
            Self::Subject(token) => Some(token.identity.clone()),
        }
    }

    /// The identity, unless it is but the id of an access key, which says nothing to compare.
    pub fn told_identity(&self) -> Option<String> {
        self.identity().filter(|identity| !identity.starts_with(ACCESS_KEY))
    }

    /// Whether the secret parts can be what they are called: a service that answers with nothing,
    /// or with a line break in a token, is not believed.
    pub fn is_plausible(&self) -> bool {
        match self {
            Self::Aws(keys) => {
                is_one_word(&keys.access_key_id)
                    && keys.secret_access_key.is_one_word()
                    && keys.session_token.as_ref().is_none_or(Secret::is_one_word)
            }
            Self::GoogleAccess(token) => token.token.is_one_word(),
            Self::GoogleId(jwt) => jwt.token.is_one_word(),
            Self::Subject(token) => token.token.is_one_word(),
        }
    }

    /// When it ends; `None` for an IAM user's keys.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Aws(keys) => keys.expires,
            Self::GoogleAccess(token) => Some(token.expires),
            Self::GoogleId(jwt) => jwt.claims.exp,
            Self::Subject(token) => Some(token.expires),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subject_token_types() {
        for (text, kind) in [
            ("jwt", SubjectTokenType::Jwt),
            ("urn:ietf:params:oauth:token-type:jwt", SubjectTokenType::Jwt),
            ("urn:ietf:params:oauth:token-type:id_token", SubjectTokenType::IdToken),
            ("aws4_request", SubjectTokenType::Aws4Request),
            ("urn:ietf:params:aws:token-type:aws4_request", SubjectTokenType::Aws4Request),
        ] {
            assert_eq!(SubjectTokenType::parse(text), Ok(kind), "{text}");
        }
        for bad in ["", "saml", "request", "token-type:jwtx"] {
            assert!(SubjectTokenType::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_account_is_in_the_arn() {
        let mut keys = AwsKeys {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: Secret::new("s"),
            session_token: None,
            expires: None,
            arn: Some("arn:aws:sts::123456789012:assumed-role/r/s".into()),
            account: None,
        };
        assert_eq!(keys.account_id(), Some("123456789012"));
        assert!(!format!("{keys:?}").contains("\"s\""));
        keys.arn = None;
        assert_eq!(keys.account_id(), None);
    }
}
