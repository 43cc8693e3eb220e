//! What aws-config does for us: SSO and `login` sessions, EC2 metadata.

use aws_config::imds;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::retry::RetryConfig;
use chrono::DateTime;

use crate::catalogue::{self, Facts, Stage};
use crate::credential::AwsKeys;
use crate::error::{Error, Result, Retry};
use crate::host::Host;
use crate::host::aws_sdk::own_error;
use crate::names::Region;
use crate::policy;
use crate::secret::{Secret, shown_strictly};

/// The SDK on our HTTP client and clock. The region is always given: without one, loading asks
/// the metadata server. Retries are ours.
fn provider_config(host: &Host, region: &Region) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_region(Some(aws_config::Region::new(region.as_str().to_owned())))
        .with_http_client(host.sdk_http_client())
        .with_time_source(host.clock.time_source())
        .with_retry_config(RetryConfig::disabled())
}

/// A profile's own credentials: SSO or `login` session.
pub async fn profile(host: &Host, name: &str, region: &Region, login: &str) -> Result<AwsKeys> {
    let provider = ProfileFileCredentialsProvider::builder().configure(&provider_config(host, region)).profile_name(name).build();
    let keys = provider.provide_credentials().await.map_err(|error| {
        let error = explain(host, &format!("the profile {name}"), &error, &Facts::default().command("login", login));
        if error.retry() == Retry::Never { error.hint(format!("log in again: {login}")) } else { error }
    })?;
    Ok(convert(keys))
}

fn imds_client(host: &Host) -> imds::Client {
    let region = Region::parse(policy::DEFAULT_REGION).expect("our own default is a region");
    imds::Client::builder()
        .configure(&provider_config(host, &region))
        .max_attempts(1)
        .connect_timeout(policy::METADATA_CONNECT)
        .read_timeout(policy::METADATA_CONNECT)
        .build()
}

/// The instance's role.
pub async fn imds(host: &Host) -> Result<AwsKeys> {
    let provider = imds::credentials::ImdsCredentialsProvider::builder().imds_client(imds_client(host)).build();
    let keys = provider.provide_credentials().await.map_err(|error| {
        explain(host, "EC2 instance metadata", &error, &Facts::default()).hint("attach an instance profile; in containers raise the hop limit: aws ec2 modify-instance-metadata-options --http-put-response-hop-limit 2")
    })?;
    Ok(convert(keys))
}

/// The instance's region.
pub async fn imds_region(host: &Host) -> Option<Region> {
    let region = imds::region::ImdsRegionProvider::builder().imds_client(imds_client(host)).build().region().await?;
    Region::parse(region.as_ref()).ok()
}

fn convert(keys: Credentials) -> AwsKeys {
    AwsKeys {
        access_key_id: keys.access_key_id().to_owned(),
        secret_access_key: Secret::new(keys.secret_access_key()),
        session_token: keys.session_token().map(Secret::new),
        expires: keys.expiry().map(DateTime::from),
        arn: None,
        account: keys.account_id().map(|id| id.as_str().to_owned()),
    }
}

/// Our own network error inside, or the provider's words.
fn explain(host: &Host, what: &str, error: &CredentialsError, facts: &Facts) -> Error {
    if let Some(own) = own_error(error) {
        return own.replica().within(format!("{what} gave no credentials"));
    }
    let words = shown_strictly(&DisplayErrorContext(error).to_string());
    let message = format!("{what} gave no credentials: {}", plain(&words));
    if host.http.last_was_transient() || matches!(error, CredentialsError::ProviderTimedOut(_)) {
        return Error::transient(message).hint("the service is busy or not ready; try again");
    }
    match catalogue::find(&[Stage::AwsLogin, Stage::AwsMetadata], "", &words) {
        Some(entry) => entry.explain(Error::no_identity(entry.title(message)), facts),
        None => Error::no_identity(message),
    }
}

/// The SDK's chain of causes, without the repetition of `Debug` output behind it.
fn plain(words: &str) -> &str {
    words.split(" (").next().unwrap_or(words)
}
