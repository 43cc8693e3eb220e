"""AWS STS: the four actions that federation needs, in the Query protocol."""

import fnmatch
import json
import re
import uuid
from xml.sax.saxutils import escape

import jwt

from .cloud import fingerprint, role_id, role_name, utc
from .keys import CN_REGIONS, REGIONS, unverified
from .sigv4 import verify
from .web import Answer, Refused, Service

NS = "https://sts.amazonaws.com/doc/2011-06-15/"
GLOBAL_MESSAGE = "This operation is only available on regional endpoints."


def region_of(host):
    """The region of an STS host name; None on loopback, 'global' for the old global endpoint."""
    name = host.rsplit(":", 1)[0]
    if name in ("127.0.0.1", "localhost"):
        return None
    if name == "sts.amazonaws.com":
        return "global"
    match = re.fullmatch(r"sts(-fips)?\.([a-z0-9-]+)\.(amazonaws\.com|api\.aws|amazonaws\.com\.cn|api\.amazonwebservices\.com\.cn)", name)
    if match:
        fips, region, suffix = match.groups()
        gov, cn = region.startswith("us-gov-"), suffix.endswith(".cn")
        # FIPS hosts are in commercial regions only; GovCloud's own are such, but for the dual-stack ones.
        if region in (CN_REGIONS if cn else REGIONS) and not (fips and (cn or gov and suffix == "amazonaws.com")):
            return region
    return False


def xml(tag, value):
    if value is None:
        return ""
    if isinstance(value, dict):
        value = "".join(xml(k, v) for k, v in value.items())
    else:
        value = escape(str(value))
    return f"<{tag}>{value}</{tag}>"


class AwsSts(Service):
    name = "aws-sts"

    def action(self, req):
        return dict(req.form() or req.query).get("Action", "?")

    def headers(self):
        return {"x-amzn-RequestId": str(uuid.uuid4())}

    def error(self, status, code, message, extra):
        kind = "Sender" if status < 500 else "Receiver"
        return Answer(status, f'<ErrorResponse xmlns="{NS}">\n  <Error>\n    <Type>{kind}</Type>\n    <Code>{escape(code)}</Code>\n'
                      f"    <Message>{escape(message)}</Message>\n  </Error>\n  <RequestId>{uuid.uuid4()}</RequestId>\n</ErrorResponse>\n", "text/xml")

    def handle(self, req, row):
        if req.path != "/":
            raise Refused(404, "InvalidAction", f"Could not find operation at {req.path}")
        pairs = list(req.query) + (req.form() or [])
        names = [k for k, _ in pairs]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise Refused(400, "MalformedInput", f"Parameter {twice[0]} appears more than once")
        form = dict(pairs)
        if form.get("Version") != "2011-06-15":
            raise Refused(400, "InvalidAction", f"Could not find operation {form.get('Action')} for version {form.get('Version') or 'NO_VERSION_SPECIFIED'}")
        region = region_of(req.host)
        if region is False:
            raise Refused(404, "UnknownEndpoint", f"no STS at {req.host}")
        row["params"].update(region=region, host=req.host, role_arn=form.get("RoleArn"), session_name=form.get("RoleSessionName"),
                             duration=form.get("DurationSeconds"))
        action = {
            "AssumeRoleWithWebIdentity": self.web_identity, "AssumeRole": self.assume_role,
            "GetCallerIdentity": self.caller_identity, "GetWebIdentityToken": self.outbound_token,
        }.get(form.get("Action"))
        if action is None:
            raise Refused(400, "InvalidAction", f"Could not find operation {form.get('Action')} for version 2011-06-15")
        if action != self.caller_identity and (req.method != "POST" or req.form() is None or req.query):
            raise Refused(400, "MalformedInput", "this fake takes the parameters of this action in a POST form only")
        result = action(form, req, row, region)
        name = form["Action"]
        body = f'<{name}Response xmlns="{NS}">\n' + xml(f"{name}Result", result) + xml("ResponseMetadata", {"RequestId": uuid.uuid4()}) + f"\n</{name}Response>\n"
        return Answer(200, body, "text/xml")

    # Actions

    def web_identity(self, form, req, row, _region):
        if req.header("authorization") or any(k.lower().startswith("x-amz-security") for k, _ in req.headers):
            raise Refused(403, "AccessDenied", "this action takes no AWS credentials: the request must not be signed")
        self.only(form, "RoleArn RoleSessionName WebIdentityToken DurationSeconds Policy".split())
        token = form.get("WebIdentityToken")
        self.need(form, "RoleArn", "RoleSessionName", "WebIdentityToken")
        row["params"]["token"] = fingerprint(token)
        self.session_name(form["RoleSessionName"])
        self.policies(form, row)
        cloud, aws = self.cloud, self.cloud.state["aws"]
        try:
            head, claims = unverified(token)
        except ValueError:
            raise Refused(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)") from None
        cloud.secret(token)
        iss = claims.get("iss")
        row["params"]["claims"] = {k: claims.get(k) for k in ("iss", "sub", "aud", "azp", "exp")}
        google = iss == "https://accounts.google.com"
        if not google and iss not in aws["oidc_providers"]:
            raise Refused(400, "InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {iss}")
        for name in ("sub", "aud", "exp", "iat"):
            if name not in claims:
                raise Refused(400, "InvalidIdentityToken", f"Missing a required claim: {name}")
        if not all(isinstance(claims[n], int) for n in ("exp", "iat")):
            raise Refused(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT. Timestamps must be integers")
        if head.get("alg") not in ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512"):
            raise Refused(400, "InvalidIdentityToken", "The web identity token that was passed could not be validated by AWS.")
        try:
            cloud.issuer_of(iss).verify(token)
        except (jwt.PyJWTError, AttributeError):
            raise Refused(400, "InvalidIdentityToken", "The web identity token that was passed could not be validated by AWS.") from None
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        checked = [claims["azp"]] if claims.get("azp") else audiences
        if not google and not set(checked) & set(aws["oidc_providers"][iss]):
            raise Refused(400, "InvalidIdentityToken", "Incorrect token audience")
        if claims["exp"] + 300 <= cloud.now():
            raise Refused(400, "ExpiredTokenException", f"Token expired: current date/time {int(cloud.now())} must be before the expiration date/time {claims['exp']}")
        if claims["iat"] > cloud.now() + 300:
            raise Refused(400, "InvalidIdentityToken", "Token was issued in the future")
        name = role_name(form["RoleArn"])
        role = aws["roles"].get(name) if name else None
        if name is None:
            raise Refused(400, "ValidationError", f"{form['RoleArn']} is invalid")
        seen = {"aud": checked, "oaud": audiences, "sub": [claims["sub"]], "email": [claims.get("email")]}
        if role is None or role["arn"] != form["RoleArn"] or not any(self.trusted(s, iss, seen) for s in role["trust"]):
            raise Refused(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        seconds = self.duration(form, role, chained=False)
        row["principal"] = arn = self.session_arn(name, form["RoleSessionName"])
        keys = cloud.issue_keys(arn, seconds, role=name, policy=bool(form.get("Policy")))
        return {"SubjectFromWebIdentityToken": claims["sub"], "Audience": checked[0],
                "AssumedRoleUser": {"AssumedRoleId": f"{role_id(arn)}:{form['RoleSessionName']}", "Arn": arn},
                "Provider": iss if not google else "accounts.google.com", "Credentials": self.wire(keys)}

    def assume_role(self, form, req, row, region):
        key = self.signed(req, row, region)
        self.only(form, "RoleArn RoleSessionName DurationSeconds Policy ExternalId SourceIdentity SerialNumber TokenCode".split())
        self.need(form, "RoleArn", "RoleSessionName")
        self.session_name(form["RoleSessionName"])
        self.policies(form, row)
        tags = self.members(form, "Tags", ("Key", "Value"))
        row["params"].update(external_id=form.get("ExternalId"), source_identity=form.get("SourceIdentity"),
                             tags={t["Key"]: t["Value"] for t in tags},
                             transitive=self.members(form, "TransitiveTagKeys"))
        name = role_name(form["RoleArn"])
        if name is None:
            raise Refused(400, "ValidationError", f"{form['RoleArn']} is invalid")
        role = self.cloud.state["aws"]["roles"].get(name)
        denied = Refused(403, "AccessDenied", f"User: {key['arn']} is not authorized to perform: sts:AssumeRole on resource: {form['RoleArn']}")
        if role is None or role["arn"] != form["RoleArn"]:
            raise denied
        allowed = [s for s in role["trust"] if any(fnmatch.fnmatchcase(key["arn"], p) for p in s.get("aws", []))
                   and s.get("external_id") in (None, form.get("ExternalId"))]
        if not allowed:
            raise denied
        keys, transitive = {t["Key"].lower() for t in tags}, row["params"]["transitive"]
        if len(keys) != len(tags) or not {k.lower() for k in transitive} <= keys:
            raise Refused(400, "InvalidParameterValue", "Transitive tag keys must be among the session tags, each of which is given once.")
        if keys & {k.lower() for k in key.get("transitive", [])}:
            raise Refused(400, "InvalidParameterValue", "One or more of the session tags were inherited as transitive tags and cannot be passed again.")
        if form.get("SourceIdentity") and key.get("source_identity") not in (None, form["SourceIdentity"]):
            raise denied
        seconds = self.duration(form, role, chained=bool(key.get("role")))
        row["params"]["result_arn"] = arn = self.session_arn(name, form["RoleSessionName"])
        keys = self.cloud.issue_keys(arn, seconds, role=name, source_identity=form.get("SourceIdentity") or key.get("source_identity"),
                                     transitive=[*key.get("transitive", []), *transitive], policy=bool(form.get("Policy")))
        return {"AssumedRoleUser": {"AssumedRoleId": f"{role_id(arn)}:{form['RoleSessionName']}", "Arn": arn},
                "Credentials": self.wire(keys), "SourceIdentity": form.get("SourceIdentity")}

    def caller_identity(self, form, req, row, region):
        key = self.signed(req, row, region)
        return {"Arn": key["arn"], "UserId": key["user_id"], "Account": self.cloud.state["aws"]["account"]}

    def outbound_token(self, form, req, row, region):
        key = self.signed(req, row, region)
        self.only(form, ["SigningAlgorithm", "DurationSeconds"])
        audiences = self.members(form, "Audience")
        row["params"].update(audience=audiences, algorithm=form.get("SigningAlgorithm"))
        if region == "global":
            raise Refused(400, "InvalidAction", GLOBAL_MESSAGE)
        if not 1 <= len(audiences) <= 10:
            raise Refused(400, "ValidationError", "1 validation error detected: Value at 'audience' failed to satisfy constraint: Member must not be null")
        alg = form.get("SigningAlgorithm")
        if alg not in ("RS256", "ES384"):
            raise Refused(400, "ValidationError", "1 validation error detected: Value at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]")
        seconds = self.seconds(form, 300, 60, 3600)
        if not self.cloud.state["aws"]["outbound"]:
            raise Refused(403, "OutboundWebIdentityFederationDisabledException", "The outbound web identity federation feature is not enabled for this account.")
        now = int(self.cloud.now())
        if key.get("expires") and now + seconds > key["expires"]:
            raise Refused(403, "SessionDurationEscalationException", "The requested token duration would extend the session beyond its original expiration time.")
        aws = self.cloud.state["aws"]
        role = aws["roles"].get(key.get("role"), {}).get("arn") or (f"arn:aws:iam::{aws['account']}:role/{key['role']}" if key.get("role") else None)
        token = self.cloud.mint("outbound", {
            "aud": audiences[0] if len(audiences) == 1 else audiences, "sub": role or key["arn"],
            "https://sts.amazonaws.com/": {"aws_account": aws["account"], "source_region": region or row["params"]["signing_region"],
                                           "org_id": "o-abc1234567", "ou_path": ["o-abc1234567/r-ab12/"], "principal_tags": {}},
        }, seconds, alg=alg)
        return {"WebIdentityToken": token, "Expiration": utc(now + seconds)}

    # Checks

    def signed(self, req, row, region):
        url = f"https://{req.host}{req.target}"
        return verify(self.cloud, method=req.method, url=url, headers=req.headers, body=req.body, service="sts",
                      region={"global": "us-east-1"}.get(region, region), row=row)

    def only(self, form, names):
        for key in form:
            if key in ("Action", "Version") or key in names:
                continue
            if re.fullmatch(r"(Tags\.member\.\d+\.(Key|Value)|TransitiveTagKeys\.member\.\d+|PolicyArns\.member\.\d+\.arn|Audience\.member\.\d+)", key):
                continue
            raise Refused(400, "ValidationError", f"unexpected parameter {key}")

    def need(self, form, *names):
        for name in names:
            if not form.get(name):
                raise Refused(400, "ValidationError", f"1 validation error detected: Value null at '{name[0].lower() + name[1:]}' failed to satisfy constraint: Member must not be null")

    def session_name(self, name):
        for bad, why in ((len(name) > 64, "Member must have length less than or equal to 64"), (len(name) < 2, "Member must have length greater than or equal to 2"),
                         (not re.fullmatch(r"[\w+=,.@-]*", name, re.ASCII), "Member must satisfy regular expression pattern: [\\w+=,.@-]*")):
            if bad:
                raise Refused(400, "ValidationError", f"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: {why}")

    def members(self, form, name, fields=None):
        out, at = [], 1
        while True:
            if fields is None and f"{name}.member.{at}" in form:
                out.append(form[f"{name}.member.{at}"])
            elif fields and f"{name}.member.{at}.{fields[0]}" in form:
                out.append({f: form.get(f"{name}.member.{at}.{f}") for f in fields})
            else:
                return out
            at += 1

    def policies(self, form, row):
        arns = [m["arn"] for m in self.members(form, "PolicyArns", ("arn",))]
        row["params"].update(policy=form.get("Policy"), policy_arns=arns)
        if form.get("Policy"):
            try:
                if not isinstance(json.loads(form["Policy"]), dict):
                    raise ValueError
            except ValueError:
                raise Refused(400, "MalformedPolicyDocument", "This policy contains invalid Json") from None
        if len(arns) > 10 or any(not re.fullmatch(r"arn:aws:iam::(\d{12}|aws):policy/.+", a) for a in arns):
            raise Refused(400, "ValidationError", "PolicyArns is invalid")

    def seconds(self, form, default, low, high):
        text = form.get("DurationSeconds")
        if text is None:
            return default
        if not text.isdigit() or not low <= int(text) <= high:
            bound = f"less than or equal to {high}" if text.isdigit() and int(text) > high else f"greater than or equal to {low}"
            raise Refused(400, "ValidationError", f"1 validation error detected: Value '{text}' at 'durationSeconds' failed to satisfy constraint: Member must have value {bound}")
        return int(text)

    def duration(self, form, role, chained):
        seconds = self.seconds(form, 3600, 900, 43200)
        if chained and seconds > 3600:
            raise Refused(400, "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
        if seconds > role["max_session"]:
            raise Refused(400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        return seconds - self.cloud.state["aws"]["shorten"]

    def trusted(self, statement, iss, seen):
        if "federated" not in statement or statement["federated"].removeprefix("https://") != iss.removeprefix("https://"):
            return False
        return all(any(fnmatch.fnmatchcase(str(v), str(p)) for v in seen.get(name, []) for p in allowed)
                   for name, allowed in statement["conditions"].items())

    def session_arn(self, role, session):
        return f"arn:aws:sts::{self.cloud.state['aws']['account']}:assumed-role/{role}/{session}"

    def wire(self, keys):
        return {"AccessKeyId": keys["AccessKeyId"], "SecretAccessKey": keys["SecretAccessKey"],
                "SessionToken": keys["Token"], "Expiration": keys["Expiration"]}
