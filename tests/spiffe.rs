//! `--from spiffe` against an agent that checks what it is asked: the program as a black box, the
//! agent an HTTP/2 server on a Unix socket.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test runs the program, and may fail")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, Response};

/// What the agent does with one call.
#[derive(Clone)]
enum Act {
    /// Answers with these bytes, then with status 0.
    Say(Vec<u8>),
    /// Refuses at once, in the headers.
    Refuse(u32, &'static str),
    /// Refuses after the headers.
    RefuseLate(u32),
    /// Hangs up.
    Drop,
}

const AUDIENCE: &str = "sts.amazonaws.com";

fn token(aud: &str, life: i64) -> String {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let claims =
        format!(r#"{{"sub":"spiffe://example.org/ns/shop/sa/api","aud":["{aud}"],"exp":{},"iss":"https://oidc.example.org"}}"#, now + life);
    format!("{}.{}.U0VDUkVUTUFSS0VS", URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"k"}"#), URL_SAFE_NO_PAD.encode(claims))
}

fn delimited(number: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let length = value.len();
    assert!(length < 1 << 14, "two bytes of length are enough here");
    if length < 0x80 {
        out.push(length.to_le_bytes()[0]);
    } else {
        out.extend([(length & 0x7f).to_le_bytes()[0] | 0x80, (length >> 7).to_le_bytes()[0]]);
    }
    out.extend(value);
    out
}

/// A framed `JWTSVIDResponse` with two identities, the default one first.
fn answer(token: &str) -> Vec<u8> {
    let first = [delimited(1, b"spiffe://example.org/ns/shop/sa/api"), delimited(2, token.as_bytes()), delimited(3, b"internal")].concat();
    let message = [delimited(1, &first), delimited(1, &delimited(2, b"x.y.z"))].concat();
    [&[0][..], &u32::try_from(message.len()).unwrap().to_be_bytes(), &message].concat()
}

/// An agent that does `acts`, one for each connection, and checks every call, until `done`.
fn agent(folder: &Path, acts: Vec<Act>, done: Arc<AtomicBool>) -> (PathBuf, thread::JoinHandle<usize>) {
    let path = folder.join("agent.sock");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(async { tokio::net::UnixListener::bind(&path).unwrap() });
    let serve = async move {
        let mut calls = 0;
        for act in acts {
            let stream = loop {
                match tokio::time::timeout(Duration::from_millis(20), listener.accept()).await {
                    Ok(accepted) => break accepted.unwrap().0,
                    Err(_) if done.load(Ordering::Relaxed) => return calls,
                    Err(_) => {}
                }
            };
            calls += 1;
            if matches!(act, Act::Drop) {
                continue;
            }
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/SpiffeWorkloadAPI/FetchJWTSVID"));
                for (name, value) in [("content-type", "application/grpc"), ("te", "trailers"), ("workload.spiffe.io", "true")] {
                    assert_eq!(request.headers()[name], value);
                }
                let ok = Response::builder().header("content-type", "application/grpc");
                let trailers = |code: u32| HeaderMap::from_iter([("grpc-status".try_into().unwrap(), code.into())]);
                match act.clone() {
                    Act::Refuse(code, words) => {
                        let response = ok.header("grpc-status", code).header("grpc-message", words).body(()).unwrap();
                        respond.send_response(response, true).unwrap();
                    }
                    Act::RefuseLate(code) => {
                        let mut body = respond.send_response(ok.body(()).unwrap(), false).unwrap();
                        body.send_trailers(trailers(code)).unwrap();
                    }
                    Act::Say(bytes) => {
                        let mut body = respond.send_response(ok.body(()).unwrap(), false).unwrap();
                        body.send_data(Bytes::from(bytes), false).unwrap();
                        body.send_trailers(trailers(0)).unwrap();
                    }
                    Act::Drop => {}
                }
            }
        }
        calls
    };
    let work = thread::spawn(move || runtime.block_on(serve));
    (path, work)
}

fn ask(folder: &Path, socket: &str) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_xcloud"))
        .args(["token", "subject", "--from", "spiffe", "--audience", AUDIENCE])
        .env_clear()
        .env("HOME", folder)
        .env("SPIFFE_ENDPOINT_SOCKET", socket)
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(!stderr.contains("U0VDUkVUTUFSS0VS"), "a token is shown: {stderr}");
    (status.code().unwrap(), stdout, stderr)
}

/// Runs the program once against `acts`: exit status, what it printed, and how often it asked.
fn told(acts: Vec<Act>) -> (i32, String, String, usize) {
    let folder = tempfile::tempdir().unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let (path, work) = agent(folder.path(), acts, Arc::clone(&done));
    let (exit, stdout, stderr) = ask(folder.path(), &format!("unix://{}", path.display()));
    done.store(true, Ordering::Relaxed);
    (exit, stdout, stderr, work.join().unwrap())
}

#[test]
fn the_default_identity_for_the_audience() {
    let token = token(AUDIENCE, 300);
    assert_eq!(told(vec![Act::Say(answer(&token))]), (0, format!("{token}\n"), String::new(), 1));
}

#[test]
fn an_agent_that_is_starting_is_asked_again() {
    let token = token(AUDIENCE, 300);
    let (exit, stdout, stderr, calls) = told(vec![Act::Drop, Act::Refuse(14, "starting"), Act::Say(answer(&token))]);
    assert_eq!((exit, stdout, calls), (0, format!("{token}\n"), 3), "{stderr}");
}

#[test]
fn refusals_and_rubbish() {
    for (act, exit, says) in [
        (Act::Refuse(7, "no%20identity%20issued"), 4, "knows no identity of this process: no identity issued"),
        (Act::RefuseLate(7), 4, "registration entry"),
        (Act::Refuse(3, "bad"), 7, "gRPC status 3"),
        (Act::Say(Vec::new()), 7, "truncated"),
        (Act::Say(answer(&token(AUDIENCE, 300))[..40].to_vec()), 7, "truncated"),
        (Act::Say(vec![0, 0, 0, 0, 0]), 7, "no JWT-SVID"),
        (Act::Say(answer("not-a-token")), 7, "no JWT-SVID"),
        (Act::Say(answer(&token("somebody-else", 300))), 7, "aud=somebody-else"),
        (Act::Say(answer(&token(AUDIENCE, 30))), 4, "ends within a minute"),
    ] {
        // What may pass is tried again, so the agent does the same four times.
        let (status, stdout, stderr, _) = told(vec![act; 4]);
        assert_eq!((status, stdout.as_str()), (exit, ""), "{stderr}");
        assert!(stderr.contains(says), "{stderr}");
    }
}

#[test]
fn no_agent() {
    let folder = tempfile::tempdir().unwrap();
    let (exit, _, stderr) = ask(folder.path(), &format!("unix://{}/none.sock", folder.path().display()));
    assert_eq!(exit, 7, "{stderr}");
    assert!(stderr.contains("none.sock cannot be reached"), "{stderr}");
    let (exit, _, stderr) = ask(folder.path(), "tcp://10.0.0.1:8081");
    assert_eq!(exit, 3, "{stderr}");
    let (exit, _, stderr) = ask(folder.path(), "");
    assert_eq!(exit, 4, "{stderr}");
    assert!(stderr.contains("SPIFFE_ENDPOINT_SOCKET is not set"), "{stderr}");
}
