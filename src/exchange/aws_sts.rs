//! What the calls of AWS's security token service share: the client, and what its refusals mean.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::timeout::TimeoutConfig;
use aws_sdk_sts::config::{AppName, BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use chrono::DateTime;

use crate::catalogue::{self, Facts, Stage};
use crate::credential::AwsKeys;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::{AssumeRole, Sts};
use crate::host::Host;
use crate::host::aws_sdk::own_error;
use crate::host::http::host_of;
use crate::names::{RoleArn, SessionName};
use crate::policy;
use crate::secret::{Secret, shown};

/// A client of the regional endpoint, or of the override; without keys for unsigned calls. No
/// AWS chain is ever built and no file is read, so it cannot come back to us. Retries are ours.
pub fn client(host: &Host, sts: &Sts, keys: Option<&AwsKeys>) -> Client {
    let endpoint = match &sts.endpoint {
        Some(endpoint) => endpoint.base().to_owned(),
        None => format!("https://{}", sts.region.sts_host()),
    };
    let mut config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(sts.region.as_str().to_owned()))
        .endpoint_url(endpoint)
        .http_client(host.sdk_http_client())
        .time_source(host.clock.time_source())
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    config.set_app_name(AppName::new("xcloud").ok());
    if let Some(keys) = keys {
        let session = keys.session_token.as_ref().map(|token| token.expose().to_owned());
        // Without an expiry: whether the keys are still good is for STS to say.
        config =
            config.credentials_provider(Credentials::new(&keys.access_key_id, keys.secret_access_key.expose(), session, None, "xcloud"));
    }
    Client::from_conf(config.build())
}

/// Where the call goes, for errors.
pub fn place(sts: &Sts) -> String {
    match &sts.endpoint {
        Some(endpoint) => host_of(endpoint.url()),
        None => sts.region.sts_host(),
    }
}

/// The keys of an answer, with who they are.
pub fn keys(
    credentials: Option<&aws_sdk_sts::types::Credentials>,
    user: Option<&aws_sdk_sts::types::AssumedRoleUser>,
    place: &str,
) -> Result<AwsKeys> {
    let credentials = credentials.ok_or_else(|| Error::network(format!("{place} sent an answer without credentials")))?;
    let expires = DateTime::from_timestamp(credentials.expiration().secs(), 0);
    Ok(AwsKeys {
        access_key_id: credentials.access_key_id().to_owned(),
        secret_access_key: Secret::new(credentials.secret_access_key()),
        session_token: Some(Secret::new(credentials.session_token())),
        expires,
        arn: user.map(|user| user.arn().to_owned()),
        account: None,
    })
}

/// Whose `keys` are: GetCallerIdentity, which needs no permission.
pub async fn caller_arn(host: &Host, keys: &AwsKeys, sts: &Sts) -> Result<String> {
    let answer = client(host, sts, Some(keys)).get_caller_identity().send().await.map_err(|error| {
        let sent: Vec<&Secret> = std::iter::once(&keys.secret_access_key).chain(&keys.session_token).collect();
        explain(host, "GetCallerIdentity", sts, &keys.describe(), Facts::default(), &sent, error)
    })?;
    answer.arn().map(str::to_owned).ok_or_else(|| Error::network(format!("{} did not say whose the keys are", place(sts))))
}

/// The session's name: the one that was asked for, or one from facts. Towards Google the whole
/// ARN must fit into the 127 bytes of `google.subject`.
pub fn session_name(call: &AssumeRole, facts: Option<&str>, towards_google: bool) -> SessionName {
    if let Some(name) = &call.session_name {
        return name.clone();
    }
    let most = if towards_google { call.role.session_room() } else { 64 };
    SessionName::from_facts(facts.filter(|facts| !facts.is_empty()).unwrap_or(call.role.name()), most)
}

/// Asks for a session of the wanted length. A role's session opens another for one hour at most,
/// and no role's lasts longer than the role allows: then it is one hour, and the user is told.
pub async fn lasting(
    host: &Host,
    call: &AssumeRole,
    caller: Option<&AwsKeys>,
    ask: impl AsyncFn(i32) -> Result<AwsKeys>,
) -> Result<AwsKeys> {
    let seconds = |duration: Duration| i32::try_from(duration.as_secs()).unwrap_or(i32::MAX);
    let (wanted, hour) = (seconds(call.duration), seconds(policy::AWS_SESSION));
    if wanted <= hour {
        return ask(wanted).await;
    }
    let shorter = |why: &str| host.note(format!("the session of {} lasts {hour} s, not {wanted} s: {why}", call.role));
    if caller.and_then(|keys| keys.arn.as_deref()).is_some_and(|arn| arn.contains(":assumed-role/")) {
        shorter("a role taken from another role's session lasts one hour at most");
        return ask(hour).await;
    }
    let refused = match ask(wanted).await {
        Err(error) if error.kind() == ErrorKind::Configuration => error,
        answer => return answer,
    };
    if refused.message().contains("exceeds the MaxSessionDuration set for this role") {
        let keys = ask(hour).await?;
        shorter(&format!(
            "that is above the role's maximum (aws iam update-role --role-name {} --max-session-duration {wanted} raises it)",
            call.role.name()
        ));
        Ok(keys)
    } else if refused.message().contains("role chaining") {
        let keys = ask(hour).await?;
        shorter("a role taken from another role's session lasts one hour at most");
        Ok(keys)
    } else {
        Err(refused)
    }
}

/// What STS's refusal means. `who` is the public identity that asked, `facts` what the catalogue
/// may name, `sent` what must not be shown should the answer repeat it.
pub fn explain<E>(
    host: &Host,
    action: &str,
    sts: &Sts,
    who: &str,
    facts: Facts,
    sent: &[&Secret],
    error: SdkError<E, HttpResponse>,
) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let place = place(sts);
    let status = error.raw_response().map(|raw| raw.status().as_u16()).unwrap_or_default();
    let refusal = match &error {
        SdkError::ServiceError(refused) => {
            refused.err().meta().code().map(|code| (code.to_owned(), refused.err().meta().message().unwrap_or_default().to_owned()))
        }
        _ => None,
    };
    let after = error.raw_response().and_then(|raw| raw.headers().get("retry-after")?.parse().ok()).map(std::time::Duration::from_secs);
    let Some((code, message)) = refusal else {
        if let Some(own) = own_error(&error) {
            return own.replica().within(format!("AWS STS {action}"));
        }
        return match status {
            429 | 500.. => {
                Error::network(format!("AWS STS at {place} answered {action} with status {status}")).retrying(Retry::Later(after))
            }
            0 => Error::transient(format!("AWS STS at {place} did not answer {action}")),
            300..400 => Error::network(format!("AWS STS at {place} answered {action} with a redirect ({status}), which is never followed"))
                .hint("check --sts-endpoint-url and AWS_ENDPOINT_URL_STS"),
            _ => Error::network(format!("AWS STS at {place} answered {action} with something that is not its XML (status {status})"))
                .hint("a proxy, a captive portal or a wrong endpoint override may be in between"),
        };
    };
    let said = shown(&message, sent);
    // AWS names the caller that it denies: `User: ARN is not authorized to …`.
    let denied = message.strip_prefix("User: ").and_then(|rest| rest.split(' ').next()).filter(|arn| arn.starts_with("arn:"));
    let facts = facts.with("region", sts.region.as_str()).maybe("caller", denied);
    let known = catalogue::find(&[Stage::AwsSts, Stage::Aws], &code, &message);
    let verdict = verdict(action, &code, &message, status);
    let text = match verdict.retry {
        Retry::Later(_) => format!("AWS STS ({place}) could not answer {action} for {who} (status {status}): {code}: {said}"),
        _ => format!("AWS STS ({place}) refused {action} for {who}: {code}: {said}"),
    };
    let retry = match verdict.retry {
        Retry::Resign if !host.clock.correct() => Retry::Never,
        Retry::Later(_) => Retry::Later(after),
        retry => retry,
    };
    let mut error = Error::new(verdict.kind, known.map_or(text.clone(), |entry| entry.title(&text))).retrying(retry);
    if verdict.retry == Retry::Resign && host.clock.seen_skew() != 0 {
        error = error.hint(format!("set this machine's clock: it is off by {} s against AWS", host.clock.seen_skew()));
    }
    match (known, verdict.hint) {
        (Some(entry), _) => entry.explain(error, &facts),
        (None, Some(hint)) => error.hint(hint),
        (None, None) => error,
    }
}

struct Verdict {
    kind: ErrorKind,
    retry: Retry,
    hint: Option<&'static str>,
}

/// What a refusal means: as the catalogue has it, else by its code alone.
fn verdict(action: &str, code: &str, message: &str, status: u16) -> Verdict {
    if let Some(entry) = catalogue::find(&[Stage::AwsSts, Stage::Aws], code, message) {
        return Verdict { kind: entry.class.kind(), retry: entry.class.retry(), hint: None };
    }
    let row = |kind, hint| Verdict { kind, retry: Retry::Never, hint };
    match code {
        "InvalidIdentityToken" => row(
            ErrorKind::Refused,
            Some("check that the token's issuer is an IAM OIDC provider of the role's account; accounts.google.com is built in"),
        ),
        "AccessDenied" if ["AssumeRole", "GetWebIdentityToken"].contains(&action) => row(
            ErrorKind::Permission,
            Some("check the caller's policies and, for a role, its trust policy; an organisation's policy may forbid it as well"),
        ),
        "ValidationError" => row(ErrorKind::Configuration, Some("check the flags that shape the session")),
        _ if status >= 500 || status == 429 => {
            Verdict { kind: ErrorKind::Network, retry: Retry::Later(None), hint: Some("try again; STS is busy") }
        }
        _ => row(ErrorKind::Refused, None),
    }
}

/// What the catalogue may say of a role.
pub fn role_facts(role: &RoleArn) -> Facts {
    Facts::default().with("role", role.as_str()).with("role_name", role.name()).with("account_id", role.account())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_names_are_chosen_told_or_made() {
        let arn = format!("arn:aws-us-gov:iam::123456789012:role/{}", "r".repeat(64));
        let sts = Sts { region: crate::names::Region::parse("us-gov-west-1").unwrap(), endpoint: None };
        let mut call = AssumeRole::plain(crate::names::RoleArn::parse(&arn).unwrap(), sts);
        for (facts, towards_google, name) in [
            (Some("dev"), false, "dev".to_owned()),
            (Some("example.com:dev"), true, "example.com-dev".to_owned()),
            (Some(""), false, "r".repeat(64)),
            (None, false, "r".repeat(64)),
        ] {
            assert_eq!(session_name(&call, facts, towards_google).as_str(), name);
        }
        let long = "a-name-of-more-than-sixteen-bytes";
        let made = session_name(&call, Some(long), true);
        assert!(made.as_str().len() <= 16, "what is left of the 127 bytes beside the longest role");
        assert_eq!(call.role.fits_google(&made), Ok(()));
        assert_eq!(made, session_name(&call, Some(long), true), "stable");
        call.session_name = Some(SessionName::parse(long).unwrap());
        assert_eq!(session_name(&call, Some("dev"), true).as_str(), long, "a chosen name is never changed");
    }

    #[test]
    fn what_codes_mean() {
        for (action, code, message, kind, retry) in [
            ("AssumeRoleWithWebIdentity", "AccessDenied", "Not authorized", ErrorKind::Refused, Retry::Never),
            ("AssumeRole", "AccessDenied", "User is not authorized", ErrorKind::Permission, Retry::Never),
            ("AssumeRoleWithWebIdentity", "IDPCommunicationError", "x", ErrorKind::Network, Retry::Later(None)),
            (
                "AssumeRoleWithWebIdentity",
                "InvalidIdentityToken",
                "Couldn't retrieve verification key from your identity provider",
                ErrorKind::Network,
                Retry::Later(None),
            ),
            ("AssumeRoleWithWebIdentity", "InvalidIdentityToken", "Incorrect token audience", ErrorKind::Refused, Retry::Never),
            (
                "AssumeRole",
                "SignatureDoesNotMatch",
                "Signature expired: 20260101T000000Z is now earlier than …",
                ErrorKind::Refused,
                Retry::Resign,
            ),
            ("AssumeRole", "SignatureDoesNotMatch", "The request signature we calculated does not match", ErrorKind::Refused, Retry::Never),
            ("GetWebIdentityToken", "OutboundWebIdentityFederationDisabledException", "", ErrorKind::Permission, Retry::Never),
            (
                "AssumeRole",
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration",
                ErrorKind::Configuration,
                Retry::Never,
            ),
        ] {
            let verdict = verdict(action, code, message, 400);
            assert_eq!((verdict.kind, verdict.retry), (kind, retry), "{action} {code} {message}");
        }
        assert_eq!(verdict("AssumeRole", "Whatever", "", 503).retry, Retry::Later(None));
    }
}
