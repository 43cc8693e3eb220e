"""The catalogue of errors: what a service says is recognised, named by its id, and answered with something to do.

Every sample of tests/data/errors.samples.json whose service the fake cloud plays is answered by it, word for word, to a run
that gets as far as that service. The others are other programs' words; the unit tests of src/catalogue.rs match them.
"""

import json
import pathlib
import re
from xml.sax.saxutils import escape

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = {s["id"]: s["sample"] for s in json.loads((ROOT / "tests/data/errors.samples.json").read_text())}

# id -> (fault's service and action, status, exit)
PLAYED = {
    "aws-sts-not-authorized-webidentity": ("aws-sts", "AssumeRoleWithWebIdentity", 403, 5),
    "aws-sts-incorrect-audience": ("aws-sts", "AssumeRoleWithWebIdentity", 400, 5),
    "aws-sts-webidentity-not-validated": ("aws-sts", "AssumeRoleWithWebIdentity", 400, 5),
    "aws-sts-no-oidc-provider": ("aws-sts", "AssumeRoleWithWebIdentity", 400, 5),
    "aws-sts-verification-key": ("aws-sts", "AssumeRoleWithWebIdentity", 400, 7),
    "aws-sts-token-expired": ("aws-sts", "AssumeRoleWithWebIdentity", 400, 5),
    "aws-sts-chain-1h": ("aws-sts", "AssumeRole", 400, 3),
    "aws-sts-max-duration": ("aws-sts", "AssumeRole", 400, 3),
    "aws-sts-session-name": ("aws-sts", "AssumeRole", 400, 3),
    "aws-signature-expired": ("aws-sts", "AssumeRole", 403, 5),
    "aws-invalid-client-token": ("aws-sts", "AssumeRole", 403, 5),
    "aws-expired-token": ("aws-sts", "AssumeRole", 403, 5),
    "aws-outbound-disabled": ("aws-sts", "GetWebIdentityToken", 403, 6),
    "gcp-sts-subject-127": ("google-sts", "token", 400, 5),
    "gcp-sts-attribute-condition": ("google-sts", "token", 401, 5),
    "gcp-sts-invalid-audience-format": ("google-sts", "token", 400, 5),
    "gcp-sts-invalid-target": ("google-sts", "token", 400, 5),
    "gcp-sts-audience-mismatch": ("google-sts", "token", 400, 5),
    "gcp-sts-issuer-mismatch": ("google-sts", "token", 400, 5),
    "gcp-sts-issuer-connect": ("google-sts", "token", 400, 5),
    "gcp-sts-stale-token": ("google-sts", "token", 400, 5),
    "gcp-sts-aws-invalid-format": ("google-sts", "token", 400, 5),
    "gcp-sts-aws-rejected-by-aws": ("google-sts", "token", 400, 5),
    "gcp-sts-throttled": ("google-sts", "token", 429, 7),
    "gcp-sts-getaccesstoken-denied": ("iamcredentials", "generateAccessToken", 403, 6),
    "gcp-iamcredentials-disabled": ("iamcredentials", "generateAccessToken", 403, 6),
    "gcp-gaia-not-found": ("iamcredentials", "generateAccessToken", 404, 6),
    "gcp-lifetime-3600": ("iamcredentials", "generateAccessToken", 400, 3),
    "gcp-impersonation-invalid-argument": ("iamcredentials", "generateAccessToken", 400, 3),
    "gcp-quota-project": ("iamcredentials", "generateAccessToken", 403, 6),
    "gcp-api-rejects-federated": ("iamcredentials", "generateAccessToken", 401, 5),
    "gcp-getopenidtoken-denied": ("iamcredentials", "generateIdToken", 403, 6),
    "gke-mds-error": ("metadata", None, 500, 7),
}
OF_A_JWT = {"gcp-sts-audience-mismatch", "gcp-sts-issuer-mismatch", "gcp-sts-issuer-connect", "gcp-sts-stale-token"}
TRANSIENT = {"aws-sts-verification-key", "gcp-sts-throttled", "gke-mds-error"}
STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}


def said(service, status, sample):
    """The sample in the shape that its service gives its refusals: (body, content type)."""
    if service == "metadata":
        return sample, "text/html"
    try:
        json.loads(sample)
        return sample, "application/json"
    except ValueError:
        pass
    if service == "aws-sts":
        called = re.match(r"An error occurred \((\w+)\) when calling the \w+ operation: (.*)", sample) or re.match(r"(\w+): (.*)", sample)
        code, words = called.groups() if called and " " not in called.group(1) and called.group(1) != "User" else ("AccessDenied", sample)
        xml = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(words)}</Message></Error></ErrorResponse>"
        return xml, "text/xml"
    if service == "google-sts":
        return json.dumps({"error": "invalid_grant", "error_description": sample}), "application/json"
    return json.dumps({"error": {"code": status, "message": sample, "status": STATUS[status]}}), "application/json"


def command(cloud, id, service, action):
    """A run that gets as far as `service`: (arguments, environment)."""
    role, provider = cloud.facts["roles"], cloud.facts["providers"]
    keys = {**cloud.env_keys(), **cloud.env_aws(), **cloud.env_google()}
    if service == "metadata":
        return ["token", "gcp", "--from", "google:metadata"], cloud.env_metadata()
    if action == "AssumeRoleWithWebIdentity":
        token = cloud.mint("eks", claims={"aud": "sts.amazonaws.com"})
        return ["aws-credential-process", "--from", "env:SUBJECT", "--role-arn", role["from-eks"]], {**cloud.env_aws(), "SUBJECT": token}
    if action == "AssumeRole":
        return ["token", "aws", "--from", "aws:env", "--role-arn", role["hop"]], keys
    if action == "GetWebIdentityToken":
        return ["gcp-executable", "--from", "aws:env", "--provider", provider["aws-jwt"]], keys
    if id in OF_A_JWT:
        token = cloud.mint("eks", claims={"aud": "https:" + provider["eks"]})
        return ["token", "gcp", "--from", "env:SUBJECT", "--provider", provider["eks"]], {**cloud.env_google(), "SUBJECT": token}
    if service == "google-sts":
        return ["token", "gcp", "--from", "aws:env", "--provider", provider["aws"]], keys
    what = ["id", "--audience", "https://service.example"] if action == "generateIdToken" else ["gcp"]
    return ["token", *what, "--from", "aws:env", "--provider", provider["aws"], "--service-account", cloud.sa("app")], keys


@pytest.mark.parametrize("id", PLAYED)
def test_sample_gives_its_id(id, cloud, run):
    service, action, status, exit = PLAYED[id]
    args, env = command(cloud, id, service, action)
    body, kind = said(service, status, SAMPLES[id])
    fault = {"service": service, "kind": "body", "status": status, "body": body, "content_type": kind, "times": 2000}
    if id == "gcp-sts-throttled":
        fault["headers"] = {"Retry-After": "1"}
    cloud.faults([fault if action is None else {**fault, "action": action}])
    done = run(*args, "--timeout", "6", env={**env, "XCLOUD_LOG_FILE": str(run.home / "catalogue.log")})
    if args[0] == "gcp-executable":
        answer = done.json()
        assert (done.exit, done.stderr) == (0, "")
        assert answer["code"] == str(exit) and not answer["success"]
        error, hint = answer["message"], answer["message"]
    else:
        assert (done.exit, done.stdout) == (exit, b""), done.stderr
        lines = done.stderr.splitlines()
        assert all(line.startswith(("xcloud: error: ", "xcloud: note: ", "xcloud: hint: ")) for line in lines), done.stderr
        error, hint = lines[0], lines[-1]
        assert hint.startswith("xcloud: hint: ")
        assert error.endswith(f" [{id}]")
    assert f" [{id}]" in error
    assert len(re.findall(r"\[(?:aws|gcp|gke|google|gauth)-[a-z0-9-]+\]", done.stderr + done.text)) == 1
    asked = [row for row in cloud.log(service, action) if row["action"] != "GetCallerIdentity"]
    if id in TRANSIENT:
        assert len(asked) > 1
    else:
        assert len(asked) == 1, [row["action"] for row in asked]
    for unknown in ("ROLE_NAME", "PROVIDER_ID", "POOL_ID", "ACCOUNT_ID", "=MEMBER", "ISSUER", "TOKEN_AUDIENCE", "OIDC_PROVIDER", "{"):
        assert unknown not in hint, f"{unknown} was known: {hint}"


def test_every_sample_of_a_played_service_is_played():
    other = {id for id in SAMPLES if id not in PLAYED}
    played = [id for id in other if id.startswith(("aws-sts", "gcp-sts", "gcp-iamcredentials"))]
    assert not played
    assert set(PLAYED) <= set(SAMPLES)


@pytest.mark.parametrize("key, id, login", [
    ("authorized_user_reauth", "google-login-reauth", "gcloud auth application-default login"),
    ("authorized_user_revoked", "google-login-revoked", "gcloud auth application-default login"),
])
def test_logins_are_recognised(key, id, login, cloud, run, home):
    adc = cloud.facts["adc"].get(key)
    if adc is None:
        pytest.skip(f"the cloud has no {key}")
    done = run("token", "gcp", "--from", "google:adc", env={"GOOGLE_APPLICATION_CREDENTIALS": adc, **cloud.env_google()})
    assert done.exit == 4
    assert f"[{id}]" in done.stderr and login in done.stderr
