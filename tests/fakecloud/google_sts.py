"""Google's Security Token Service: a workload's proof in, a federated access token out."""

import base64
import fnmatch
import json
import re
from urllib.parse import unquote, urlsplit

import jwt

from .aws_sts import region_of
from .cloud import fingerprint
from .keys import unverified
from .sigv4 import verify
from .web import Refused, Service, as_json

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
JWT, ID = "urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"
SAML2 = "urn:ietf:params:oauth:token-type:saml2"
AWS4 = "urn:ietf:params:aws:token-type:aws4_request"
FIELDS = {"grant_type", "audience", "scope", "requested_token_type", "subject_token", "subject_token_type", "options"}
CAMEL = {"grantType": "grant_type", "requestedTokenType": "requested_token_type", "subjectToken": "subject_token", "subjectTokenType": "subject_token_type"}


def bad(message, code="invalid_request", status=400):
    return Refused(status, code, message)


class GoogleSts(Service):
    name = "google-sts"

    def action(self, req):
        return req.path.rstrip("/").rsplit("/", 1)[-1]

    def handle(self, req, row):
        if req.method != "POST" or req.path not in ("/v1/token", "/v1/introspect"):
            raise bad("Not found", status=404)
        pairs = req.form()
        if pairs is None and "application/json" in (req.header("content-type") or ""):
            pairs = [(CAMEL.get(k, k), v) for k, v in json.loads(req.body).items()]
        if pairs is None or req.query:
            raise bad("The request body must be a form.")
        names = [k for k, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise bad(f"Parameter {name} is given more than once.")
        form = dict(pairs)
        if req.path == "/v1/introspect":
            return self.introspect(form)
        for name in names:
            if name not in FIELDS:
                raise bad(f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')
        if form.get("subject_token_type") == ACCESS:
            return self.downscope(form, row)
        for name in ("grant_type", "audience", "requested_token_type", "subject_token", "subject_token_type"):
            if not form.get(name):
                raise bad(f"Missing required parameter: {name}" if name != "grant_type" else "Missing required parameter: grant_type")
        kind = form["subject_token_type"]
        row["params"].update(audience=form["audience"], scopes=form.get("scope", "").split(), subject_token_type=kind,
                             subject_token=fingerprint(form["subject_token"]), options=form.get("options"))
        if form["grant_type"] != GRANT:
            raise bad(f"Unsupported grant_type: {form['grant_type']}", "unsupported_grant_type")
        if form["requested_token_type"] != ACCESS:
            raise bad("Invalid requested token type")
        if not form.get("scope", "").strip():
            raise bad("Missing required parameter: scope", "invalid_scope")
        for scope in form["scope"].split(" "):
            if not scope.startswith("https://www.googleapis.com/auth/") and scope not in ("openid", "email"):
                raise bad("Some requested scopes were invalid.", "invalid_scope")
        if req.header("authorization") and not req.header("authorization").startswith("Basic "):
            raise bad("Unexpected Authorization header", "invalid_client", 401)
        workforce = "/workforcePools/" in form["audience"]
        if workforce and not form.get("options"):
            raise bad("The caller does not have permission: options.userProject is missing.", "unauthorized_client")
        if form.get("options"):
            options = form["options"] if form["options"].startswith("{") else unquote(form["options"])
            if set(json.loads(options)) - {"userProject"} or not workforce or json.loads(options)["userProject"] != self.cloud.state["google"]["number"]:
                raise bad("Invalid options")
        if not re.fullmatch(r"//iam\.googleapis\.com/(projects/\d+/locations/global/workloadIdentityPools|locations/global/workforcePools)/[a-z0-9-]+/providers/[a-z0-9-]+", form["audience"]):
            raise bad('Invalid value for "audience". This value should be the full resource name of the Identity Provider. See https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token for the list of possible formats.')
        provider = self.cloud.state["google"]["providers"].get(form["audience"])
        if not provider or not provider["on"]:
            raise bad('The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.', "invalid_target")
        self.cloud.secret(form["subject_token"])
        if kind == AWS4:
            attributes = self.aws(form, provider, row)
        elif kind in (JWT, ID):
            attributes = self.oidc(form, provider, row)
        elif kind == SAML2:
            attributes = self.saml(form, provider)
        else:
            raise bad(f"Invalid subject token type: {kind}")
        subject = attributes["subject"]
        if len(subject.encode()) > 127:
            raise bad("The size of mapped attribute google.subject exceeds the 127 bytes limit. Either modify your attribute mapping or the incoming assertion to produce a mapped attribute that is less than 127 bytes.", "invalid_request")
        if not self.condition(provider["condition"], attributes):
            raise bad("The given credential is rejected by the attribute condition.", "unauthorized_client")
        pool = form["audience"].rsplit("/providers/", 1)[0]
        row["principal"] = f"principal:{pool}/subject/{subject}"
        members = [row["principal"], f"principalSet:{pool}/*"]
        members += [f"principalSet:{pool}/attribute.{k}/{v}" for k, v in attributes.items() if k != "subject"]
        seconds = 3600 - self.cloud.state["google"]["shorten"]
        token = self.cloud.google_token("federated", members, form["scope"].split(), seconds, subject=row["principal"])
        return as_json(200, {"access_token": token, "issued_token_type": ACCESS, "token_type": "Bearer", "expires_in": seconds}, Cache_Control="no-store")

    def downscope(self, form, row):
        """A Credential Access Boundary: an access token for a narrower one that ends with it."""
        if form.get("grant_type") != GRANT or form.get("requested_token_type") != ACCESS or set(form) & {"audience", "scope"}:
            raise bad("Invalid request for a downscoped token.")
        broad = self.cloud.bearer(form.get("subject_token", ""))
        if not broad or broad.get("boundary"):
            raise bad("Invalid access token", "invalid_grant")
        row["principal"] = broad["subject"]
        try:
            options = json.loads(form["options"] if form["options"].startswith("{") else unquote(form["options"]))
            (rules,) = options["accessBoundary"].values()
            assert set(options) == {"accessBoundary"} and set(options["accessBoundary"]) == {"accessBoundaryRules"} and 1 <= len(rules) <= 10
            for rule in rules:
                assert set(rule) <= {"availableResource", "availablePermissions", "availabilityCondition"}
                assert re.fullmatch(r"//storage\.googleapis\.com/projects/_/buckets/[a-z0-9._-]+", rule["availableResource"])
                assert rule["availablePermissions"] and all(p.startswith("inRole:roles/") for p in rule["availablePermissions"])
                assert rule.get("availabilityCondition", {"expression": "x"}).get("expression")
        except (ValueError, KeyError, TypeError, AttributeError, AssertionError):
            raise bad("Invalid access boundary.") from None
        row["params"].update(subject_token=fingerprint(form["subject_token"]), subject_token_type=ACCESS, boundary=options["accessBoundary"])
        left = int(broad["expires"] - self.cloud.now())
        token = self.cloud.google_token("downscoped", broad["members"], broad["scopes"], left, email=broad["email"], subject=broad["subject"])
        with self.cloud.lock:
            self.cloud.google_tokens[token]["boundary"] = rules
        answer = {"access_token": token, "issued_token_type": ACCESS, "token_type": "Bearer"}
        if broad["kind"] != "federated":  # it may be missing, and then the first token's holds
            answer["expires_in"] = left
        return as_json(200, answer, Cache_Control="no-store")

    # Proofs

    def aws(self, form, provider, row):
        if provider["type"] != "aws":
            raise bad("The subject token type does not match the provider's type.")
        broken = bad("AWS request has invalid format.", "invalid_grant")
        try:
            said = json.loads(unquote(form["subject_token"].replace("+", "%20")))
            headers = [(h["key"], h["value"]) for h in said["headers"]]
            url = urlsplit(said["url"])
        except (ValueError, KeyError, TypeError):
            raise broken from None
        if form["subject_token"].lstrip().startswith("{") or said.get("method") != "POST" or said.get("body") or set(said) - {"url", "method", "headers", "body"}:
            raise broken
        low = [k.lower() for k, _ in headers]
        value = {k.lower(): v for k, v in headers}
        row["params"].update(headers=low, url=said["url"])
        # Java sends the target twice; everything else may appear once.
        if any(low.count(n) > 1 for n in low if n != "x-goog-cloud-target-resource"):
            raise broken
        for name in ("authorization", "host", "x-amz-date", "x-goog-cloud-target-resource"):
            if name not in low:
                raise bad(f"AWS request is missing the header {name}.", "invalid_grant")
        region = region_of(url.hostname or "")
        if url.scheme != "https" or url.netloc != value["host"] or not region or url.path not in ("", "/"):
            raise broken
        if sorted(url.query.split("&")) != ["Action=GetCallerIdentity", "Version=2011-06-15"]:
            raise broken
        target = value["x-goog-cloud-target-resource"].removeprefix("https:")
        if target != form["audience"]:
            raise bad(f"The x-goog-cloud-target-resource header [{target}] does not match the audience.", "invalid_grant")
        signed = re.search(r"SignedHeaders=([^,\s]+)", value["authorization"])
        if provider["require_signed_target"] and "x-goog-cloud-target-resource" not in (signed.group(1).split(";") if signed else []):
            raise bad("x-goog-cloud-target-resource is not signed (this provider is strict).", "invalid_grant")
        unique, seen = [], set()
        for name, text in headers:
            if name.lower() not in seen:
                unique.append((name, text))
                seen.add(name.lower())
        try:
            key = verify(self.cloud, method="POST", url=said["url"], headers=unique, body=b"", service="sts",
                         region="us-east-1" if region == "global" else region, row=row)
        except Refused as no:
            raise bad(f"Received invalid AWS response of type {no.code} with error message: {no.message}", "invalid_grant") from None
        if region == "global":
            raise bad("regional STS endpoints only (this fake is strict).", "invalid_grant")
        account = key["arn"].split(":")[4]
        if account != provider["account"]:
            raise bad("The AWS account in the credential does not match the provider's account.", "unauthorized_client")
        arn = key["arn"]
        match = re.fullmatch(r"(arn:[\w-]+:sts::\d+:assumed-role/[^/]+)/.*", arn)
        return {"subject": arn, "aws_role": match.group(1) if match else arn, "account": account}

    def oidc(self, form, provider, row):
        if provider["type"] != "oidc":
            raise bad("The subject token type does not match the provider's type.")
        token = form["subject_token"]
        try:
            head, claims = unverified(token)
        except ValueError:
            raise bad("Unable to parse the ID Token.", "invalid_grant") from None
        row["params"]["claims"] = {k: claims.get(k) for k in ("iss", "sub", "aud", "exp")}
        row["params"]["alg"] = head.get("alg")
        if head.get("alg") not in ("RS256", "ES256") or not head.get("kid"):
            raise bad(f"The algorithm {head.get('alg')} of the ID Token is not supported: must be RS256 or ES256.", "invalid_grant")
        for name in ("iss", "sub", "aud", "exp", "iat"):
            if name not in claims:
                raise bad(f"The ID Token is missing the claim {name}.", "invalid_grant")
        if claims["iss"] != provider["issuer"]:
            raise bad(f"The issuer in ID Token {claims['iss']} does not match the expected ones: {provider['issuer']}", "invalid_grant")
        try:
            self.cloud.issuer_of(claims["iss"]).verify(token)
        except (jwt.PyJWTError, AttributeError):
            raise bad("Error verifying the ID Token's signature.", "invalid_grant") from None
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        wanted = provider["audiences"] or [form["audience"], "https:" + form["audience"]]
        if not set(audiences) & set(wanted):
            raise bad(f"The audience in ID Token [{', '.join(audiences)}] does not match the expected audience.", "invalid_grant")
        now = self.cloud.now()
        if claims["exp"] <= now or claims["iat"] < now - 86400:
            raise bad(f"ID Token issued at {claims['iat']} is stale to sign-in.", "invalid_grant")
        if claims["iat"] > now + 300:
            raise bad("ID Token is issued in the future.", "invalid_grant")
        return {"subject": claims["sub"]}

    def saml(self, form, provider):
        if provider["type"] != "saml":
            raise bad("The subject token type does not match the provider's type.")
        try:
            subject, audience = self.cloud.saml.verify(form["subject_token"], self.cloud.now())
        except ValueError as wrong:
            raise bad(str(wrong), "invalid_grant") from None
        if audience not in (form["audience"], "https:" + form["audience"]):
            raise bad(f"The audience in the SAML response [{audience}] does not match the expected audience.", "invalid_grant")
        return {"subject": subject}

    def condition(self, condition, attributes):
        """None, or {attribute: [patterns]}: a small stand-in for CEL."""
        return not condition or all(any(fnmatch.fnmatchcase(attributes.get(k, ""), p) for p in allowed) for k, allowed in condition.items())

    def introspect(self, form):
        found = self.cloud.bearer(form.get("token", ""))
        if not found:
            return as_json(200, {"active": False})
        return as_json(200, {"active": True, "username": found["subject"].replace("principal://", "principal://"), "token_type": ACCESS,
                             "scope": " ".join(found["scopes"]), "exp": int(found["expires"])})


def basic(header):
    """User and password of a Basic header, or None."""
    try:
        return tuple(unquote(p) for p in base64.b64decode(header.removeprefix("Basic ")).decode().split(":", 1))
    except (ValueError, AttributeError):
        return None
