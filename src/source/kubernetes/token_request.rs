//! The TokenRequest API: a token of a Kubernetes service account for any audience.
//! Contract: `POST /api/v1/namespaces/NS/serviceaccounts/NAME/token`, answered with `status.token`.
//!
//! In a pod we ask ourselves: one POST with the pod's own token. Outside of one, `kubectl create
//! token` asks. The `kube` crate would do it in this process for 49 crates and some 4.6 MB in
//! every install, and would still have to start the exec plugins that kubeconfigs of EKS and GKE
//! name; whoever has a kubeconfig has kubectl, which knows every way to log in.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{OWN, alive};
use crate::credential::{Jwt, Proof};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::hop::{Found, Need};
use crate::host::Host;
use crate::host::files::unreadable;
use crate::host::http::{Answer, Ask};
use crate::names::{KubernetesAccount, KubernetesName};
use crate::policy;
use crate::request::Target;
use crate::secret::{Secret, shown};
use crate::source::aws::{GUARD, guarded};
use crate::source::{Context, Detection, Kind, Source};

const NAME: &str = "kubernetes:token-request";
/// The authority of the API server, mounted beside the pod's own token.
const AUTHORITY: &str = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";
/// No kubeconfig is larger.
const KUBECONFIG_BYTES: usize = 4 << 20;

/// Whose token is asked for, and how.
#[derive(Debug)]
pub struct TokenRequest {
    account: KubernetesAccount,
    server: Server,
}

#[derive(Debug)]
enum Server {
    /// The API server of the cluster that we are in.
    Cluster(Url),
    /// Whatever the kubeconfig's current context names.
    Kubectl,
}

#[derive(Deserialize)]
struct Issued {
    status: IssuedStatus,
}

#[derive(Deserialize)]
struct IssuedStatus {
    token: Secret,
}

/// The API server's refusals.
#[derive(Deserialize)]
struct Refusal {
    message: String,
}

/// Here in a pod with a token of its own, or where a service account is named for kubectl.
pub fn detect(host: &Host, account: &KubernetesAccount) -> Detection {
    match host.env.get("KUBERNETES_SERVICE_HOST") {
        Some(address) => detect_in_pod(host, account, address),
        None => detect_outside(host, account),
    }
}

fn detect_in_pod(host: &Host, account: &KubernetesAccount, address: &str) -> Detection {
    let port = host.env.get("KUBERNETES_SERVICE_PORT").unwrap_or("443");
    // An IPv6 cluster gives the bare address.
    let v6 = address.parse::<std::net::Ipv6Addr>().is_ok();
    let name = if v6 { format!("[{address}]") } else { address.to_ascii_lowercase() };
    // The token goes where these two say: to a host and a port, and to nothing that hides in them.
    let whole = |url: &Url| (v6 || url.host_str() == Some(&name)) && url.path() == "/" && url.username().is_empty();
    let Some(server) = Url::parse(&format!("https://{name}:{port}/")).ok().filter(whole) else {
        return Detection::Broken(Error::configuration(format!(
            "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT ({address}, {port}) make no address"
        )));
    };
    let own = match own_token(host) {
        Ok(own) => own,
        Err(error) => return Detection::Broken(error),
    };
    let account = match (account.name.is_some(), KubernetesAccount::from_subject(&own.claims.sub)) {
        // Another account is in our own namespace unless somebody says otherwise.
        (true, own) => KubernetesAccount { namespace: account.namespace.clone().or_else(|| own?.namespace), ..account.clone() },
        (false, Some(own)) => own,
        (false, None) => {
            return Detection::Broken(
                Error::no_identity(format!("the pod's own token ({}) names no service account", own.claims))
                    .hint("name one with --service-account-name and --namespace"),
            );
        }
    };
    if account.namespace.is_none() {
        return Detection::Broken(Error::no_identity("the namespace of the service account is unknown").hint("name it with --namespace"));
    }
    // Many clusters have one address and one issuer name; the authority is each one's own.
    let authority = host.files.read(AUTHORITY.as_ref(), KUBECONFIG_BYTES).map(|text| digest(text.as_bytes())).unwrap_or_default();
    let scope = format!("{server}\n{authority}\n{}\n{}", own.claims.identity(), shown_account(&account));
    here(scope, TokenRequest { account, server: Server::Cluster(server) })
}

fn detect_outside(host: &Host, account: &KubernetesAccount) -> Detection {
    if account.name.is_none() {
        return Detection::Broken(
            Error::configuration("no Kubernetes service account is named, and this is no pod with one of its own")
                .hint("name it with --service-account-name (and --namespace); kubectl's current context says in which cluster"),
        );
    }
    if host.env.get(GUARD).is_some_and(|chain| chain.split(',').any(|entry| entry == NAME)) {
        return Detection::Broken(
            Error::configuration("a cycle: kubectl's exec plugin is xcloud with --from kubernetes:token-request, which asks kubectl")
                .hint("pin another source in the kubeconfig's exec command, e.g. --from aws"),
        );
    }
    // The current context is in the files; whoever switches it, asks another cluster.
    let files: Vec<PathBuf> = match host.env.get("KUBECONFIG") {
        Some(list) => list.split(if cfg!(windows) { ';' } else { ':' }).filter(|path| !path.is_empty()).map(PathBuf::from).collect(),
        None => host.env.home().map(|home| home.join(".kube/config")).into_iter().collect(),
    };
    let mut scope = shown_account(account);
    for path in files {
        let text = host.files.read(&path, KUBECONFIG_BYTES).map(|text| digest(text.as_bytes())).unwrap_or_default();
        scope.push_str(&format!("\n{} {text}", path.display()));
    }
    here(scope, TokenRequest { account: account.clone(), server: Server::Kubectl })
}

fn here(scope: String, wanted: TokenRequest) -> Detection {
    Detection::Here(Source { name: NAME, scope: Some(scope), kind: Kind::TokenRequest(wanted) })
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The pod's own token, which the kubelet rewrites: read each time.
fn own_token(host: &Host) -> Result<Jwt> {
    let text = host.files.read(OWN.as_ref(), policy::TOKEN_BYTES).map_err(|error| {
        unreadable("the pod's own token", OWN.as_ref(), &error)
            .hint("the API server is asked with it; set automountServiceAccountToken: true for this pod")
    })?;
    Jwt::read(Secret::new(text.trim()))
        .ok_or_else(|| Error::no_identity(format!("the file {OWN} does not hold a JWT")).hint("the kubelet writes it; recreate the pod"))
}

fn shown_account(account: &KubernetesAccount) -> String {
    let part = |name: &Option<KubernetesName>, absent: &str| name.as_ref().map_or_else(|| absent.to_owned(), ToString::to_string);
    format!("{}/{}", part(&account.namespace, "the context's namespace"), part(&account.name, "its own"))
}

impl TokenRequest {
    pub async fn fetch(&self, host: &Host, need: &Need, context: Context<'_>) -> Result<Found> {
        let audience = match need {
            Need::Jwt { audience, .. } if !audience.is_empty() => audience,
            Need::Jwt { .. } => {
                return Err(Error::configuration("the token's audience is unknown")
                    .hint("name it with --audience, or the workload identity provider with --provider"));
            }
            _ => return Err(Error::new(ErrorKind::Unexpected, "a Kubernetes identity was asked for something else than a JWT")),
        };
        let lifetime = lifetime(context)?;
        let token = match &self.server {
            Server::Cluster(server) => self.ask(host, server, audience, lifetime).await?,
            Server::Kubectl => self.run_kubectl(host, audience, lifetime).await?,
        };
        let jwt =
            Jwt::read(token.trimmed()).ok_or_else(|| Error::network("what came from the Kubernetes TokenRequest API is not a JWT"))?;
        if !jwt.claims.aud.contains(audience) {
            return Err(Error::network(format!("a Kubernetes token for {audience} was asked for, and another came ({})", jwt.claims)));
        }
        alive(&jwt, host, "the Kubernetes TokenRequest API")?;
        Ok(Found::plain(Proof::Jwt(jwt)))
    }

    async fn ask(&self, host: &Host, server: &Url, audience: &str, lifetime: Duration) -> Result<Secret> {
        let own = own_token(host)?;
        let KubernetesAccount { name: Some(name), namespace: Some(namespace) } = &self.account else {
            return Err(Error::new(ErrorKind::Unexpected, "the service account lost its name"));
        };
        let url = server
            .join(&format!("api/v1/namespaces/{namespace}/serviceaccounts/{name}/token"))
            .map_err(|error| Error::configuration("the API server's address makes no URL").because(error))?;
        let body = serde_json::json!({
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": { "audiences": [audience], "expirationSeconds": lifetime.as_secs() },
        });
        // The API server is inside: its authority is the cluster's own, and no proxy leads to it.
        let http = host.http.trusting_only("the pod's ca.crt", AUTHORITY.into());
        let answer = http.send(Ask::json(url, &body).bearer(&own.token)).await?;
        if answer.is_success() {
            return Ok(answer.parse::<Issued>()?.status.token);
        }
        Err(self.refused(&answer, &own))
    }

    fn refused(&self, answer: &Answer, own: &Jwt) -> Error {
        let who = shown_account(&self.account);
        let said = serde_json::from_slice::<Refusal>(&answer.body).map(|refusal| refusal.message).unwrap_or_default();
        let said = shown(&said, &[&own.token]);
        let said = if said.is_empty() { format!("status {}", answer.status) } else { said };
        let place = &answer.host;
        match answer.status {
            401 => Error::new(ErrorKind::Refused, format!("the Kubernetes API server {place} does not accept the pod's own token ({}): {said}", own.claims))
                .hint("the token in the pod must be for the API server and alive: recreate the pod, or correct the audience of the volume mounted there"),
            403 => Error::new(ErrorKind::Permission, format!("the Kubernetes API server {place} gives this pod no token of {who}: {said}"))
                .hint(self.grant(KubernetesAccount::from_subject(&own.claims.sub))),
            404 => self.unknown(&said),
            status => Error::network(format!("the Kubernetes API server {place} answered the token request for {who} with status {status}: {said}"))
                .retrying(answer.retry()),
        }
    }

    fn unknown(&self, said: &str) -> Error {
        let namespace = self.account.namespace.as_ref().map(|name| format!(" -n {name}")).unwrap_or_default();
        Error::configuration(format!("there is no Kubernetes service account {}: {said}", shown_account(&self.account)))
            .hint(format!("see kubectl get serviceaccounts{namespace}, and correct --service-account-name or --namespace"))
    }

    /// The commands that let `caller` ask for this account's tokens, and for nobody else's.
    fn grant(&self, caller: Option<KubernetesAccount>) -> String {
        let name = self.account.name.as_ref().map_or("NAME", KubernetesName::as_str);
        let namespace = self.account.namespace.as_ref().map(|name| format!(" -n {name}")).unwrap_or_default();
        let subject = match caller {
            Some(KubernetesAccount { name: Some(name), namespace: Some(space) }) => format!("--serviceaccount={space}:{name}"),
            _ => "--user=YOU".to_owned(),
        };
        format!(
            "the rule that is missing is create on serviceaccounts/token: kubectl create role xcloud-token-{name}{namespace} \
             --verb=create --resource=serviceaccounts/token --resource-name={name} && kubectl create rolebinding \
             xcloud-token-{name}{namespace} --role=xcloud-token-{name} {subject}"
        )
    }

    async fn run_kubectl(&self, host: &Host, audience: &str, lifetime: Duration) -> Result<Secret> {
        let name = self.account.name.as_ref().map_or("default", KubernetesName::as_str);
        let mut words: Vec<String> = ["kubectl", "create", "token", name].map(str::to_owned).into();
        words.extend(self.account.namespace.iter().map(|namespace| format!("--namespace={namespace}")));
        words.extend([format!("--audience={audience}"), format!("--duration={}s", lifetime.as_secs())]);
        // An exec plugin of the kubeconfig may be xcloud: the guard stops it from coming back here.
        let guard = (GUARD, guarded(host, NAME)?);
        let output =
            host.processes.run(&words, &[guard]).await.map_err(|error| error.within("outside of a pod kubectl asks the cluster"))?;
        if output.success {
            return Ok(output.stdout);
        }
        Err(self.kubectl_refused(&output.stderr, &output.status))
    }

    /// kubectl's own words for what the API server said; an exec plugin's are not repeated.
    fn kubectl_refused(&self, stderr: &str, status: &str) -> Error {
        let own = |line: &&str| {
            ["error:", "Error from server", "Unable to connect", "The connection to the server"].iter().any(|start| line.starts_with(start))
        };
        let said = stderr.lines().rev().find(own).map_or_else(|| status.to_owned(), |line| shown(line, &[]));
        let who = shown_account(&self.account);
        let any = |words: &[&str]| words.iter().any(|word| said.contains(word));
        if any(&["(Forbidden)", "is forbidden:"]) {
            return Error::new(ErrorKind::Permission, format!("kubectl may not ask for a token of {who}: {said}")).hint(self.grant(None));
        }
        if any(&["(NotFound)", "not found"]) {
            return self.unknown(&said);
        }
        if any(&["Unauthorized", "must be logged in", "getting credentials", "provide credentials"]) {
            return Error::no_identity(format!("kubectl is not logged in to the cluster of its current context: {said}"))
                .hint("log in as kubectl config view --minify says (its user), then try kubectl get serviceaccounts");
        }
        if any(&["unknown command", "unknown flag", "unknown shorthand"]) {
            return Error::no_identity(format!("this kubectl cannot create tokens: {said}")).hint("install kubectl 1.24 or later");
        }
        if any(&["Unable to connect", "was refused", "timeout", "timed out", "TLS handshake"]) {
            return Error::network(format!("kubectl does not reach the cluster of its current context: {said}"))
                .hint("check kubectl config current-context and the network to that cluster");
        }
        Error::no_identity(format!("kubectl gave no token of {who}: {said}"))
            .hint("run kubectl create token by hand to see why")
            .retrying(Retry::Never)
    }
}

/// As long as one exchange needs; a token that is handed out lives as long as it was asked to.
fn lifetime(context: Context<'_>) -> Result<Duration> {
    match context.request.target {
        Target::Subject(_) if context.request.google.lifetime < policy::TOKEN_REQUEST_LIFE => {
            Err(Error::new(ErrorKind::Usage, format!("a Kubernetes token lives {} s at least", policy::TOKEN_REQUEST_LIFE.as_secs()))
                .hint("ask for --lifetime-seconds 600 or more"))
        }
        Target::Subject(_) => Ok(context.request.google.lifetime),
        _ => Ok(policy::TOKEN_REQUEST_LIFE),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn own(sub: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part("{}"), part(&format!(r#"{{"iss":"https://i.example","sub":"{sub}","aud":"api"}}"#)))
    }

    fn account(name: &str, namespace: &str) -> KubernetesAccount {
        let parse = |text: &str| (!text.is_empty()).then(|| KubernetesName::namespace(text).unwrap());
        KubernetesAccount { name: parse(name), namespace: parse(namespace) }
    }

    fn found(host: &Host, account: &KubernetesAccount) -> Result<(String, String), String> {
        match detect(host, account) {
            Detection::Here(source) => match source.kind {
                Kind::TokenRequest(wanted) => Ok((shown_account(&wanted.account), source.scope.unwrap_or_default())),
                kind => Err(format!("{kind:?}")),
            },
            Detection::Broken(error) => Err(error.message().to_owned()),
            Detection::Absent { because } => Err(because),
        }
    }

    #[test]
    fn a_pod_asks_for_its_own_account_or_for_another() {
        let token = own("system:serviceaccount:shop:cart");
        let pod = |vars: &[(&str, &str)]| Host::scripted(vars, &[(OWN, &token), (AUTHORITY, "ca")], 0);
        let vars = [("KUBERNETES_SERVICE_HOST", "10.0.0.1"), ("KUBERNETES_SERVICE_PORT", "6443")];
        for (name, namespace, who) in [("", "", "shop/cart"), ("other", "", "shop/other"), ("other", "bank", "bank/other")] {
            assert_eq!(found(&pod(&vars), &account(name, namespace)).unwrap().0, who);
        }
        for address in ["fd00::1", "fd00:0:0::1"] {
            assert!(found(&pod(&[("KUBERNETES_SERVICE_HOST", address)]), &account("", "")).unwrap().1.starts_with("https://[fd00::1]/"));
        }
        for bad in ["", " ", "a/b", "a@b", "a?b", "a#b", "a b", "a:b@c", "::1]/x"] {
            let vars = [("KUBERNETES_SERVICE_HOST", bad), ("KUBERNETES_SERVICE_PORT", "443")];
            assert!(found(&pod(&vars), &account("", "")).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pod_without_a_token_of_its_own_is_broken_and_never_a_laptop() {
        let vars = [("KUBERNETES_SERVICE_HOST", "10.0.0.1"), ("HOME", "/h"), ("USERPROFILE", "/h")];
        let host = Host::scripted(&vars, &[("/h/.kube/config", "x")], 0);
        assert!(found(&host, &account("a", "b")).unwrap_err().contains("the pod's own token"));
        let host = Host::scripted(&vars, &[(OWN, "rubbish")], 0);
        assert!(found(&host, &account("", "")).unwrap_err().contains("does not hold a JWT"));
        let token = own("system:node:n");
        let host = Host::scripted(&vars, &[(OWN, &token)], 0);
        assert!(found(&host, &account("", "")).unwrap_err().contains("names no service account"));
        assert!(found(&host, &account("a", "")).unwrap_err().contains("namespace"));
        assert!(found(&host, &account("a", "b")).is_ok());
    }

    #[test]
    fn scopes_tell_accounts_namespaces_clusters_and_callers_apart() {
        let pod = |server: &str, ca: &str, sub: &str, name: &str, namespace: &str| {
            let token = own(sub);
            let host = Host::scripted(&[("KUBERNETES_SERVICE_HOST", server)], &[(OWN, &token), (AUTHORITY, ca)], 0);
            found(&host, &account(name, namespace)).unwrap().1
        };
        let laptop = |config: &str, name: &str, namespace: &str| {
            let host = Host::scripted(&[("KUBECONFIG", "/k")], &[("/k", config)], 0);
            found(&host, &account(name, namespace)).unwrap().1
        };
        let me = "system:serviceaccount:shop:cart";
        let scopes = [
            pod("10.0.0.1", "a", me, "", ""),
            pod("10.0.0.2", "a", me, "", ""),
            pod("10.0.0.1", "b", me, "", ""),
            pod("10.0.0.1", "a", "system:serviceaccount:shop:till", "", ""),
            pod("10.0.0.1", "a", me, "other", ""),
            pod("10.0.0.1", "a", me, "other", "bank"),
            laptop("current-context: a", "other", ""),
            laptop("current-context: b", "other", ""),
            laptop("current-context: a", "other", "bank"),
            laptop("current-context: a", "another", "bank"),
        ];
        let different: std::collections::HashSet<_> = scopes.iter().collect();
        assert_eq!(different.len(), scopes.len());
    }

    #[test]
    fn a_laptop_must_say_whom() {
        let host = Host::scripted(&[], &[], 0);
        assert!(found(&host, &account("", "")).unwrap_err().contains("no Kubernetes service account is named"));
    }

    #[test]
    fn kubectls_refusals() {
        let wanted = TokenRequest { account: account("cart", "shop"), server: Server::Kubectl };
        for (stderr, kind, part) in [
            (
                "error: failed to create token: serviceaccounts \"cart\" is forbidden: User \"u\" cannot",
                ErrorKind::Permission,
                "may not ask",
            ),
            (
                "error: failed to create token: serviceaccounts \"cart\" not found",
                ErrorKind::Configuration,
                "no Kubernetes service account shop/cart",
            ),
            ("error: failed to create token: Unauthorized", ErrorKind::NoIdentity, "not logged in"),
            ("error: You must be logged in to the server (Unauthorized)", ErrorKind::NoIdentity, "not logged in"),
            (
                "plugin says SECRETMARKER\nUnable to connect to the server: getting credentials: exec: exit 1",
                ErrorKind::NoIdentity,
                "not logged in",
            ),
            ("Unable to connect to the server: dial tcp: i/o timeout", ErrorKind::Network, "does not reach"),
            (
                "The connection to the server localhost:8080 was refused - did you specify the right host?",
                ErrorKind::Network,
                "does not reach",
            ),
            ("error: unknown command \"token NAME\"", ErrorKind::NoIdentity, "cannot create tokens"),
            ("SECRETMARKER", ErrorKind::NoIdentity, "exit status: 1"),
        ] {
            let error = wanted.kubectl_refused(stderr, "exit status: 1");
            assert_eq!(error.kind(), kind, "{stderr}");
            assert!(error.message().contains(part), "{error}");
            assert!(!error.to_string().contains("SECRETMARKER"), "{error}");
        }
    }
}
