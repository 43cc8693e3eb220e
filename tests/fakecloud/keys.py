"""Certificates and token keys, made at start and gone at exit."""

import base64
import datetime
import ipaddress
import json
import ssl
import threading
import uuid

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

REGIONS = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1", "us-gov-west-1"]
CN_REGIONS = ["cn-north-1", "cn-northwest-1"]


def host_names():
    names = ["localhost", "sts.amazonaws.com", "s3.amazonaws.com", "*.s3.amazonaws.com", "*.googleapis.com",
             "accounts.google.com", "token.actions.githubusercontent.com", "*.tokens.sts.global.api.aws",
             "*.apis-berlin-build0.goog"]
    for r in REGIONS:
        names += [f"sts.{r}.amazonaws.com", f"sts-fips.{r}.amazonaws.com", f"sts.{r}.api.aws", f"sts-fips.{r}.api.aws", f"s3.{r}.amazonaws.com",
                  f"*.s3.{r}.amazonaws.com", f"oidc.eks.{r}.amazonaws.com", f"portal.sso.{r}.amazonaws.com", f"oidc.{r}.amazonaws.com"]
    return names + [f"sts.{r}.{s}" for r in CN_REGIONS for s in ("amazonaws.com.cn", "api.amazonwebservices.com.cn")]


def certificates(folder):
    """Write ca.pem (and strange-ca.pem, which vouches for nothing) and return server contexts: `good`, `expired`, and `elsewhere` for other hosts."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def build(subject, issuer, public, signer, extensions, until=30):
        cert = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
                .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=9))
                .not_valid_after(now + datetime.timedelta(days=until)))
        for ext, critical in extensions:
            cert = cert.add_extension(ext, critical)
        return cert.sign(signer, hashes.SHA256())

    def usage(**on):
        names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
                 "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
        return x509.KeyUsage(**{n: on.get(n, False) for n in names})

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def authority(name, signer):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return name, build(name, name, signer.public_key(), signer, [
            (x509.BasicConstraints(ca=True, path_length=0), True), (usage(key_cert_sign=True, crl_sign=True), True),
            (x509.SubjectKeyIdentifier.from_public_key(signer.public_key()), False)])

    def server(names, until=30):
        cert = build(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), ca_name, key.public_key(), ca_key, [
            (x509.BasicConstraints(ca=False, path_length=None), True), (usage(digital_signature=True), True),
            (x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), False),
            (x509.SubjectAlternativeName(names), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), False)], until)
        chain = folder / "server.pem"
        chain.write_bytes(cert.public_bytes(pem) + key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        context.set_alpn_protocols(["http/1.1"])
        chain.unlink()
        return context

    pem = serialization.Encoding.PEM
    ca_name, ca = authority("xcloud fake cloud CA", ca_key)
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "strange-ca.pem").write_bytes(authority("somebody else's CA", ec.generate_private_key(ec.SECP256R1()))[1].public_bytes(pem))
    names = [x509.DNSName(n) for n in host_names()] + [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return {"good": server(names), "expired": server(names, until=-1), "elsewhere": server([x509.DNSName("elsewhere.example")])}


class TokenKey:
    """A signing key of an issuer; made when first used, because RSA keys take time."""

    def __init__(self, alg="RS256"):
        self.alg, self.kid, self.lock, self.made = alg, uuid.uuid4().hex[:16], threading.Lock(), None

    @property
    def private(self):
        with self.lock:
            if self.made is None:
                if self.alg.startswith("RS"):
                    self.made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
                else:
                    self.made = ec.generate_private_key(ec.SECP256R1() if self.alg == "ES256" else ec.SECP384R1())
            return self.made

    def pem(self):
        return self.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()).decode()

    def jwk(self):
        algorithm = jwt.algorithms.get_default_algorithms()[self.alg]
        value = algorithm.to_jwk(self.private.public_key(), as_dict=True)
        value = {k: v for k, v in value.items() if k != "key_ops"}
        return {**value, "kid": self.kid, "alg": self.alg, "use": "sig"}


class Issuer:
    """An OpenID Connect issuer with a key for each algorithm asked of it."""

    def __init__(self, url, algs=("RS256",)):
        self.url, self.keys = url, {a: TokenKey(a) for a in algs}
        self.stranger = TokenKey(algs[0])  # signs tokens that must be refused

    def mint(self, claims, alg=None, kid=None, forged=False):
        alg = alg or next(iter(self.keys))
        if alg == "none":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": kid or "none"})
        key = self.keys.get(alg) or self.keys.setdefault(alg, TokenKey(alg))
        signer = self.stranger if forged else key
        return jwt.encode(claims, signer.private, algorithm=alg, headers={"kid": kid or key.kid})

    def jwks(self):
        return {"keys": [k.jwk() for k in self.keys.values()]}

    def verify(self, token):
        """The claims when the signature is this issuer's; raises jwt.PyJWTError otherwise."""
        head = jwt.get_unverified_header(token)
        found = [k for k in self.jwks()["keys"] if k["kid"] == head.get("kid")]
        if not found:
            raise jwt.InvalidKeyError("no such kid")
        key = jwt.PyJWK(found[0])
        return jwt.decode(token, key.key, algorithms=[found[0]["alg"]], options={
            "verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_iss": False,
            "verify_sub": False, "verify_jti": False})


def unverified(token):
    """Header and claims of a JWT, or ValueError when it is none."""
    try:
        parts = token.split(".")
        if len(parts) != 3:
            raise ValueError("not three parts")
        head, claims = (json.loads(base64.urlsafe_b64decode(p + "=" * (-len(p) % 4))) for p in parts[:2])
        if not isinstance(head, dict) or not isinstance(claims, dict):
            raise ValueError("not objects")
        return head, claims
    except (ValueError, UnicodeDecodeError) as err:
        raise ValueError(str(err)) from None
