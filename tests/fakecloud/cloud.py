"""What the fake cloud knows: its state, its keys and tokens, its log, its faults."""

import hashlib
import re
import select
import threading
import time
import uuid

from .keys import Issuer, TokenKey
from .saml import Saml
from .state import ISSUERS, default_state
from .web import token


def merge(into, changes):
    """Deep merge; a null takes the key away."""
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        elif value is None and isinstance(into.get(key), dict):
            into.pop(key)
        else:
            into[key] = value
    return into


class Cloud:
    def __init__(self, folder):
        self.folder, self.lock = folder, threading.RLock()
        self.issuers = {name: Issuer(url, algs) for name, (url, algs) in ISSUERS.items()}
        self.saml = Saml()
        self.sa_keys, self.generation, self.stopped = {}, threading.Event(), threading.Event()
        self.reset()

    # State and time

    def reset(self):
        old, self.generation = self.generation, threading.Event()
        old.set()  # frees whoever hangs
        with self.lock:
            self.state, self.rows, self.faults = default_state(), [], []
            self.google_tokens, self.said = {}, set()
        for key in self.state["aws"]["keys"].values():
            self.secret(key["secret"]), self.secret(key.get("token"))
        google = self.state["google"]
        for value in [google["client"]["secret"], *google["refresh_tokens"], self.state["github"]["request_token"],
                      self.state["azure"]["access_token"]]:
            self.secret(value)
        for key in self.sa_keys.values():
            self._pem_secret(key)

    def change(self, changes):
        with self.lock:
            merge(self.state, changes)
        for key in self.state["aws"]["keys"].values():
            self.secret(key["secret"]), self.secret(key.get("token"))
        for value in self.state["google"]["refresh_tokens"]:
            self.secret(value)
        self.secret(self.state["aws"]["container"].get("authorization"))

    def now(self):
        return time.time() + self.state["clock"]

    # Secrets

    def secret(self, text):
        if text and len(text) >= 12:
            with self.lock:
                self.said.add(text)
                if text.count(".") == 2 and text.startswith("ey"):
                    self.said.add(text.rsplit(".", 1)[1])
        return text

    def _pem_secret(self, key):
        lines = key.pem().splitlines()
        self.secret(lines[len(lines) // 2])

    def sa_key(self, email):
        """The registered user-managed key of a service account."""
        with self.lock:
            if email not in self.sa_keys:
                self.sa_keys[email] = TokenKey("RS256")
                self._pem_secret(self.sa_keys[email])
            return self.sa_keys[email]

    # Log and faults

    def enter(self, row):
        with self.lock:
            self.rows.append(row)

    def take_fault(self, service, action):
        with self.lock:
            for at, fault in enumerate(self.faults):
                if fault.get("service") in (None, service) and fault.get("action") in (None, action):
                    if fault.get("skip", 0) > 0:
                        fault["skip"] -= 1
                        continue
                    fault["times"] = fault.get("times", 1) - 1
                    if fault["times"] == 0:
                        self.faults.pop(at)
                    return fault
        return None

    def pause(self, seconds):
        """Wait, unless the fake is reset meanwhile; True when it was."""
        return self.generation.wait(seconds)

    def wait_gone(self, sock, seconds):
        """Wait until the client hangs up, the fake is reset, or `seconds` are over."""
        until, generation = time.monotonic() + seconds, self.generation
        while time.monotonic() < until and not generation.is_set():
            if select.select([sock], [], [], 0.1)[0]:
                try:
                    if not sock.recv(1024):
                        return
                except OSError:
                    return

    # AWS keys

    def key(self, akid):
        with self.lock:
            return self.state["aws"]["keys"].get(akid)

    def issue_keys(self, arn, seconds, role=None, **more):
        """Make and register a session; the answer has the wire's names."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        akid = token("ASIA", 16, letters)
        expires = int(self.now()) + seconds
        key = {"secret": token("SECRETMARKER/", 26) + "+", "token": token("SECRETMARKER//", 180) + "+/=",
               "arn": arn, "user_id": f"{role_id(arn)}:{arn.rsplit('/', 1)[-1]}", "expires": expires,
               "issued": int(self.now()), "role": role, **more}
        with self.lock:
            self.state["aws"]["keys"][akid] = key
        self.secret(key["secret"]), self.secret(key["token"])
        return {"AccessKeyId": akid, "SecretAccessKey": key["secret"], "Token": key["token"], "Expiration": utc(expires)}

    # Tokens

    def mint(self, issuer, claims=None, lifetime=3600, alg=None, age=0, kid=None, forged=False, drop=()):
        """A JWT of one of our issuers, by alias or URL; issuer "saml" gives a SAML response."""
        if issuer == "saml":
            return self.secret(self.saml.mint(claims or {}, int(self.now()) - int(age), int(lifetime), forged))
        found = self.issuers.get(issuer) or next((i for i in self.issuers.values() if i.url == issuer), None)
        now = int(self.now()) - int(age)
        base = {"iss": issuer if found is None else found.url, "iat": now, "exp": now + int(lifetime), "jti": uuid.uuid4().hex}
        if issuer in ("eks", "gke"):
            space, name = "default", "oidc-exp-service-account"
            base.update(sub=f"system:serviceaccount:{space}:{name}", nbf=now, **{"kubernetes.io": {
                "namespace": space, "pod": {"name": "app-0", "uid": str(uuid.uuid4())},
                "serviceaccount": {"name": name, "uid": str(uuid.uuid4())}}})
        base.update(claims or {})
        for name in drop:
            base.pop(name, None)
        return self.secret((found or self.issuers["eks"]).mint(base, alg, kid, forged))

    def issuer_of(self, url):
        return next((i for i in self.issuers.values() if i.url == url), None)

    def google_token(self, kind, members, scopes, seconds, email=None, subject=None):
        """Issue an access token for whoever the IAM `members` say."""
        value = token("ya29.SECRETMARKER", 20) if kind != "federated" else token("ya29.d.SECRETMARKER", 60)
        with self.lock:
            self.google_tokens[value] = {"kind": kind, "members": members, "scopes": scopes, "email": email,
                                         "subject": subject or email, "expires": self.now() + seconds}
        return self.secret(value)

    def bearer(self, text):
        """The record of a live access token, else None."""
        with self.lock:
            found = self.google_tokens.get(text)
        return found if found and found["expires"] > self.now() else None

    def service_account(self, name):
        """A service account by e-mail or unique id: (email, record) or (None, None)."""
        for email, record in self.state["google"]["service_accounts"].items():
            if name in (email, record["unique_id"]):
                return email, record
        return None, None


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def role_id(arn):
    name = arn.split("/")[1] if "/" in arn else arn
    return "AROA" + hashlib.sha256(name.encode()).hexdigest().upper()[:17]


def fingerprint(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def role_name(arn):
    match = re.fullmatch(r"arn:aws[\w-]*:iam::\d{12}:role/(?:.*/)?([\w+=,.@-]+)", arn or "")
    return match.group(1) if match else None
