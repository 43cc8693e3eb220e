"""AWS IAM Identity Center: the portal that gives keys for a login, and the OIDC service that renews the login."""

import json
import re

from .cloud import fingerprint
from .keys import REGIONS
from .web import Answer, Refused, Service, token


def region_of(host, pattern):
    """The region of a host name; None on loopback. Anything else is nobody's endpoint."""
    name = host.rsplit(":", 1)[0]
    if name in ("127.0.0.1", "localhost"):
        return None
    match = re.fullmatch(pattern, name)
    if not match or match.group(1) not in REGIONS:
        raise Refused(404, "UnknownOperationException", f"nothing at {name}")
    return match.group(1)


class Sso(Service):
    """What both have in common: JSON, and requests that are never signed."""

    hosts, paths = "", {}

    def action(self, req):
        return self.paths.get((req.method, req.path), f"{req.method} {req.path}")

    def handle(self, req, row):
        sso = self.cloud.state["aws"]["sso"]
        region = region_of(req.host, self.hosts)
        row["params"].update(region=region)
        if (req.method, req.path) not in self.paths:
            raise Refused(404, "UnknownOperationException", req.path)
        if region not in (None, sso["region"]):
            raise Refused(401, "UnauthorizedException", "Session token not found or invalid")
        if req.header("authorization") or req.header("x-amz-security-token"):
            raise Refused(400, "InvalidRequestException", "this action takes no AWS credentials: the request must not be signed")
        return self.answer(req, row, sso)


class SsoPortal(Sso):
    name = "sso-portal"
    hosts = r"portal\.sso\.([a-z0-9-]+)\.amazonaws\.com"
    paths = {("GET", "/federation/credentials"): "GetRoleCredentials"}

    def error(self, status, code, message, extra):
        return Answer(status, json.dumps({"message": message, "__type": f"com.amazonaws.switchboard.portal#{code}"}),
                      "application/json", {"x-amzn-ErrorType": code})

    def answer(self, req, row, sso):
        names = [k for k, _ in req.query]
        given = req.all("x-amz-sso_bearer_token")
        row["params"].update(role_name=req.arg("role_name"), account_id=req.arg("account_id"), token=fingerprint(given[0]) if given else None)
        if sorted(names) != ["account_id", "role_name"] or not re.fullmatch(r"\d{12}", req.arg("account_id")) or req.body:
            raise Refused(400, "InvalidRequestException", "role_name and account_id, once each")
        login = sso["logins"].get(given[0]) if len(given) == 1 else None
        if login is None or not login["live"] or (login.get("expires") or self.cloud.now() + 1) <= self.cloud.now():
            raise Refused(401, "UnauthorizedException", "Session token not found or invalid")
        if req.arg("account_id") != self.cloud.state["aws"]["account"] or req.arg("role_name") not in login["roles"]:
            raise Refused(403, "ForbiddenException", "No access")
        role = req.arg("role_name")
        row["principal"] = arn = f"arn:aws:sts::{self.cloud.state['aws']['account']}:assumed-role/{role}/{login['user']}"
        keys = self.cloud.issue_keys(arn, sso["lifetime"], role=role)
        row["params"]["access_key_id"] = keys["AccessKeyId"]
        return Answer(200, json.dumps({"roleCredentials": {
            "accessKeyId": keys["AccessKeyId"], "secretAccessKey": keys["SecretAccessKey"], "sessionToken": keys["Token"],
            "expiration": self.cloud.key(keys["AccessKeyId"])["expires"] * 1000}}), "application/json")


class SsoOidc(Sso):
    name = "sso-oidc"
    hosts = r"oidc\.([a-z0-9-]+)\.amazonaws\.com"
    paths = {("POST", "/token"): "CreateToken"}
    codes = {"InvalidGrantException": "invalid_grant", "InvalidClientException": "invalid_client", "InvalidRequestException": "invalid_request",
             "UnsupportedGrantTypeException": "unsupported_grant_type", "ExpiredTokenException": "expired_token"}

    def error(self, status, code, message, extra):
        return Answer(status, json.dumps({"error": self.codes.get(code, "server_error"), "error_description": message}),
                      "application/json", {"x-amzn-ErrorType": code})

    def answer(self, req, row, sso):
        try:
            said = json.loads(req.body)
        except ValueError:
            said = None
        if not isinstance(said, dict) or req.query or not (req.header("content-type") or "").startswith("application/json"):
            raise Refused(400, "InvalidRequestException", "Invalid request")
        if said.get("grantType") != "refresh_token":
            raise Refused(400, "UnsupportedGrantTypeException", "Unsupported grant type")
        if sorted(said) != ["clientId", "clientSecret", "grantType", "refreshToken"]:
            raise Refused(400, "InvalidRequestException", "Invalid request")
        row["params"].update(client_id=said["clientId"], token=fingerprint(said["refreshToken"]))
        if said["clientId"] != sso["client"]["id"] or said["clientSecret"] != sso["client"]["secret"]:
            raise Refused(401, "InvalidClientException", "Invalid client credentials")
        with self.cloud.lock:
            record = sso["refresh_tokens"].get(said["refreshToken"])
            if record is None or not record["live"]:
                raise Refused(400, "InvalidGrantException", "Invalid refresh token provided")
            if sso["rotate"]:  # one use, as the real one's
                record["live"] = False
            access, refresh = self.cloud.secret(token("aoaAAAAASECRETMARKER", 60)), self.cloud.secret(token("aorAAAAASECRETMARKER", 60))
            sso["logins"][access] = {"user": record["user"], "roles": record["roles"], "live": True, "expires": self.cloud.now() + sso["session"]}
            sso["refresh_tokens"][refresh] = {**record, "live": True}
        row["principal"] = record["user"]
        return Answer(200, json.dumps({"accessToken": access, "expiresIn": sso["session"], "refreshToken": refresh, "tokenType": "Bearer"}),
                      "application/json")
