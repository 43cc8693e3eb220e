//! A JWT-SVID of the SPIFFE Workload API: the agent attests the process that asks and gives it a
//! token for any audience. Contract: SPIFFE Workload API, section 6 (JWT-SVID profile).

use super::kubernetes::alive;
use super::{Detection, Kind, Source};
use crate::credential::{Jwt, Proof};
use crate::error::{Error, ErrorKind, Result};
use crate::hop::{Found, Need};
use crate::host::Host;
use crate::host::grpc::Reply;
use crate::names::WorkloadSocket;
use crate::secret::Secret;

const VARIABLE: &str = "SPIFFE_ENDPOINT_SOCKET";
/// Every caller must send it, so that no browser can be made to call.
const HEADER: (&str, &str) = ("workload.spiffe.io", "true");
/// gRPC's PERMISSION_DENIED: no registration entry fits this process.
const DENIED: u32 = 7;
/// gRPC's UNAVAILABLE: the agent is starting.
const UNAVAILABLE: u32 = 14;

/// An agent's socket.
#[derive(Debug)]
pub struct Spiffe {
    socket: WorkloadSocket,
}

/// `--from spiffe`. Never found by itself: an agent is often there for a mesh's sake, and the
/// clouds trust another identity of the same workload.
pub fn pinned(host: &Host) -> Detection {
    let Some(text) = host.env.get(VARIABLE) else {
        return Detection::absent(format!("{VARIABLE} is not set"));
    };
    match WorkloadSocket::parse(text) {
        Ok(socket) => {
            // The agent attests whoever asks: two processes of one machine may be two workloads.
            Detection::Here(Source { name: "spiffe", scope: None, kind: Kind::Spiffe(Spiffe { socket }) })
        }
        Err(wrong) => Detection::Broken(Error::configuration(format!("{VARIABLE} {wrong}"))),
    }
}

impl Spiffe {
    pub async fn fetch(&self, host: &Host, need: &Need) -> Result<Found> {
        let Need::Jwt { audience, .. } = need else {
            return Err(Error::new(ErrorKind::Unexpected, "a SPIFFE agent was asked for something other than a JWT"));
        };
        if audience.is_empty() {
            return Err(Error::configuration("a JWT-SVID needs an audience").hint("name it with --audience or --provider"));
        }
        let place = format!("the SPIFFE agent at {}", self.socket);
        let answer = match host.http.grpc(&self.socket, "/SpiffeWorkloadAPI/FetchJWTSVID", HEADER, &question(audience)).await? {
            Reply::Message(answer) => answer,
            Reply::Status(DENIED, words) => {
                return Err(Error::no_identity(format!("{place} knows no identity of this process: {words}"))
                    .hint("create a registration entry whose selectors fit xcloud's process: spire-server entry create"));
            }
            Reply::Status(UNAVAILABLE, words) => return Err(Error::transient(format!("{place} is not ready: {words}"))),
            Reply::Status(code, words) => return Err(Error::network(format!("{place} answered with gRPC status {code}: {words}"))),
        };
        // Of several identities the first is the default one, by the contract.
        let token = field(&answer, 1).and_then(|svid| field(svid, 2)).and_then(|token| std::str::from_utf8(token).ok());
        let jwt =
            token.and_then(|token| Jwt::read(Secret::new(token))).ok_or_else(|| Error::network(format!("{place} sent no JWT-SVID")))?;
        alive(&jwt, host, &place)?;
        if !jwt.claims.aud.contains(audience) {
            return Err(Error::network(format!("a token for {audience} was asked for, and {place} gave another ({})", jwt.claims)));
        }
        // The path of the SPIFFE id is the workload's name: spiffe://DOMAIN/ns/shop/sa/api.
        let name = jwt.claims.sub.strip_prefix("spiffe://").and_then(|id| id.split_once('/')).map(|(_, path)| path.replace('/', "."));
        Ok(Found { proof: Proof::Jwt(jwt), hops: Vec::new(), session: name })
    }
}

/// `JWTSVIDRequest { repeated string audience = 1; }` in protobuf's wire format.
fn question(audience: &str) -> Vec<u8> {
    let mut message = vec![1 << 3 | 2];
    let mut length = audience.len();
    while length >= 0x80 {
        message.push((length & 0x7f).to_le_bytes()[0] | 0x80);
        length >>= 7;
    }
    message.push(length.to_le_bytes()[0]);
    message.extend(audience.as_bytes());
    message
}

/// The first length-delimited field with this number in a protobuf message.
fn field(mut message: &[u8], wanted: u64) -> Option<&[u8]> {
    while !message.is_empty() {
        let tag = varint(&mut message)?;
        let length = match tag & 7 {
            0 => {
                varint(&mut message)?;
                continue;
            }
            1 => 8,
            2 => usize::try_from(varint(&mut message)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (value, rest) = message.split_at_checked(length)?;
        if tag >> 3 == wanted && tag & 7 == 2 {
            return Some(value);
        }
        message = rest;
    }
    None
}

fn varint(message: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = message.split_first()?;
        *message = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn protobuf_by_hand() {
        assert_eq!(question("ab"), [0x0a, 2, b'a', b'b']);
        assert_eq!(question(&"x".repeat(300))[..3], [0x0a, 0xac, 0x02]);
        // JWTSVIDResponse { svids: [{ spiffe_id: "i", svid: "t", hint: "h" }, { svid: "u" }] }
        let answer = [0x0a, 9, 0x0a, 1, b'i', 0x12, 1, b't', 0x1a, 1, b'h', 0x0a, 3, 0x12, 1, b'u'];
        assert_eq!(field(&answer, 1).and_then(|svid| field(svid, 2)), Some(&b"t"[..]));
        assert_eq!(field(&answer, 2), None);
        // Unknown fields of every wire type are stepped over.
        assert_eq!(field(&[0x18, 0x96, 0x01, 0x25, 1, 2, 3, 4, 0x29, 1, 2, 3, 4, 5, 6, 7, 8, 0x0a, 1, 7], 1), Some(&[7][..]));
        for bad in [&[0x0a][..], &[0x0a, 5, 1], &[0x0b, 0], &[0xff; 12]] {
            assert_eq!(field(bad, 1), None);
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = field(&bytes, 1);
        }
    }

    #[test]
    fn the_socket_is_named_by_its_variable() {
        for (value, expected) in [("", "absent"), ("unix:///run/a.sock", "here"), ("tcp://10.0.0.1:1", "broken")] {
            let host = Host::scripted(&[(VARIABLE, value)], &[], 0);
            let told = match pinned(&host) {
                Detection::Absent { .. } => "absent",
                Detection::Broken(_) => "broken",
                Detection::Here(_) => "here",
            };
            assert_eq!(told, expected, "{value}");
        }
    }
}
