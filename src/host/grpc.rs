//! One unary gRPC call to a service of this machine: a SPIFFE agent's socket.
//!
//! The framing is five bytes and the rest is HTTP/2, which is here already beneath reqwest; a gRPC
//! client would be a second stack beside it. Contract: gRPC over HTTP/2.

use bytes::Bytes;
use http::{HeaderMap, Request};
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

use super::http::Http;
use crate::error::{Error, Result};
use crate::names::WorkloadSocket;
use crate::policy;
use crate::secret::shown;

/// How a call ended, when it was answered at all.
#[derive(Debug)]
pub enum Reply {
    /// With this message.
    Message(Zeroizing<Vec<u8>>),
    /// With this status and the service's own words.
    Status(u32, String),
}

impl Http {
    /// Calls `method` (`/Service/Method`) with `message` and one header.
    pub async fn grpc(&self, socket: &WorkloadSocket, method: &str, header: (&str, &str), message: &[u8]) -> Result<Reply> {
        if !self.is_networked() {
            return Err(Error::network("there is no network here"));
        }
        let unreachable = |error: std::io::Error| {
            Error::transient(format!("the socket {socket} cannot be reached: {}", error.kind()))
                .hint("is the service running, and its socket mounted here?")
        };
        let call = async {
            match socket {
                #[cfg(unix)]
                WorkloadSocket::Unix(path) => {
                    let stream = tokio::net::UnixStream::connect(path).await.map_err(unreachable)?;
                    call(stream, method, header, message).await.map_err(|error| broken(socket, &error))
                }
                #[cfg(not(unix))]
                WorkloadSocket::Unix(_) => Err(Error::configuration(format!("{socket} is a Unix socket, which this system has not"))),
                WorkloadSocket::Tcp(address) => {
                    let stream = tokio::net::TcpStream::connect(address).await.map_err(unreachable)?;
                    call(stream, method, header, message).await.map_err(|error| broken(socket, &error))
                }
            }
        };
        match tokio::time::timeout(policy::REQUEST, call).await {
            Ok(reply) => reply,
            Err(_) => Err(Error::transient(format!("{socket} did not answer within {} s", policy::REQUEST.as_secs()))),
        }
    }
}

fn broken(socket: &WorkloadSocket, error: &anyhow::Error) -> Error {
    Error::transient(format!("the call to {socket} broke: {}", shown(&error.to_string(), &[])))
}

async fn call<S>(stream: S, method: &str, (name, value): (&str, &str), message: &[u8]) -> anyhow::Result<Reply>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (client, connection) = h2::client::handshake(stream).await?;
    // It ends with the client, or with the runtime.
    tokio::spawn(connection);
    let mut client = client.ready().await?;
    let request = Request::post(format!("http://localhost{method}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("user-agent", super::http::USER_AGENT)
        .header(name, value)
        .body(())?;
    let (response, mut body) = client.send_request(request, false)?;
    let mut frame = vec![0];
    frame.extend(u32::try_from(message.len())?.to_be_bytes());
    frame.extend(message);
    body.send_data(Bytes::from(frame), true)?;
    let response = response.await?;
    anyhow::ensure!(response.status() == 200, "HTTP status {}", response.status());
    // An error may come at once, in the headers.
    if let Some(reply) = status(response.headers()) {
        return Ok(reply);
    }
    let mut body = response.into_body();
    let mut read = Zeroizing::new(Vec::with_capacity(16 << 10));
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        anyhow::ensure!(read.len() + chunk.len() <= policy::ANSWER_BYTES, "the answer is too large");
        body.flow_control().release_capacity(chunk.len())?;
        read.extend_from_slice(&chunk);
    }
    let trailers = body.trailers().await?.unwrap_or_default();
    match status(&trailers) {
        Some(reply) => Ok(reply),
        None => Ok(Reply::Message(unframed(&read)?)),
    }
}

/// A status that is not 0, in headers or trailers.
fn status(headers: &HeaderMap) -> Option<Reply> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let code = text("grpc-status")?.parse().unwrap_or(2);
    let words = percent_encoding::percent_decode_str(text("grpc-message").unwrap_or_default()).decode_utf8_lossy();
    (code != 0).then(|| Reply::Status(code, shown(&words, &[])))
}

/// The one message of an answer: a flag, four bytes of length, and the rest.
fn unframed(read: &[u8]) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let Some((&[flag, a, b, c, d], message)) = read.split_first_chunk::<5>() else {
        anyhow::bail!("a truncated answer");
    };
    anyhow::ensure!(flag == 0, "a compressed answer, which nobody asked for");
    anyhow::ensure!(u32::from_be_bytes([a, b, c, d]) as usize == message.len(), "a truncated answer");
    Ok(Zeroizing::new(message.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_whole_message_or_nothing() {
        assert_eq!(unframed(&[0, 0, 0, 0, 2, 7, 8]).unwrap().as_slice(), [7, 8]);
        for bad in [&[][..], &[0, 0, 0, 0], &[0, 0, 0, 0, 2, 7], &[0, 0, 0, 0, 1, 7, 8], &[1, 0, 0, 0, 1, 7], &[0, 255, 255, 255, 255, 1]] {
            assert!(unframed(bad).is_err(), "{bad:?}");
        }
    }
}
