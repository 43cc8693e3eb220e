"""iamcredentials.googleapis.com (impersonation) and oauth2.googleapis.com (logins and service account keys)."""

import json
import re
from urllib.parse import unquote

import jwt

from .cloud import fingerprint, utc
from .state import SCOPE
from .web import Refused, Service, as_json

STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED",
          500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED"}


def google_error(status, code, message, extra):
    error = {"code": status, "message": message, "status": STATUS.get(status, "UNKNOWN"), **extra}
    return as_json(status, {"error": error})


def authenticate(cloud, req, row):
    """The record behind the bearer token of an API call, or the API's own 401."""
    given = req.all("authorization")
    found = cloud.bearer(given[0][7:]) if len(given) == 1 and given[0].startswith("Bearer ") else None
    if not found:
        raise Refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
                      "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
                      details=[{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_TYPE_UNSUPPORTED" if given else "CREDENTIALS_MISSING",
                                "domain": "googleapis.com"}])
    row["principal"] = found["subject"]
    return found


class IamCredentials(Service):
    name = "iamcredentials"

    def action(self, req):
        return req.path.rsplit(":", 1)[-1] if ":" in req.path else req.path.rsplit("/", 1)[-1]

    def error(self, status, code, message, extra):
        return google_error(status, code, message, extra)

    def handle(self, req, row):
        match = re.fullmatch(r"/v1/projects/-/serviceAccounts/([^/:]+):(generateAccessToken|generateIdToken)", unquote(req.path))
        if req.method != "POST" or not match:
            raise Refused(404, "NOT_FOUND", "Requested entity was not found.")
        target, action = match.groups()
        row["params"]["service_account"] = target
        caller = authenticate(self.cloud, req, row)
        if not ({SCOPE, "https://www.googleapis.com/auth/iam"} & set(caller["scopes"])):
            raise Refused(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
        try:
            body = json.loads(req.body or b"{}")
            assert isinstance(body, dict)
        except (ValueError, AssertionError):
            raise Refused(400, "INVALID_ARGUMENT", "Invalid JSON payload received.") from None
        known = {"scope", "lifetime", "delegates"} if action == "generateAccessToken" else {"audience", "includeEmail", "delegates", "organizationNumberIncluded", "useEmailAzp"}
        for name in body:
            if name not in known:
                raise Refused(400, "INVALID_ARGUMENT", f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')
        row["params"].update({k: body.get(k) for k in known})
        permission = "iam.serviceAccounts.getAccessToken" if action == "generateAccessToken" else "iam.serviceAccounts.getOpenIdToken"
        email, account = self.walk(caller, body.get("delegates") or [], target, permission)
        if action == "generateIdToken":
            audience = body.get("audience")
            if not isinstance(audience, str) or not audience:
                raise Refused(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
            claims = {"aud": audience, "sub": account["unique_id"], "azp": email if body.get("useEmailAzp") else account["unique_id"]}
            if body.get("includeEmail"):
                claims.update(email=email, email_verified=True)
            return as_json(200, {"token": self.cloud.mint("google", claims, 3600)})
        scopes = body.get("scope")
        if not isinstance(scopes, list) or not scopes or not all(isinstance(s, str) and (s.startswith("https://") or s in ("openid", "email")) for s in scopes):
            raise Refused(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        lifetime = re.fullmatch(r"(\d+)(?:\.0+)?s", body.get("lifetime", "3600s") or "3600s")
        if not lifetime or not 1 <= int(lifetime.group(1)) <= 43200:
            raise Refused(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        seconds = int(lifetime.group(1))
        if seconds > 3600 and not account["long_lifetime"]:
            raise Refused(400, "INVALID_ARGUMENT", "The access token lifetime cannot exceed 3600 seconds.")
        seconds -= self.cloud.state["google"]["shorten"]
        token = self.cloud.google_token("service_account", [f"serviceAccount:{email}"], scopes, seconds, email=email)
        return as_json(200, {"accessToken": token, "expireTime": utc(self.cloud.now() + seconds)})

    def walk(self, caller, delegates, target, permission):
        """Follow the delegation chain; each one must be allowed on the next."""
        members, accounts = caller["members"], []
        for delegate in delegates:
            match = re.fullmatch(r"projects/-/serviceAccounts/(.+)", delegate)
            if not match:
                raise Refused(400, "INVALID_ARGUMENT", f"Invalid form of delegate: {delegate}")
            accounts.append((match.group(1), permission))
        email = account = None
        for name, wanted in [*accounts, (target, permission)]:
            email, account = self.cloud.service_account(name)
            if email is None:
                raise Refused(404, "NOT_FOUND", f"Not found; Gaia id not found for email {name}")
            roles = account["bindings"]
            allowed = [*roles.get("workloadIdentityUser", []), *roles.get("tokenCreator", [])]
            if wanted.endswith("OpenIdToken"):
                allowed += roles.get("openIdTokenCreator", [])
            if not set(members) & set(allowed):
                raise Refused(403, "PERMISSION_DENIED", f"Permission '{wanted}' denied on resource (or it may not exist).", details=[{
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "IAM_PERMISSION_DENIED", "domain": "iam.googleapis.com",
                    "metadata": {"permission": wanted}}])
            members = [f"serviceAccount:{email}"]
        return email, account


class OAuth2(Service):
    name = "oauth2"

    def action(self, req):
        grant = dict(req.form() or []).get("grant_type", "")
        return {"refresh_token": "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer": "jwt-bearer"}.get(grant, req.path)

    def error(self, status, code, message, extra):
        return as_json(status, {"error": code, "error_description": message, **extra})

    def handle(self, req, row):
        if req.path in ("/tokeninfo", "/oauth2/v3/tokeninfo", "/oauth2/v1/tokeninfo"):
            form = dict(req.query) | dict(req.form() or [])
            found = self.cloud.bearer(form.get("access_token", ""))
            if not found:
                raise Refused(400, "invalid_token", "Invalid Value")
            return as_json(200, {"email": found["email"], "scope": " ".join(found["scopes"]), "expires_in": int(found["expires"] - self.cloud.now())})
        if req.method != "POST" or req.path not in ("/token", "/oauth2/v4/token") or req.form() is None:
            raise Refused(404, "not_found", "Not Found")
        names = [k for k, _ in req.form()]
        for name in names:
            if names.count(name) > 1:
                raise Refused(400, "invalid_request", f"OAuth 2 parameters can only have a single value: {name}")
        form = dict(req.form())
        if form.get("grant_type") == "refresh_token":
            return self.refresh(form, row)
        if form.get("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return self.assertion(form, row)
        raise Refused(400, "unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")

    def refresh(self, form, row):
        google = self.cloud.state["google"]
        if form.get("client_id") != google["client"]["id"] or form.get("client_secret") != google["client"]["secret"]:
            raise Refused(401, "invalid_client", "The OAuth client was not found.")
        found = google["refresh_tokens"].get(form.get("refresh_token"))
        if found is None:
            raise Refused(400, "invalid_grant", "Bad Request")
        if found["state"] == "revoked":
            raise Refused(400, "invalid_grant", "Token has been expired or revoked.")
        if found["state"] == "reauth":
            raise Refused(400, "invalid_grant", "reauth related error (invalid_rapt)", error_uri="https://support.google.com/a/answer/9368756", error_subtype="invalid_rapt")
        scopes = form.get("scope", "").split() or [SCOPE, "openid", "https://www.googleapis.com/auth/userinfo.email"]
        row["principal"] = f"user:{found['user']}"
        row["params"]["scopes"] = scopes
        token = self.cloud.google_token("user", [row["principal"]], scopes, 3599, email=found["user"])
        answer = {"access_token": token, "expires_in": 3599, "scope": " ".join(scopes), "token_type": "Bearer"}
        if "openid" in scopes:
            answer["id_token"] = self.cloud.mint("google", {"aud": google["client"]["id"], "azp": google["client"]["id"], "sub": "110000000000000000001",
                                                            "email": found["user"], "email_verified": True}, 3599)
        return as_json(200, answer)

    def assertion(self, form, row):
        text = form.get("assertion", "")
        self.cloud.secret(text)
        row["params"]["assertion"] = fingerprint(text)
        bad = Refused(400, "invalid_grant", "Invalid JWT Signature.")
        try:
            claims = jwt.decode(text, options={"verify_signature": False})
            head = jwt.get_unverified_header(text)
        except jwt.PyJWTError:
            raise Refused(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.") from None
        email, account = self.cloud.service_account(claims.get("iss", ""))
        row["params"].update(iss=claims.get("iss"), scopes=(claims.get("scope") or "").split(), target_audience=claims.get("target_audience"))
        if email is None or email not in self.cloud.sa_keys:
            raise Refused(400, "invalid_grant", "Invalid grant: account not found")
        key = self.cloud.sa_keys[email]
        if head.get("alg") != "RS256" or head.get("kid") not in (None, key.kid):
            raise bad
        try:
            jwt.decode(text, key.private.public_key(), algorithms=["RS256"], options={"verify_aud": False, "verify_exp": False, "verify_iat": False})
        except jwt.PyJWTError:
            raise bad from None
        host = {"https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token", *self.cloud.token_uris}
        now = self.cloud.now()
        if claims.get("aud") not in host:
            raise Refused(400, "invalid_grant", "Invalid JWT: Failed audience check. The right audience is https://oauth2.googleapis.com/token")
        if not isinstance(claims.get("iat"), int) or not isinstance(claims.get("exp"), int) or not claims["iat"] < claims["exp"] <= claims["iat"] + 3600 \
                or claims["exp"] < now or claims["iat"] > now + 300:
            raise Refused(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.")
        row["principal"] = f"serviceAccount:{email}"
        if claims.get("target_audience"):
            return as_json(200, {"id_token": self.cloud.mint("google", {"aud": claims["target_audience"], "azp": email, "sub": account["unique_id"],
                                                                        "email": email, "email_verified": True}, 3600)})
        if not claims.get("scope"):
            raise Refused(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        scopes = claims["scope"].split()
        token = self.cloud.google_token("service_account", [row["principal"]], scopes, 3599, email=email)
        return as_json(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})
