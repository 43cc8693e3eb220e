//! AssumeRoleWithWebIdentity: a JWT becomes AWS keys. The call is unsigned.

use aws_sdk_sts::types::PolicyDescriptorType;
use serde_json::{Map, Value, json};

use super::aws_sts::{client, explain, keys, lasting, place, role_facts, session_name};
use super::session_from;
use crate::catalogue::{self, Facts};
use crate::credential::{AwsKeys, Jwt};
use crate::error::{Error, ErrorKind, Result};
use crate::hop::AssumeRole;
use crate::host::Host;
use crate::jwt::Claims;

/// Makes the exchange.
pub async fn exchange(host: &Host, jwt: &Jwt, call: &AssumeRole, session: Option<&str>, towards_google: bool) -> Result<AwsKeys> {
    let facts = session.map_or_else(|| session_from(&jwt.claims), str::to_owned);
    let name = session_name(call, Some(&facts), towards_google);
    let arns = call.policy_arns.iter().map(|arn| PolicyDescriptorType::builder().arn(arn).build()).collect::<Vec<_>>();
    let ask = async |seconds| {
        let answer = client(host, &call.sts, None)
            .assume_role_with_web_identity()
            .role_arn(call.role.as_str())
            .role_session_name(name.as_str())
            .web_identity_token(jwt.token.expose())
            .duration_seconds(seconds)
            .set_policy(call.policy.clone())
            .set_policy_arns(Some(arns.clone()).filter(|arns| !arns.is_empty()))
            .send()
            .await
            .map_err(|error| {
                let who = format!("{} (token: {})", call.role, jwt.claims);
                let error = explain(host, "AssumeRoleWithWebIdentity", &call.sts, &who, known(call, &jwt.claims), &[&jwt.token], error);
                if error.kind() == ErrorKind::Refused { beside_the_policy(host, error, call, &jwt.claims) } else { error }
            })?;
        keys(answer.credentials(), answer.assumed_role_user(), &place(&call.sts))
    };
    lasting(host, call, None, ask).await
}

const GOOGLE: &str = "accounts.google.com";

/// The issuer as condition keys and provider ARNs write it.
fn issuer(claims: &Claims) -> &str {
    claims.iss.trim_start_matches("https://").trim_end_matches('/')
}

/// The principal of a trust policy: Google is built in, every other issuer is a provider of the
/// role's account.
fn federated(call: &AssumeRole, claims: &Claims) -> String {
    match issuer(claims) {
        GOOGLE => GOOGLE.to_owned(),
        _ => provider(call, claims),
    }
}

/// The ARN of the issuer's provider in the role's account. For Google it is one that somebody
/// made by mistake.
fn provider(call: &AssumeRole, claims: &Claims) -> String {
    format!("arn:{}:iam::{}:oidc-provider/{}", call.role.partition().as_str(), call.role.account(), issuer(claims))
}

fn known(call: &AssumeRole, claims: &Claims) -> Facts {
    let audience = claims.azp.as_ref().or(claims.aud.first());
    role_facts(&call.role)
        .with("issuer", &claims.iss)
        .maybe("audience", audience.map(String::as_str))
        .with("oidc_provider", &provider(call, claims))
}

/// The condition keys with the values that STS takes from these claims. `aud` is the authorised
/// party when the token has one; the audience itself is then `oaud`, which exists for Google only.
fn condition_keys(claims: &Claims) -> Map<String, Value> {
    let one_or_all = |values: &[String]| match values {
        [one] => json!(one),
        all => json!(all),
    };
    let issuer = issuer(claims);
    let mut keys = Map::new();
    let aud = claims.azp.as_ref().map_or_else(|| one_or_all(&claims.aud), |azp| json!(azp));
    keys.insert(format!("{issuer}:aud"), aud);
    if issuer == GOOGLE && claims.azp.is_some() {
        keys.insert(format!("{issuer}:oaud"), one_or_all(&claims.aud));
    }
    keys.insert(format!("{issuer}:sub"), json!(claims.sub));
    keys
}

/// The claims beside what AWS compares them with: the client ids of the provider, then the trust
/// policy, as a statement that is ready to be pasted.
fn beside_the_policy(host: &Host, error: Error, call: &AssumeRole, claims: &Claims) -> Error {
    let error = match claims.exp.map(|exp| (host.clock.now() - exp).num_seconds()) {
        Some(ago) if ago >= 0 => error.note(format!("by this machine's clock the token ended {ago} s ago")),
        _ => error,
    };
    match catalogue::id_in(error.message()) {
        None | Some("aws-sts-not-authorized-webidentity") => {
            let statement = json!({
                "Effect": "Allow",
                "Principal": {"Federated": federated(call, claims)},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": condition_keys(claims)},
            });
            let role = call.role.name();
            error.note(format!("a trust policy of {role} that lets exactly this identity in has the statement {statement}"))
        }
        Some("aws-sts-incorrect-audience") => {
            let compared = &condition_keys(claims)[&format!("{}:aud", issuer(claims))];
            let claim = if claims.azp.is_some() { "azp" } else { "aud" };
            error.note(format!("STS looks for {compared} ({claim}) among the client ids of {}", provider(call, claims)))
        }
        // No policy was read.
        Some(_) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(iss: &str, aud: &[&str], azp: Option<&str>) -> String {
        let aud = aud.iter().map(|aud| (*aud).to_owned()).collect();
        let claims = Claims { iss: iss.into(), sub: "s".into(), aud, azp: azp.map(str::to_owned), ..Claims::default() };
        Value::Object(condition_keys(&claims)).to_string()
    }

    #[test]
    fn google_is_built_in_and_others_are_providers_of_the_roles_account() {
        let role = crate::names::RoleArn::parse("arn:aws-cn:iam::123456789012:role/r").unwrap();
        let sts = crate::hop::Sts { region: role.partition().default_region(), endpoint: None };
        let call = AssumeRole::plain(role, sts);
        for (iss, principal) in [
            ("https://accounts.google.com", "accounts.google.com"),
            ("https://oidc.example/id/A", "arn:aws-cn:iam::123456789012:oidc-provider/oidc.example/id/A"),
        ] {
            assert_eq!(federated(&call, &Claims { iss: iss.into(), ..Claims::default() }), principal);
        }
        let google = Claims { iss: "https://accounts.google.com".into(), ..Claims::default() };
        assert_eq!(provider(&call, &google), "arn:aws-cn:iam::123456789012:oidc-provider/accounts.google.com");
    }

    #[test]
    fn condition_keys_are_what_sts_compares() {
        for (iss, aud, azp, expected) in [
            (
                "https://accounts.google.com",
                &["sts.amazonaws.com"][..],
                Some("117"),
                r#"{"accounts.google.com:aud":"117","accounts.google.com:oaud":"sts.amazonaws.com","accounts.google.com:sub":"s"}"#,
            ),
            ("https://accounts.google.com", &["a"], None, r#"{"accounts.google.com:aud":"a","accounts.google.com:sub":"s"}"#),
            ("https://oidc.example/id/A", &["a", "b"], None, r#"{"oidc.example/id/A:aud":["a","b"],"oidc.example/id/A:sub":"s"}"#),
            ("https://oidc.example/", &["a"], Some("z"), r#"{"oidc.example:aud":"z","oidc.example:sub":"s"}"#),
        ] {
            assert_eq!(keys(iss, aud, azp), expected);
        }
    }
}
