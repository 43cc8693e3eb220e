"""The fake cloud against clients that are not ours: boto3, google-auth, PyJWT. It must accept and refuse as the real ones do."""

import json
import urllib.request
from urllib.parse import quote

import boto3
import botocore.config
import botocore.exceptions
import jwt
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE = "urn:ietf:params:oauth:token-type:"


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No AWS or Google identity of the machine gets in."""
    import os
    for name in list(os.environ):
        if name.startswith(("AWS_", "GOOGLE_", "GCE_", "CLOUDSDK_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return monkeypatch


@pytest.fixture
def aws(cloud, bare):
    def client(service="sts", keys="session", region="us-east-1", url=None, **more):
        if isinstance(keys, str):
            k = cloud.facts["keys"][keys]
            keys = {"aws_access_key_id": k["id"], "aws_secret_access_key": k["secret"], "aws_session_token": k["token"]}
        elif keys is None:
            keys, more = {}, {"config": botocore.config.Config(signature_version=botocore.UNSIGNED)}
        else:
            keys = {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"], "aws_session_token": keys["SessionToken"]}
        return boto3.session.Session().client(service, region_name=region, verify=cloud.facts["ca"],
                                              endpoint_url=url or cloud.urls["aws-sts" if service == "sts" else service], **keys, **more)
    return client


def code(call, **args):
    with pytest.raises(botocore.exceptions.ClientError) as err:
        call(**args)
    return err.value.response["Error"]["Code"], err.value.response["Error"]["Message"]


def test_caller_identity_with_each_kind_of_key(aws, cloud):
    assert aws(keys="user").get_caller_identity()["Arn"].endswith(":user/app")
    assert aws().get_caller_identity()["Arn"].endswith(":assumed-role/app/session")
    assert code(aws(keys="expired").get_caller_identity)[0] == "ExpiredToken"
    assert cloud.count("aws-sts", "GetCallerIdentity") == 3


def test_a_wrong_secret_token_or_id_is_refused(aws, cloud):
    key = cloud.facts["keys"]["session"]
    good = {"AccessKeyId": key["id"], "SecretAccessKey": key["secret"], "SessionToken": key["token"]}
    assert code(aws(keys={**good, "SecretAccessKey": "x" * 40}).get_caller_identity)[0] == "SignatureDoesNotMatch"
    assert code(aws(keys={**good, "SessionToken": "x" * 40}).get_caller_identity)[0] == "InvalidClientTokenId"
    assert code(aws(keys={**good, "SessionToken": None}).get_caller_identity)[0] == "InvalidClientTokenId"
    assert code(aws(keys={**good, "AccessKeyId": "ASIAUNKNOWN000000000"}).get_caller_identity)[0] == "InvalidClientTokenId"


def test_the_clock_is_checked(aws, cloud):
    cloud.state({"clock": 1200})
    kind, message = code(aws(config=botocore.config.Config(retries={"max_attempts": 1})).get_caller_identity)
    assert kind == "SignatureDoesNotMatch" and "Signature expired" in message


def web_identity(aws, cloud, role, token, **more):
    return aws(keys=None).assume_role_with_web_identity(RoleArn=cloud.facts["roles"][role], RoleSessionName="me@here", WebIdentityToken=token, **more)


def test_web_identity_then_s3(aws, cloud):
    token = cloud.mint("eks", claims={"aud": ["sts.amazonaws.com"]})
    answer = web_identity(aws, cloud, "from-eks", token, DurationSeconds=7200)
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/from-eks/me@here")
    s3 = aws("s3", answer["Credentials"], config=botocore.config.Config(s3={"addressing_style": "path"}))
    assert s3.get_object(Bucket="xcloud-test", Key="hello.txt")["Body"].read() == b"Hello, from S3!"
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="xcloud-test")["Contents"]] == ["hello.txt"]
    assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["xcloud-test"]


def test_the_google_trust_table_maps_azp_to_aud_and_aud_to_oaud(aws, cloud):
    app = cloud.facts["service_accounts"]["app"]["unique_id"]
    good = {"aud": "sts.amazonaws.com", "azp": app, "sub": app}
    assert web_identity(aws, cloud, "from-google", cloud.mint("google", claims=good))["Provider"] == "accounts.google.com"
    for change in ({"aud": "other"}, {"azp": "999"}, {"sub": "999"}):
        assert code(web_identity, aws=aws, cloud=cloud, role="from-google", token=cloud.mint("google", claims={**good, **change})) == (
            "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")


@pytest.mark.parametrize("mint,expected", [
    (dict(issuer="eks", claims={"aud": "other"}), ("InvalidIdentityToken", "Incorrect token audience")),
    (dict(issuer="eks", claims={"aud": "sts.amazonaws.com"}, forged=True), ("InvalidIdentityToken", "could not be validated")),
    (dict(issuer="eks", claims={"aud": "sts.amazonaws.com"}, alg="none"), ("InvalidIdentityToken", "could not be validated")),
    (dict(issuer="stranger", claims={"aud": "sts.amazonaws.com", "sub": "x"}), ("InvalidIdentityToken", "No OpenIDConnect provider found")),
    (dict(issuer="eks", claims={"aud": "sts.amazonaws.com"}, age=7200), ("ExpiredTokenException", "Token expired")),
    (dict(issuer="eks", claims={"aud": "sts.amazonaws.com", "sub": "system:serviceaccount:default:other"}), ("AccessDenied", "Not authorized")),
])
def test_web_identity_refusals(aws, cloud, mint, expected):
    kind, message = code(web_identity, aws=aws, cloud=cloud, role="from-eks", token=cloud.mint(**mint))
    assert kind == expected[0] and expected[1] in message


def test_web_identity_must_be_unsigned_and_within_the_role(aws, cloud):
    token = cloud.mint("eks", claims={"aud": "sts.amazonaws.com"})
    kind, message = code(web_identity, aws=aws, cloud=cloud, role="from-gke", token=cloud.mint("gke", claims={"aud": "sts.amazonaws.com"}), DurationSeconds=7200)
    assert kind == "ValidationError" and "MaxSessionDuration" in message
    body = {"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": cloud.facts["roles"]["from-eks"], "RoleSessionName": "xx", "WebIdentityToken": token}
    answer = requests.post(cloud.urls["aws-sts"], data=body, headers={"Authorization": "AWS4-HMAC-SHA256 x"}, verify=cloud.facts["ca"])
    assert answer.status_code == 403 and "AccessDenied" in answer.text
    assert requests.post(cloud.urls["aws-sts"], data=body, verify=cloud.facts["ca"]).status_code == 200


def test_chaining(aws, cloud):
    sts = aws()
    answer = sts.assume_role(RoleArn=cloud.facts["roles"]["hop"], RoleSessionName="two", Tags=[{"Key": "team", "Value": "a"}], SourceIdentity="dev")
    assert cloud.log("aws-sts", "AssumeRole")[0]["params"]["tags"] == {"team": "a"}
    assert aws(keys=answer["Credentials"]).get_caller_identity()["Arn"].endswith("assumed-role/hop/two")
    assert "1 hour session limit" in code(sts.assume_role, RoleArn=cloud.facts["roles"]["hop"], RoleSessionName="two", DurationSeconds=7200)[1]
    assert code(sts.assume_role, RoleArn=cloud.facts["roles"]["closed"], RoleSessionName="two")[0] == "AccessDenied"
    assert code(sts.assume_role, RoleArn=cloud.facts["roles"]["guarded"], RoleSessionName="two")[0] == "AccessDenied"
    sts.assume_role(RoleArn=cloud.facts["roles"]["guarded"], RoleSessionName="two", ExternalId="partner-42")
    tags = {"Tags": [{"Key": "team", "Value": "a"}], "TransitiveTagKeys": ["team"]}
    keys = sts.assume_role(RoleArn=cloud.facts["roles"]["hop"], RoleSessionName="two", **tags)["Credentials"]
    assert "inherited" in code(aws(keys=keys).assume_role, RoleArn=cloud.facts["roles"]["hop2"], RoleSessionName="two", **tags)[1]
    assert "among" in code(sts.assume_role, RoleArn=cloud.facts["roles"]["hop"], RoleSessionName="two", TransitiveTagKeys=["team"])[1]


def test_outbound_token(aws, cloud):
    answer = aws().get_web_identity_token(Audience=["https://x"], SigningAlgorithm="RS256", DurationSeconds=300)
    keys = requests.get(cloud.urls["issuers"] + "/outbound/.well-known/jwks.json", verify=cloud.facts["ca"]).json()
    claims = jwt.decode(answer["WebIdentityToken"], jwt.PyJWK(keys["keys"][0]).key, algorithms=["RS256"], audience="https://x", issuer=cloud.facts["issuers"]["outbound"])
    assert claims["sub"] == cloud.facts["roles"]["app"]
    cloud.state({"aws": {"outbound": False}})
    assert code(aws().get_web_identity_token, Audience=["https://x"], SigningAlgorithm="RS256")[0] == "OutboundWebIdentityFederationDisabledException"


def test_imds_and_container_as_boto_reads_them(cloud, bare):
    bare.setenv("AWS_EC2_METADATA_DISABLED", "false")
    bare.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", cloud.urls["imds"])
    sts = boto3.session.Session().client("sts", region_name="us-east-1", verify=cloud.facts["ca"], endpoint_url=cloud.urls["aws-sts"])
    assert sts.get_caller_identity()["Arn"].endswith("assumed-role/ec2-app/" + cloud.facts["instance"])
    assert requests.get(cloud.urls["imds"] + "/latest/meta-data/iam/security-credentials/").status_code == 401
    for name, value in cloud.env_container().items():
        bare.setenv(name, value)
    sts = boto3.session.Session().client("sts", region_name="us-east-1", verify=cloud.facts["ca"], endpoint_url=cloud.urls["aws-sts"])
    assert "assumed-role/task-app/" in sts.get_caller_identity()["Arn"]
    assert requests.get(cloud.urls["container"] + "/creds", headers={"Authorization": "wrong"}).status_code == 403


# Google


def subject(cloud, provider="aws", key="session", region="us-east-1", host=None, target=None, sign=True, when=None):
    """An aws4_request made with botocore."""
    k, target = cloud.facts["keys"][key], target or cloud.facts["providers"][provider]
    host = host or f"sts.{region}.amazonaws.com"
    request = AWSRequest("POST", f"https://{host}?Action=GetCallerIdentity&Version=2011-06-15", data=b"", headers={"host": host})
    if sign:
        request.headers["x-goog-cloud-target-resource"] = target
    SigV4Auth(Credentials(k["id"], k["secret"], k["token"]), "sts", region).add_auth(request)
    headers = [{"key": n, "value": v} for n, v in request.headers.items()]
    if not sign:
        headers.append({"key": "x-goog-cloud-target-resource", "value": target})
    return {"url": request.url, "method": "POST", "headers": headers}


def exchange(cloud, token, kind="urn:ietf:params:aws:token-type:aws4_request", provider="aws", **change):
    token = quote(json.dumps(token)) if isinstance(token, dict) else token
    form = {"grant_type": GRANT, "audience": cloud.facts["providers"][provider], "scope": "https://www.googleapis.com/auth/cloud-platform",
            "requested_token_type": TYPE + "access_token", "subject_token": token, "subject_token_type": kind, **change}
    return requests.post(cloud.urls["google-sts"] + "/v1/token", data={k: v for k, v in form.items() if v is not None}, verify=cloud.facts["ca"])


def test_aws4_request_to_storage(cloud, bare):
    answer = exchange(cloud, subject(cloud)).json()
    assert answer["token_type"] == "Bearer" and answer["expires_in"] == 3600
    head = {"Authorization": f"Bearer {answer['access_token']}"}
    media = requests.get(cloud.urls["storage"] + "/storage/v1/b/xcloud-test/o/hello.txt?alt=media", headers=head, verify=cloud.facts["ca"])
    assert media.text == "Hello, from GCS!"
    url = f"{cloud.urls['iamcredentials']}/v1/projects/-/serviceAccounts/{cloud.sa('app')}:generateAccessToken"
    body = {"scope": ["https://www.googleapis.com/auth/cloud-platform"], "lifetime": "3600s"}
    made = requests.post(url, json=body, headers=head, verify=cloud.facts["ca"]).json()
    assert made["expireTime"].endswith("Z") and len(made["expireTime"]) == 20
    denied = requests.post(url.replace("app@", "noaccess@"), json=body, headers=head, verify=cloud.facts["ca"])
    assert denied.status_code == 403 and "getAccessToken" in denied.json()["error"]["message"]


def tampered(cloud):
    token = subject(cloud)
    for header in token["headers"]:
        if header["key"] == "Authorization":
            header["value"] = header["value"][:-1] + ("0" if header["value"][-1] != "0" else "1")
    return token


@pytest.mark.parametrize("make,words", [
    (tampered, "SignatureDoesNotMatch"),
    (lambda c: subject(c, sign=False), "not signed"),
    (lambda c: subject(c, target=c.facts["providers"]["eks"]), "does not match the audience"),
    (lambda c: subject(c, host="sts.eu-west-1.amazonaws.com"), "valid region"),
    (lambda c: subject(c, host="sts.evil.example"), "invalid format"),
    (lambda c: subject(c, key="expired"), "ExpiredToken"),
    (lambda c: json.dumps(subject(c)), "invalid format"),
    (lambda c: {**subject(c), "method": "GET"}, "invalid format"),
])
def test_aws4_request_refusals(cloud, bare, make, words):
    answer = exchange(cloud, make(cloud))
    assert answer.status_code == 400 and words in answer.json()["error_description"]


def test_google_auth_is_accepted_by_a_lenient_provider(cloud, bare):
    from google.auth import aws as google_aws
    from google.auth.transport.requests import Request
    cloud.state({"google": {"providers": {cloud.facts["providers"]["aws"]: {"require_signed_target": False}}}})
    for name, value in cloud.env_keys().items():
        bare.setenv(name, value)
    session = requests.Session()
    session.verify, session.trust_env = cloud.facts["ca"], False
    made = google_aws.Credentials.from_info({
        "type": "external_account", "audience": cloud.facts["providers"]["aws"], "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
        "token_url": cloud.urls["google-sts"] + "/v1/token", "credential_source": {
            "environment_id": "aws1", "regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"},
        "service_account_impersonation_url": f"{cloud.urls['iamcredentials']}/v1/projects/-/serviceAccounts/{cloud.sa('app')}:generateAccessToken"},
        scopes=["https://www.googleapis.com/auth/cloud-platform"])
    made.refresh(Request(session))
    assert made.token.startswith("ya29.SECRETMARKER")


@pytest.mark.parametrize("mint,words", [
    ({"claims": {}}, None),
    ({"claims": {"aud": "https://wrong"}}, "does not match the expected audience"),
    ({"claims": {"iss": "https://wrong"}}, "does not match the expected ones"),
    ({"claims": {}, "age": 4000}, "stale to sign-in"),
    ({"claims": {}, "alg": "ES384"}, "not supported"),
    ({"claims": {}, "alg": "ES256"}, None),
    ({"claims": {}, "forged": True}, "signature"),
    ({"claims": {"sub": "x" * 128}}, "127 bytes"),
    ({"claims": {}, "drop": ["sub"]}, "missing the claim sub"),
])
def test_jwt_exchange(cloud, bare, mint, words):
    mint = {**mint, "claims": {"aud": "https:" + cloud.facts["providers"]["eks"], **mint["claims"]}}
    answer = exchange(cloud, cloud.mint("eks", **mint), TYPE + "jwt", "eks")
    assert answer.status_code == (400 if words else 200)
    assert not words or words in answer.json()["error_description"]


@pytest.mark.parametrize("change,words", [
    ({"scope": None}, "scope"), ({"grant_type": "x"}, "grant_type"), ({"audience": "projects/1"}, "full resource name"),
    ({"audience": "//iam.googleapis.com/projects/9/locations/global/workloadIdentityPools/p/providers/q"}, "is invalid"),
    ({"requested_token_type": "x"}, "requested token type"), ({"subject_token_type": TYPE + "saml2"}, "subject token type"), ({"surprise": "1"}, "Unknown name"),
])
def test_exchange_fields(cloud, bare, change, words):
    answer = exchange(cloud, cloud.mint("eks", claims={"aud": "https:" + cloud.facts["providers"]["eks"]}), TYPE + "jwt", "eks", **change)
    assert answer.status_code == 400 and words in answer.json()["error_description"]


def test_logins_and_keys_through_google_auth(cloud, bare):
    from google.auth.transport.requests import Request
    from google.oauth2 import credentials, service_account
    session = requests.Session()
    session.verify, session.trust_env = cloud.facts["ca"], False
    user = credentials.Credentials.from_authorized_user_file(cloud.facts["adc"]["authorized_user"])
    user._token_uri = cloud.urls["oauth2"] + "/token"
    user.refresh(Request(session))
    assert user.token.startswith("ya29.")
    key = service_account.Credentials.from_service_account_file(cloud.facts["adc"]["service_account"], scopes=["https://www.googleapis.com/auth/cloud-platform"])
    key.refresh(Request(session))
    assert key.token.startswith("ya29.")
    ident = service_account.IDTokenCredentials.from_service_account_file(cloud.facts["adc"]["service_account"], target_audience="sts.amazonaws.com")
    ident.refresh(Request(session))
    assert jwt.decode(ident.token, options={"verify_signature": False})["azp"] == cloud.sa("app")
    revoked = json.loads(open(cloud.facts["adc"]["authorized_user_revoked"]).read())
    answer = requests.post(revoked["token_uri"], data={"grant_type": "refresh_token", **{k: revoked[k] for k in ("client_id", "client_secret", "refresh_token")}}, verify=cloud.facts["ca"])
    assert answer.json() == {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}


def test_access_boundaries_as_google_auth_asks_for_them(cloud, bare):
    from google.auth import downscoped
    from google.auth.exceptions import OAuthError
    from google.auth.transport.requests import Request
    from google.oauth2 import credentials, sts
    session = requests.Session()
    session.verify, session.trust_env = cloud.facts["ca"], False
    user = credentials.Credentials.from_authorized_user_file(cloud.facts["adc"]["authorized_user"])
    user._token_uri = cloud.urls["oauth2"] + "/token"

    def narrow(bucket, role="inRole:roles/storage.objectViewer"):
        rule = downscoped.AccessBoundaryRule(available_resource=f"//storage.googleapis.com/projects/_/buckets/{bucket}", available_permissions=[role])
        made = downscoped.Credentials(source_credentials=user, credential_access_boundary=downscoped.CredentialAccessBoundary(rules=[rule]))
        made._sts_client = sts.Client(cloud.urls["google-sts"] + "/v1/token")
        made.refresh(Request(session))
        return made.token

    def get(token):
        url = cloud.urls["storage"] + "/storage/v1/b/xcloud-test/o/hello.txt?alt=media"
        return session.get(url, headers={"Authorization": f"Bearer {token}"}).status_code
    assert get(narrow("xcloud-test")) == 200
    assert get(narrow("another")) == 403
    with pytest.raises(OAuthError):
        narrow("Not_A_Bucket/x")
    form = {"grant_type": GRANT, "requested_token_type": TYPE + "access_token", "subject_token_type": TYPE + "access_token",
            "subject_token": narrow("xcloud-test"), "options": "{}"}
    assert session.post(cloud.urls["google-sts"] + "/v1/token", data=form).status_code == 400


def test_metadata(cloud, bare):
    base, head = cloud.urls["metadata"] + "/computeMetadata/v1/instance/service-accounts/default/", {"Metadata-Flavor": "Google"}
    assert requests.get(base + "email").status_code == 403
    assert requests.get(base + "email", headers={**head, "X-Forwarded-For": "x"}).status_code == 403
    answer = requests.get(base + "email", headers=head)
    assert answer.text == cloud.sa("app") and answer.headers["Metadata-Flavor"] == "Google"
    token = requests.get(base + "identity?audience=sts.amazonaws.com&format=full", headers=head).text
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["azp"] == claims["sub"] == cloud.facts["service_accounts"]["app"]["unique_id"] and claims["email"] == cloud.sa("app")
    assert requests.get(base + "token", headers=head).json()["token_type"] == "Bearer"


def test_delegation_walks_the_whole_chain(cloud, bare):
    token = requests.get(cloud.urls["metadata"] + "/computeMetadata/v1/instance/service-accounts/default/token", headers={"Metadata-Flavor": "Google"}).json()["access_token"]
    cloud.state({"google": {"service_accounts": {cloud.sa("target"): {"bindings": {"tokenCreator": ["serviceAccount:" + cloud.sa("mid")]}}}}})
    url = f"{cloud.urls['iamcredentials']}/v1/projects/-/serviceAccounts/{cloud.sa('target')}:generateAccessToken"
    body = {"scope": ["https://www.googleapis.com/auth/cloud-platform"]}
    head = {"Authorization": f"Bearer {token}"}
    assert requests.post(url, json=body, headers=head, verify=cloud.facts["ca"]).status_code == 403
    body["delegates"] = [f"projects/-/serviceAccounts/{cloud.sa('mid')}"]
    assert requests.post(url, json=body, headers=head, verify=cloud.facts["ca"]).status_code == 200


def test_the_proxy_leads_real_names_home_and_notes_strangers(cloud, bare):
    answer = requests.post("https://sts.eu-west-1.amazonaws.com/", data={"Action": "GetCallerIdentity", "Version": "2011-06-15"},
                           proxies={"https": cloud.urls["proxy"]}, verify=cloud.facts["ca"])
    assert "MissingAuthenticationToken" in answer.text
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://example.com", proxies={"https": cloud.urls["proxy"]})
    assert cloud.count("proxy-unknown") == 1
    doc = requests.get(cloud.facts["issuers"]["gke"] + "/.well-known/openid-configuration", proxies={"https": cloud.urls["proxy"]}, verify=cloud.facts["ca"]).json()
    assert doc["issuer"] == cloud.facts["issuers"]["gke"]


def test_faults_come_in_order_and_reset_clears_them(cloud, bare):
    cloud.faults([{"service": "metadata", "kind": "status", "status": 503}, {"service": "metadata", "kind": "garbage-html"}, {"service": "metadata", "kind": "close"}])
    head = {"Metadata-Flavor": "Google"}
    url = cloud.urls["metadata"] + "/computeMetadata/v1/project/project-id"
    assert requests.get(url, headers=head).status_code == 503
    assert "<html>" in requests.get(url, headers=head).text
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(url, headers=head)
    cloud.faults([{"service": "metadata", "kind": "hang", "seconds": 60}])
    cloud.reset()
    assert requests.get(url, headers=head).text == "xcloud-test"


def test_nothing_in_the_log_is_a_secret(cloud, bare, aws):
    web_identity(aws, cloud, "from-eks", cloud.mint("eks", claims={"aud": "sts.amazonaws.com"}))
    exchange(cloud, subject(cloud))
    exchange(cloud, cloud.mint("eks", claims={"aud": "https:" + cloud.facts["providers"]["eks"]}), TYPE + "jwt", "eks")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(cloud.urls["control"] + "/log") as answer:
        text = answer.read().decode()
    assert not [s[:12] for s in cloud.secrets() if s in text]


def test_token_request_authenticates_and_authorizes(cloud):
    url = cloud.urls["kubernetes"] + "/api/v1/namespaces/{}/serviceaccounts/{}/token"
    api, who = "https://kubernetes.default.svc", "system:serviceaccount:ops:deployer"

    def ask(space, name, token, seconds=600, kind="TokenRequest"):
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": kind, "spec": {"audiences": ["x"], "expirationSeconds": seconds}}
        head = {"authorization": f"Bearer {token}"} if token else {}
        answer = requests.post(url.format(space, name), json=body, headers=head, verify=cloud.facts["ca"], timeout=10)
        return answer.status_code, answer.json()

    own = cloud.mint("eks", claims={"aud": [api], "sub": who})
    status, body = ask("shop", "cart", own)
    claims = jwt.decode(body["status"]["token"], options={"verify_signature": False})
    assert (status, claims["sub"], claims["aud"]) == (201, "system:serviceaccount:shop:cart", ["x"])
    assert claims["exp"] - claims["iat"] == 600
    for token in (None, "x", cloud.mint("eks", claims={"aud": ["sts.amazonaws.com"], "sub": who}), cloud.mint("gke", claims={"aud": [api], "sub": who}),
                  cloud.mint("eks", claims={"aud": [api], "sub": who}, forged=True), cloud.mint("eks", claims={"aud": [api], "sub": who}, lifetime=-1)):
        assert ask("shop", "cart", token)[0] == 401
    assert ask("shop", "till", own)[0] == 403 and ask("shop", "cart", cloud.mint("eks", claims={"aud": [api]}))[0] == 403
    assert ask("default", "ghost", cloud.mint("eks", claims={"aud": [api]}))[0] == 404
    assert ask("shop", "cart", own, seconds=599)[0] == 422 and ask("shop", "cart", own, kind="TokenReview")[0] == 400
