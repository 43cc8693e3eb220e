//! The signed, unsent GetCallerIdentity request: AWS keys as a proof for Google.
//!
//! Contract: `subject_token` of Google's token exchange. The provider's name is signed as
//! `x-goog-cloud-target-resource`, so that whoever gets hold of the request cannot replay it
//! against another provider. Host and signing region are always the same region, and the host is the
//! ordinary one even where FIPS or dual-stack hosts are asked for: it is Google who calls it, some
//! of its own libraries would sign `sts-fips` as the service's name, and nobody has seen it accepted.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use chrono::{DateTime, TimeDelta, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::credential::{AwsKeys, SubjectToken, SubjectTokenType};
use crate::error::{Error, ErrorKind, Result};
use crate::names::Region;
use crate::policy;
use crate::secret::Secret;

/// RFC 3986's unreserved characters stay.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Signs for `audience` (a provider's full resource name) at `now`; local and free, so it is done
/// for every call.
pub fn subject_token(keys: &AwsKeys, region: &Region, audience: &str, now: DateTime<Utc>) -> Result<SubjectToken> {
    let failed =
        |error: String| Error::new(ErrorKind::Unexpected, "the GetCallerIdentity request cannot be signed").because(anyhow::anyhow!(error));
    let host = region.sts_host();
    let url = format!("https://{host}/?Action=GetCallerIdentity&Version=2011-06-15");
    let identity: Identity = Credentials::new(
        &keys.access_key_id,
        keys.secret_access_key.expose(),
        keys.session_token.as_ref().map(|token| token.expose().to_owned()),
        None,
        "xcloud",
    )
    .into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region.as_str())
        .name("sts")
        .time(SystemTime::from(now))
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| failed(error.to_string()))?;
    let own = [("host", host.as_str()), ("x-goog-cloud-target-resource", audience)];
    let request =
        SignableRequest::new("POST", &url, own.into_iter(), SignableBody::Bytes(b"")).map_err(|error| failed(error.to_string()))?;
    let (instructions, _) = sign(request, &params.into()).map_err(|error| failed(error.to_string()))?.into_parts();
    let mut headers: Vec<(&str, &str)> = own.to_vec();
    headers.extend(instructions.headers());
    headers.sort_unstable();
    let headers: Vec<Value> = headers.into_iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    let token = json!({"url": url, "method": "POST", "headers": headers}).to_string();
    let signed_until = now + TimeDelta::from_std(policy::SIGNATURE_LIFE).unwrap_or_default();
    Ok(SubjectToken {
        kind: SubjectTokenType::Aws4Request,
        token: Secret::new(utf8_percent_encode(&token, ENCODED).to_string()),
        expires: keys.expires.map_or(signed_until, |expires| expires.min(signed_until)),
        identity: keys.describe(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(session: Option<&str>) -> AwsKeys {
        AwsKeys {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: session.map(Secret::new),
            expires: None,
            arn: None,
            account: None,
        }
    }

    #[test]
    fn the_target_is_signed_and_the_region_is_the_hosts() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        for (region, session, signed) in [
            ("us-east-2", None, "host;x-amz-date;x-goog-cloud-target-resource"),
            ("cn-north-1", Some("token/+="), "host;x-amz-date;x-amz-security-token;x-goog-cloud-target-resource"),
        ] {
            let region = Region::parse(region).unwrap();
            let token = subject_token(&keys(session), &region, "//iam.googleapis.com/projects/1/x", now).unwrap();
            assert_eq!(token.expires, now + TimeDelta::minutes(10));
            assert!(!token.token.expose().contains(['{', '"', '/', ':', '+']), "percent-encoded throughout");
            let text = percent_encoding::percent_decode_str(token.token.expose()).decode_utf8().unwrap().into_owned();
            let request: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(request["url"], format!("https://{}/?Action=GetCallerIdentity&Version=2011-06-15", region.sts_host()));
            assert_eq!(request["method"], "POST");
            let header = |name: &str| {
                let all = request["headers"].as_array().unwrap();
                let found: Vec<&str> = all.iter().filter(|h| h["key"] == name).map(|h| h["value"].as_str().unwrap()).collect();
                assert_eq!(found.len(), 1, "{name} once");
                found[0].to_owned()
            };
            let authorization = header("authorization");
            assert!(authorization.contains(&format!("SignedHeaders={signed}, ")), "{authorization}");
            assert!(authorization.contains(&format!("/20231114/{}/sts/aws4_request", region.as_str())));
            assert_eq!(header("host"), region.sts_host());
            assert_eq!(header("x-goog-cloud-target-resource"), "//iam.googleapis.com/projects/1/x");
            assert_eq!(header("x-amz-date"), "20231114T221320Z");
        }
    }

    #[test]
    fn it_never_outlives_the_keys() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let mut keys = keys(None);
        keys.expires = Some(now + TimeDelta::seconds(90));
        let token = subject_token(&keys, &Region::parse("us-east-1").unwrap(), "x", now).unwrap();
        assert_eq!(token.expires, now + TimeDelta::seconds(90));
    }
}
