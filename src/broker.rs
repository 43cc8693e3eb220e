//! The only place that joins source, exchange, cache and policy.

mod checks;
mod plan;
mod retry;

use std::time::{Duration, Instant};

pub use checks::shorter_session;

use chrono::{DateTime, Utc};

use crate::cache::{CacheKey, Entry, Locked, Store};
use crate::credential::{AwsKeys, Credential, Proof, SubjectToken, SubjectTokenType};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange;
use crate::hop::{Found, Hop, Sts};
use crate::host::Host;
use crate::names::Region;
use crate::policy::{self, Freshness};
use crate::request::{AwsTarget, Request, Role, Target};
use crate::source::{self, Context, Family, Source};

/// How an answer is obtained, as opposed to which.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where answers are kept; `None` switches the cache off.
    pub store: Option<Store>,
    /// The overall deadline.
    pub deadline: Duration,
}

/// Answers `request`: from the cache while that is fresh, by the shortest chain of exchanges
/// otherwise. However many processes ask at once, one makes the exchange.
pub fn obtain(host: &Host, request: &Request, settings: &Settings) -> Result<Credential> {
    let started = now();
    let answer = answer(host, request, settings, started + settings.deadline);
    match &answer {
        Ok(credential) => tracing::debug!(
            target: "xcloud",
            ms = ms_since(started),
            identity = credential.identity().unwrap_or_default(),
            expires = %end(credential.expires()),
            "answered"
        ),
        Err(error) => tracing::debug!(
            target: "xcloud",
            ms = ms_since(started),
            status = error.kind().exit(),
            error = %error.one_line(),
            cause = %error.cause_chain(),
            "failed"
        ),
    }
    answer
}

fn answer(host: &Host, request: &Request, settings: &Settings, deadline: Instant) -> Result<Credential> {
    let audience = plan::audience(request);
    let context = Context { request, audience: audience.as_deref() };
    let source = source::choose(host, context)?.source;
    if let Some(inner) = keys_to_sign_with(request, &source) {
        let settings = if source.is_cheap() && request.aws.assume_role.is_none() {
            Settings { store: None, ..settings.clone() }
        } else {
            settings.clone()
        };
        let keys = match obtain_from(host, &inner, &source, &settings, deadline)? {
            Credential::Aws(keys) => keys,
            _ => return Err(Error::new(ErrorKind::Unexpected, "AWS keys were asked for and something else came")),
        };
        let credential = sign(host, request, &source, keys, settings.deadline, deadline)?;
        return checks::expected(&request.expect, &credential).map(|()| credential);
    }
    let mut credential = obtain_from(host, request, &source, settings, deadline)?;
    // Once more for what came from the cache: somebody with other expectations may have put it there.
    checks::expected(&request.expect, &credential)?;
    if let Credential::GoogleAccess(token) = &mut credential {
        token.quota_project = request.google.quota_project.clone().or_else(|| source.quota_project().cloned());
    }
    Ok(credential)
}

/// Cache, lock, exchange: the life of every answer.
fn obtain_from(host: &Host, request: &Request, source: &Source, settings: &Settings, deadline: Instant) -> Result<Credential> {
    let way = Way { host, request, source, allowed: settings.deadline, deadline };
    // A command, a URL or standard input says whose token it gives only by giving it.
    let (scope, start) = match &source.scope {
        Some(scope) => (scope.clone(), None),
        None => {
            let start = way.start()?;
            (start.found.scope(), Some(start))
        }
    };
    let Some(store) = &settings.store else {
        tracing::debug!(target: "xcloud", "no cache");
        return way.finish(start);
    };
    let key = CacheKey::new(request, source.name, &scope);
    let give_up = deadline.checked_sub(settings.deadline / 2).unwrap_or(deadline);
    let started = now();
    let mut busy = false;
    let _lock = loop {
        let entry = store.read(host, &key).filter(|entry| tells(request, entry));
        let state = entry.as_ref().map(|entry| state(host, entry));
        if !busy {
            tracing::debug!(
                target: "xcloud",
                key = %key,
                state = state.as_ref().map_or_else(|| "Missing".to_owned(), |state| format!("{state:?}")),
                expires = %entry.as_ref().map_or_else(String::new, |entry| end(Some(entry.expires))),
                "cache"
            );
        }
        match (entry, state) {
            (Some(entry), Some(Freshness::Fresh)) => {
                if busy {
                    tracing::debug!(target: "xcloud", waited_ms = ms_since(started), "another process made the exchange");
                }
                return Ok(served(host, request, entry));
            }
            (Some(entry), Some(Freshness::Ageing)) => {
                let _lock = match store.lock(host, &key) {
                    Locked::Busy => {
                        tracing::debug!(target: "xcloud", "another process renews it; the ageing credential is served");
                        return Ok(served(host, request, entry));
                    }
                    Locked::Ours(lock) => Some(lock),
                    Locked::Unavailable => None,
                };
                let soon = Way { deadline: deadline.min(now() + policy::RENEWAL), ..way };
                return Ok(renew(host, (store, &key), request, entry, || soon.finish(start)));
            }
            _ => {}
        }
        if let Some(refusal) = store.refusal(host, &key) {
            tracing::debug!(target: "xcloud", waited_ms = ms_since(started), "a refusal of a moment ago answers");
            return Err(refusal);
        }
        match store.lock(host, &key) {
            Locked::Ours(lock) => {
                // Somebody may have finished between our look and our lock.
                if busy {
                    tracing::debug!(target: "xcloud", waited_ms = ms_since(started), "the lock is ours");
                }
                if let Some(entry) = store.read(host, &key).filter(|entry| is_fresh(host, entry) && tells(request, entry)) {
                    tracing::debug!(target: "xcloud", waited_ms = ms_since(started), "another process made the exchange");
                    return Ok(served(host, request, entry));
                }
                if let Some(refusal) = store.refusal(host, &key) {
                    return Err(refusal);
                }
                break Some(lock);
            }
            Locked::Unavailable => {
                tracing::debug!(target: "xcloud", folder = %store.folder().display(), "the cache folder cannot be used");
                break None;
            }
            // A hung holder costs a bounded wait; after that the work is done twice.
            Locked::Busy if now() >= give_up => {
                tracing::debug!(target: "xcloud", waited_ms = ms_since(started), "the lock's holder hangs; going on without it");
                break None;
            }
            Locked::Busy => {
                if !busy {
                    tracing::debug!(target: "xcloud", "waiting for the lock");
                }
                busy = true;
                std::thread::sleep(policy::LOCK_POLL);
            }
        }
    };
    match way.finish(start) {
        Ok(credential) => {
            // Not remembered as a refusal: whoever expects something else is not refused.
            checks::expected(&request.expect, &credential)?;
            store.write(host, &key, &credential);
            Ok(credential)
        }
        Err(error) => {
            if error.is_permanent_refusal() {
                store.remember(host, &key, &error);
            }
            Err(error)
        }
    }
}

/// Renews an ageing entry; if that fails, the ageing one is still good.
fn renew(
    host: &Host,
    (store, key): (&Store, &CacheKey),
    request: &Request,
    ageing: Entry,
    exchange: impl FnOnce() -> Result<Credential>,
) -> Credential {
    match store.read(host, key) {
        // Somebody renewed it between our look and our lock.
        Some(entry) if is_fresh(host, &entry) && tells(request, &entry) => return served(host, request, entry),
        _ if store.refusal(host, key).is_some() => return served(host, request, ageing),
        _ => {}
    }
    match exchange() {
        Ok(credential) if checks::expected(&request.expect, &credential).is_err() => {
            tracing::debug!(target: "xcloud", "the renewed identity is not the expected one; the ageing credential is served");
            served(host, request, ageing)
        }
        Ok(credential) => {
            store.write(host, key, &credential);
            credential
        }
        Err(error) => {
            tracing::debug!(target: "xcloud", error = %error.one_line(), "renewal failed; the ageing credential is served");
            if error.is_permanent_refusal() {
                store.remember(host, key, &error);
            }
            served(host, request, ageing)
        }
    }
}

/// An entry's credential. If it was asked to last longer than it does, the user is told again:
/// the refusal is remembered by the entry, and the note must not end with the first answer.
fn served(host: &Host, request: &Request, entry: Entry) -> Credential {
    if let Target::Aws(AwsTarget { duration, role, chain, .. }) = &request.target
        && (role.is_some() || !chain.is_empty())
        && *duration > policy::AWS_SESSION
        && let lasts = (entry.expires - entry.issued).num_seconds()
        && lasts + policy::LEAST_LIFE.as_secs().cast_signed() < duration.as_secs().cast_signed()
    {
        host.note(format!("the session lasts {lasts} s, not {} s: the role or the chain allowed no more", duration.as_secs()));
    }
    entry.credential
}

/// Whether `entry` can be held against what is expected: one that was made when nobody asked may
/// not say whose it is, and then is no answer.
fn tells(request: &Request, entry: &Entry) -> bool {
    !request.expect.is_set() || entry.credential.told_identity().is_some()
}

fn state(host: &Host, entry: &Entry) -> Freshness {
    policy::freshness(entry.family(), entry.issued, entry.expires, host.clock.now())
}

fn is_fresh(host: &Host, entry: &Entry) -> bool {
    state(host, entry) == Freshness::Fresh
}

#[expect(clippy::disallowed_methods, reason = "deadlines and timings are monotonic time, which no test needs to script")]
fn now() -> Instant {
    Instant::now()
}

/// Milliseconds since `started`, for the log.
fn ms_since(started: Instant) -> u64 {
    u64::try_from(now().duration_since(started).as_millis()).unwrap_or(u64::MAX)
}

/// When something ends, for the log.
fn end(expires: Option<DateTime<Utc>>) -> String {
    expires.map_or_else(|| "never".to_owned(), |expires| expires.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The one place where a runtime is made: only here is the network asked.
fn on_network<T>(host: &Host, deadline: Instant, settled: Duration, work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(ErrorKind::Unexpected, "the network runtime cannot be started").because(error))?;
    let late = || {
        Error::new(ErrorKind::Deadline, format!("the deadline of {} s passed while {}", settled.as_secs(), host.last_stage()))
            .hint("check the network to that service; --timeout SECONDS allows more time")
    };
    let answer = runtime.block_on(async {
        tokio::select! {
            answer = tokio::time::timeout_at(deadline.into(), work) => answer.map_err(|_| late()).and_then(|answer| answer),
            _ = interrupted() => Err(Error::new(ErrorKind::Interrupted, "interrupted")),
        }
    });
    // A name lookup that hangs in a thread of its own must not keep us.
    runtime.shutdown_background();
    answer
}

/// Resolves when the user interrupts (Ctrl-C) or whoever started us ends us: the children are in
/// a group of their own and end with us only if we hear of it. Never where signals cannot be heard.
async fn interrupted() {
    let told = async {
        #[cfg(unix)]
        if let Ok(mut end) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            end.recv().await;
            return;
        }
        std::future::pending::<()>().await;
    };
    let typed = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! { () = told => {}, () = typed => {} }
}

/// The way from the identity to the answer.
#[derive(Clone, Copy)]
struct Way<'a> {
    host: &'a Host,
    request: &'a Request,
    source: &'a Source,
    allowed: Duration,
    deadline: Instant,
}

/// Its first part: what the source gave, and which exchanges follow.
struct Start {
    /// The request with the STS that is meant.
    request: Request,
    region: Region,
    found: Found,
    hops: Vec<Hop>,
}

impl Way<'_> {
    /// Asks the source.
    fn start(&self) -> Result<Start> {
        on_network(self.host, self.deadline, self.allowed, self.ask())
    }

    async fn ask(&self) -> Result<Start> {
        let Self { host, request, source, .. } = *self;
        let audience = plan::audience(request);
        let context = Context { request, audience: audience.as_deref() };
        let region = region(host, request, source).await;
        let settled = checks::settle(request, &region, source.sts(), source.family() == Family::Aws)?;
        let (request, context) = (&settled, Context { request: &settled, ..context });
        let plan = plan::plan(request, source.family(), &region)?;
        checks::possible(host, &plan.hops, false)?;
        tracing::debug!(target: "xcloud", source = source.name, region = %region, need = ?plan.need, "plan");
        let started = now();
        let found = retry::retry(self.deadline, || source.fetch(host, &plan.need, &region, context)).await?;
        let identity = exchange::describe(&found.proof);
        tracing::debug!(target: "xcloud", source = source.name, ms = ms_since(started), identity = %identity, "identity read");
        Ok(Start { region, found, hops: plan.hops, request: settled })
    }

    /// Asks the source unless that is done, then makes exchange after exchange.
    fn finish(&self, start: Option<Start>) -> Result<Credential> {
        on_network(self.host, self.deadline, self.allowed, async {
            let Start { request, region, mut found, hops } = match start {
                Some(start) => start,
                None => self.ask().await?,
            };
            let mut way = std::mem::take(&mut found.hops);
            way.extend(hops);
            checks::possible(self.host, &way, signs_for_google(&request))?;
            let session = match (&found.session, &found.proof) {
                (Some(session), _) => Some(session.clone()),
                (None, Proof::Jwt(jwt)) => Some(exchange::session_from(&jwt.claims)),
                (None, _) => None,
            };
            let mut proof = found.proof;
            let mut signer = None;
            for (at, hop) in way.iter().enumerate() {
                let towards_google = matches!(request.target, Target::Subject(_))
                    || signs_for_google(&request)
                    || way[at..].iter().any(|hop| matches!(hop, Hop::TokenExchange(_)));
                if matches!(hop, Hop::TokenExchange(_)) {
                    proof = whose(self.host, &request, proof, &region, self.deadline).await?;
                }
                self.host.stage(format!("waiting for {}", exchange::name(hop)));
                let started = now();
                signer = exchange::Signer::of(&proof, hop, request.aws.sts_endpoint.as_ref()).or(signer);
                let walked =
                    retry::retry(self.deadline, || exchange::walk(self.host, &proof, hop, session.as_deref(), towards_google)).await;
                proof = match (walked, &signer) {
                    (Ok(proof), _) => proof,
                    (Err(error), Some(signer)) => return Err(signer.name(self.host, error, self.deadline).await),
                    (Err(error), None) => return Err(error),
                };
                let identity = exchange::describe(&proof);
                tracing::debug!(target: "xcloud", hop = exchange::name(hop), ms = ms_since(started), identity = %identity, "exchanged");
            }
            let proof = whose(self.host, &request, proof, &region, self.deadline).await?;
            finish(&request, proof, self.host)
        })
    }
}

/// Whether the keys that are asked for sign a request for Google, see `keys_to_sign_with`.
fn signs_for_google(request: &Request) -> bool {
    matches!(request.target, Target::Aws(_)) && request.google.proof == Some(SubjectTokenType::Aws4Request)
}

/// Ambient keys do not say whose they are; if somebody expects an identity, STS is asked.
async fn whose(host: &Host, request: &Request, proof: Proof, region: &Region, deadline: Instant) -> Result<Proof> {
    match proof {
        Proof::Aws(mut keys) if request.expect.is_set() && keys.arn.is_none() => {
            let sts = Sts { region: region.clone(), endpoint: request.aws.sts_endpoint.clone() };
            host.stage("waiting for AWS STS GetCallerIdentity");
            keys.arn = Some(retry::retry(deadline, || exchange::caller_arn(host, &keys, &sts)).await?);
            Ok(Proof::Aws(keys))
        }
        proof => Ok(proof),
    }
}

/// The region: asked for, configured, the instance's own, or the role's partition's.
async fn region(host: &Host, request: &Request, source: &Source) -> Region {
    if let Some(region) = request.aws.region.clone().or_else(|| source.region(host)) {
        return region;
    }
    if let Some(region) = source.metadata_region(host).await {
        return region;
    }
    fallback_region(request)
}

fn fallback_region(request: &Request) -> Region {
    let role = match &request.target {
        Target::Aws(AwsTarget { role, chain, .. }) => role.as_ref().map(Role::arn).or(chain.first()),
        _ => request.aws.assume_role.as_ref(),
    };
    match role {
        Some(role) => role.partition().default_region(),
        None => Region::parse(policy::DEFAULT_REGION).expect("our own default is a region"),
    }
}

/// The last proof as the answer to the question.
fn finish(request: &Request, proof: Proof, host: &Host) -> Result<Credential> {
    let wrong = |proof: &str| Error::new(ErrorKind::Unexpected, format!("the chain of exchanges ended in {proof}"));
    let credential = match (&request.target, proof) {
        (Target::Aws(_), Proof::Aws(keys)) => Credential::Aws(keys),
        (Target::GoogleAccess, Proof::Google(token)) => Credential::GoogleAccess(token),
        (Target::GoogleId { audience }, Proof::Jwt(jwt)) => {
            if !jwt.claims.aud.contains(audience) {
                return Err(Error::network(format!(
                    "an ID token for {audience} was asked for, and one came for another audience ({})",
                    jwt.claims
                )));
            }
            Credential::GoogleId(jwt)
        }
        (Target::Subject(target), Proof::Jwt(jwt)) => {
            let expires = jwt.claims.exp.ok_or_else(|| Error::network(format!("the token has no expiry ({})", jwt.claims)))?;
            let kind = target.kind.filter(|kind| *kind != SubjectTokenType::Aws4Request).unwrap_or(SubjectTokenType::Jwt);
            Credential::Subject(SubjectToken { kind, identity: jwt.claims.identity(), token: jwt.token, expires })
        }
        (_, Proof::Jwt(_)) => return Err(wrong("a JWT")),
        (_, Proof::Saml(_)) => return Err(wrong("a SAML assertion")),
        (_, Proof::Aws(_)) => return Err(wrong("AWS keys")),
        (_, Proof::Google(_)) => return Err(wrong("a Google access token")),
    };
    if !credential.is_plausible() {
        return Err(Error::network("the answer holds an empty credential, or one with characters that no credential has")
            .hint("a proxy, a captive portal or a wrong endpoint override may be in between"));
    }
    if let Some(expires) = credential.expires()
        && (expires - host.clock.now()).num_seconds() < policy::LEAST_LIFE.as_secs().cast_signed()
    {
        return Err(Error::new(
            ErrorKind::Refused,
            format!("the credential that came ended, or ends within a minute ({})", expires.format("%Y-%m-%dT%H:%M:%SZ")),
        )
        .hint("check this machine's clock; never is such a credential handed out"));
    }
    Ok(credential)
}

/// For an `aws4_request` subject token: the request whose answer signs it. The signature itself
/// is made for every call and never kept.
fn keys_to_sign_with(request: &Request, source: &Source) -> Option<Request> {
    match &request.target {
        Target::Subject(target) if source.family() == Family::Aws && target.kind == Some(SubjectTokenType::Aws4Request) => {}
        _ => return None,
    }
    Some(Request {
        target: Target::Aws(AwsTarget {
            role: request.aws.assume_role.clone().map(Role::Asked),
            session_name: request.aws.session_name.clone(),
            duration: policy::AWS_SESSION,
            audience: policy::AWS_AUDIENCE.to_owned(),
            policy: None,
            policy_arns: Vec::new(),
            chain: Vec::new(),
        }),
        // Its identity is the one that signs, so what is expected of that is expected of it.
        ..request.clone()
    })
}

fn sign(host: &Host, request: &Request, source: &Source, keys: AwsKeys, allowed: Duration, deadline: Instant) -> Result<Credential> {
    let provider = request.google.provider.as_ref().ok_or_else(plan::no_provider)?;
    let region = match request.aws.region.clone().or_else(|| source.region(host)) {
        Some(region) => region,
        None => on_network(host, deadline, allowed, async { Ok(region(host, request, source).await) })?,
    };
    exchange::signed_identity(&keys, &region, &provider.resource_name(), host.clock.signing_time()).map(Credential::Subject)
}
