//! Google's metadata server: GCE, GKE, Cloud Run and everything that emulates it.
//! Contract: `Metadata-Flavor: Google` both ways.

use serde::Deserialize;
use url::Url;

use super::Google;
use crate::catalogue::{self, Facts, Stage};
use crate::credential::{AccessToken, Jwt, Proof};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::{Found, Need};
use crate::host::Host;
use crate::host::http::{Answer, Ask};
use crate::names::Endpoint;
use crate::policy;
use crate::secret::{Secret, shown};
use crate::source::aws::machine;
use crate::source::{Detection, Kind, Source};

/// The address itself: looking up `metadata.google.internal` off Google costs seconds.
const ADDRESS: &str = "169.254.169.254";

/// A metadata server.
#[derive(Debug)]
pub struct Metadata {
    root: Endpoint,
    /// Whether variables or the machine's own description say that it is there. GKE's starts
    /// after its pods and refuses, or knows nothing, for some seconds: that is worth waiting for.
    known: bool,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    expires_in: i64,
}

/// Variables and the machine's own description; no request is made.
pub fn detect(host: &Host, pinned: bool) -> Detection {
    let named =
        ["GCE_METADATA_HOST", "GCE_METADATA_IP", "GCE_METADATA_ROOT"].into_iter().find_map(|name| Some((name, host.env.get(name)?)));
    let (name, address) = named.unwrap_or(("the metadata server", ADDRESS));
    let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let known = named.is_some() || is_google(host);
    if !known && !pinned {
        return Detection::absent("this is no Google machine");
    }
    if named.is_none() && !pinned && host.env.is_on("NO_GCE_CHECK") {
        return Detection::absent("NO_GCE_CHECK is set and GCE_METADATA_HOST is not");
    }
    match Endpoint::parse(&url) {
        Ok(root) => {
            let scope = format!("{} {}", root.base(), machine(host));
            Detection::Here(Source {
                name: "google:metadata",
                scope: Some(scope),
                kind: Kind::Google(Google::Metadata(Metadata { root, known })),
            })
        }
        Err(wrong) => Detection::Broken(Error::configuration(format!("{name} ({address}) {wrong}"))),
    }
}

/// Whether this is a Google machine, by variables and files alone.
fn is_google(host: &Host) -> bool {
    let serverless = ["K_SERVICE", "CLOUD_RUN_JOB", "FUNCTION_TARGET", "GAE_ENV"].into_iter().any(|name| host.env.get(name).is_some());
    let dmi = || host.files.read("/sys/class/dmi/id/product_name".as_ref(), 256).is_ok_and(|text| text.trim_start().starts_with("Google"));
    serverless || dmi()
}

impl Metadata {
    pub async fn fetch(&self, host: &Host, need: &Need) -> Result<Found> {
        if !self.known {
            self.probe(host).await?;
        }
        match need {
            Need::GoogleAccess { scopes } => {
                let scopes: String = url::form_urlencoded::byte_serialize(scopes.join(",").as_bytes()).collect();
                let token = format!("instance/service-accounts/default/token?scopes={scopes}");
                let (token, email) = tokio::join!(self.get(host, &token), self.get(host, "instance/service-accounts/default/email"),);
                let TokenAnswer { access_token, expires_in } = token?.parse()?;
                let identity = email.ok().map(|answer| answer.text().trim().to_owned()).filter(|email| email.contains('@'));
                let expires =
                    host.clock.after(expires_in).ok_or_else(|| Error::network("the metadata server sent a lifetime that no token has"))?;
                Ok(Found::plain(Proof::Google(AccessToken { token: access_token, expires, identity, quota_project: None })))
            }
            Need::Jwt { audience, session } => {
                let encoded: String = url::form_urlencoded::byte_serialize(audience.as_bytes()).collect();
                let identity = format!("instance/service-accounts/default/identity?audience={encoded}&format=full");
                let (token, session) = if *session {
                    let (token, project, name) =
                        tokio::join!(self.get(host, &identity), self.get(host, "project/project-id"), self.get(host, "instance/hostname"));
                    let text =
                        |answer: Result<Answer>| answer.ok().map(|answer| answer.text().trim().to_owned()).filter(|text| !text.is_empty());
                    // Cloud Run has no host name; janus, whose users read these names in
                    // CloudTrail, wrote `unknown` there.
                    let name = text(name).unwrap_or_else(|| "unknown".to_owned());
                    (token?, text(project).map(|project| format!("{project}.{name}")))
                } else {
                    (self.get(host, &identity).await?, None)
                };
                let jwt = Jwt::read(Secret::new(token.text()).trimmed()).ok_or_else(|| {
                    Error::network(format!("the metadata server {} sent an identity token that is not a JWT", token.host))
                })?;
                Ok(Found { proof: Proof::Jwt(jwt), hops: Vec::new(), session })
            }
            Need::AwsKeys => Err(Error::new(ErrorKind::Unexpected, "a Google identity was asked for AWS keys")),
        }
    }

    /// Off Google nobody waits: the address answers at once, or this is another machine.
    async fn probe(&self, host: &Host) -> Result<()> {
        let ask = self.send(host, "");
        match tokio::time::timeout(policy::METADATA_PROBE, ask).await {
            Ok(Ok(answer)) => genuine(&answer),
            Ok(Err(_)) | Err(_) => Err(Error::no_identity(format!(
                "this is no Google machine: no metadata server answered at {} within {} ms",
                self.root,
                policy::METADATA_PROBE.as_millis()
            ))
            .hint("choose another source with --from, or set GCE_METADATA_HOST if there is a metadata server elsewhere")),
        }
    }

    async fn send(&self, host: &Host, path: &str) -> Result<Answer> {
        let url = Url::parse(&format!("{}/computeMetadata/v1/{path}", self.root.base()))
            .map_err(|error| Error::configuration("the metadata server's address makes no URL").because(error))?;
        host.http.send(Ask::get(url).header("metadata-flavor", "Google")).await
    }

    async fn get(&self, host: &Host, path: &str) -> Result<Answer> {
        let answer = self.send(host, path).await.map_err(|error| {
            let patience = if error.retry() == Retry::Never { Retry::Never } else { Retry::Patiently };
            error.retrying(patience).hint("Google's metadata server does not answer (on GKE it starts after the pod); if this is no Google machine, choose another source with --from")
        })?;
        genuine(&answer)?;
        if answer.is_success() {
            return Ok(answer);
        }
        let what = path.split('?').next().unwrap_or_default();
        // The server's own words are plain text; a page is somebody else's, and says nothing.
        let said = shown(&answer.text(), &[]);
        let said = if said.is_empty() || said.starts_with('<') { String::new() } else { format!(": {said}") };
        let message = format!("the metadata server {} answered {what} with status {}{said}", answer.host, answer.status);
        if answer.status == 404 && !self.is_ready(host).await {
            return Err(Error::network(message)
                .retrying(Retry::Patiently)
                .hint("it knows no service account at all (on GKE it starts after the pod); allow more time with --timeout, or attach a service account"));
        }
        let known = catalogue::find(&[Stage::GoogleMetadata, Stage::GoogleIam], "", &answer.text());
        let error = |message: String| match answer.retry() {
            Retry::Never => Error::no_identity(message),
            Retry::Later(Some(after)) => Error::network(message).retrying(Retry::Later(Some(after))),
            _ => Error::network(message).retrying(Retry::Patiently),
        };
        Err(match (known, answer.retry()) {
            (Some(entry), _) => entry.explain(error(entry.title(message)), &linked()),
            (None, Retry::Never) => error(message).hint("attach a service account to this machine, pod or service; on GKE annotate the Kubernetes service account with iam.gke.io/gcp-service-account"),
            (None, _) => error(message),
        })
    }

    /// Whether a 404 is the whole truth: a server that lists its service accounts has started.
    async fn is_ready(&self, host: &Host) -> bool {
        self.send(host, "instance/service-accounts/").await.is_ok_and(|answer| answer.is_success())
    }
}

/// Only Google's metadata server says so of itself.
fn genuine(answer: &Answer) -> Result<()> {
    if answer.headers.get("metadata-flavor").is_some_and(|flavor| flavor.as_bytes() == b"Google") {
        return Ok(());
    }
    Err(Error::no_identity(format!("{} answered without Metadata-Flavor: Google, so it is not Google's metadata server", answer.host))
        .hint("check GCE_METADATA_HOST, or choose another source with --from"))
}

/// What the catalogue may name here: on GKE the server impersonates for the pod.
fn linked() -> Facts {
    Facts::default()
        .command("account", "the linked service account")
        .command("target", "ACCOUNT")
        .command("grant_role", "roles/iam.workloadIdentityUser")
        .command("member", "'serviceAccount:PROJECT.svc.id.goog[NAMESPACE/KUBERNETES_SERVICE_ACCOUNT]'")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `None`: not here; otherwise whether it is worth waiting for.
    fn known(vars: &[(&str, &str)], product: Option<&str>, pinned: bool) -> Option<bool> {
        let files: Vec<(&str, &str)> = product.map(|name| ("/sys/class/dmi/id/product_name", name)).into_iter().collect();
        match detect(&Host::scripted(vars, &files, 0), pinned) {
            Detection::Here(Source { kind: Kind::Google(Google::Metadata(metadata)), .. }) => Some(metadata.known),
            _ => None,
        }
    }

    #[test]
    fn only_a_machine_that_is_known_to_be_googles_is_waited_for() {
        let gce = Some("Google Compute Engine\n");
        let nowhere = ("GCE_METADATA_HOST", "127.0.0.1:1");
        let off = ("NO_GCE_CHECK", "true");
        for (vars, product, pinned, expected) in [
            (&[][..], gce, false, Some(true)),
            (&[], gce, true, Some(true)),
            (&[], Some("Google"), false, Some(true)),
            (&[], Some("m5.large"), false, None),
            (&[], Some("NotGoogle"), false, None),
            (&[], None, false, None),
            (&[], None, true, Some(false)),
            (&[], Some("m5.large"), true, Some(false)),
            (&[("K_SERVICE", "s")], None, false, Some(true)),
            (&[("CLOUD_RUN_JOB", "j")], None, false, Some(true)),
            (&[("GAE_ENV", "standard")], None, false, Some(true)),
            (&[("K_SERVICE", "")], None, false, None),
            (&[nowhere], None, false, Some(true)),
            (&[("GCE_METADATA_IP", "127.0.0.1")], None, true, Some(true)),
            (&[off], gce, false, None),
            (&[off], gce, true, Some(true)),
            (&[off, nowhere], None, false, Some(true)),
        ] {
            assert_eq!(known(vars, product, pinned), expected, "{vars:?} {product:?} pinned: {pinned}");
        }
    }
}
