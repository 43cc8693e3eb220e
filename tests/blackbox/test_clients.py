"""Real clients, unmodified and pinned: each calls xcloud in its own way, and gets what it came for or says why not.

`scripts/setup-clients` installs them. A client whose toolchain is missing is skipped by name; with CI=true it fails.
"""

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
from urllib.parse import quote

import pytest
from conftest import ROOT, binary

pytestmark = pytest.mark.clients

CI = os.environ.get("CI") == "true"
PROGRAMS, TESTBED = ROOT / "tests/clients", ROOT / "target/testbed"
PYTHON = TESTBED / "venv/bin/python"
TYPE = "urn:ietf:params:oauth:token-type:jwt"
AWS4 = "urn:ietf:params:aws:token-type:aws4_request"
REFUSED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"


# The clients


@dataclasses.dataclass(frozen=True)
class Client:
    """One program, or two commands of a CLI: the first lists the bucket, the second reads the object."""

    name: str
    tool: str  # its name in scripts/setup-clients
    commands: tuple
    env: dict = dataclasses.field(default_factory=dict)
    hides: str = ""  # what it prints instead of the reason why its credentials failed

    def needs(self):
        """None, or what is missing to run it."""
        at = self.commands[0][0]
        if pathlib.Path(at).is_absolute():
            there = pathlib.Path(at).exists()
        else:
            there = shutil.which(at) is not None and (self.tool == "gcloud" or (TESTBED / "stamps" / self.tool).exists())
        if there:
            return None
        commands = {"python": ["python3"], "node": ["node", "npm"], "go": ["go"], "java": ["javac", "mvn"], "rust": ["cargo"], "gcloud": ["gcloud"]}
        missing = [c for c in commands[self.tool] if shutil.which(c) is None]
        return f"{', '.join(missing)} is not on PATH" if missing else f"not installed: run scripts/setup-clients {self.tool}"


def program(name, tool, *command, **more):
    return Client(name, tool, (tuple(map(str, command)),), **more)


def java(name, main, **more):
    path = f"{TESTBED}/java/classes:{TESTBED}/java/lib/*"
    return program(name, "java", "java", "-XX:TieredStopAtLevel=1", "-Djavax.net.ssl.trustStore={truststore}", "-Djavax.net.ssl.trustStorePassword=changeit",
                   "-Dhttps.proxyHost={proxy_host}", "-Dhttps.proxyPort={proxy_port}", "-Dhttp.nonProxyHosts=127.0.0.1|localhost", "-cp", path, f"xcloud.clients.{main}", **more)


AWS_CLI = str(TESTBED / "venv/bin/aws")
BOTO3 = program("boto3", "python", PYTHON, PROGRAMS / "python/aws_boto3.py")
GO_AWS = program("aws-sdk-go-v2", "go", TESTBED / "bin/go-aws")
RUST_AWS = program("aws-sdk-rust", "rust", TESTBED / "bin/rust-aws")
PROFILE = {"CLIENT_PROVIDER": "profile"}
AWS = [
    Client("aws-cli", "python", ((AWS_CLI, "s3api", "list-objects-v2", "--bucket", "xcloud-test"), (AWS_CLI, "s3", "cp", "s3://xcloud-test/hello.txt", "-"))),
    BOTO3,
    # The chains of these two drop the reason; asked alone, the profile's provider gives it.
    program("aws-sdk-js", "node", "node", TESTBED / "node/aws.mjs", hides="Could not load credentials from any providers"),
    program("aws-sdk-js-profile", "node", "node", TESTBED / "node/aws.mjs", env=PROFILE),
    GO_AWS,
    java("aws-sdk-java-v2", "Aws", hides="Failed to refresh process-based credentials."),
    java("aws-sdk-java-v2-profile", "Aws", env=PROFILE),
    RUST_AWS,
]

GO_GOOGLE = program("google-auth-go", "go", TESTBED / "bin/go-google-auth")
GCLOUD = Client("gcloud", "gcloud", (("gcloud", "storage", "ls", "gs://xcloud-test"), ("gcloud", "storage", "cat", "gs://xcloud-test/hello.txt")))
PICKY = [program("google-cloud-storage-python", "python", PYTHON, PROGRAMS / "python/google_storage.py"), GCLOUD]
NODE_GOOGLE = program("google-auth-library-node", "node", "node", TESTBED / "node/google_auth.mjs")
JAVA_GOOGLE = java("google-auth-library-java", "Google")
RUST_GOOGLE = program("google-cloud-auth-rust", "rust", TESTBED / "bin/rust-google")
EASY = [
    NODE_GOOGLE,
    program("google-cloud-storage-node", "node", "node", TESTBED / "node/google_storage.mjs"),
    GO_GOOGLE,
    program("google-cloud-storage-go", "go", TESTBED / "bin/go-google-storage"),
    JAVA_GOOGLE,
    RUST_GOOGLE,
]
GOOGLE = PICKY + EASY


def each(clients):
    return pytest.mark.parametrize("client", clients, ids=lambda c: c.name)


# Their world


class Ran:
    """What a client printed, all of its commands together."""

    def __init__(self, done):
        self.exit = next((d.returncode for d in done if d.returncode), 0)
        self.out, self.err = [d.stdout for d in done], "".join(d.stderr for d in done)
        self.all = "".join(self.out) + self.err

    def got(self):
        """(keys, text of the object)"""
        assert self.exit == 0, self.all
        if len(self.out) == 1:
            line = json.loads(self.out[0])
            assert line["calls"] == 2, line
            return line["keys"], line["body"]
        listed = [o["Key"] for o in json.loads(self.out[0])["Contents"]] if self.out[0].startswith("{") else self.out[0].split()
        return [k.rsplit("/", 1)[-1] for k in listed], self.out[1]


class World:
    """Everything that a client finds around it: an empty home, the fake cloud, and xcloud in its configuration."""

    def __init__(self, cloud, home, tmp_path, truststore):
        self.cloud, self.home, self.tmp_path, self.truststore = cloud, home, tmp_path, truststore
        self.xcloud = binary()
        if self.xcloud is None:
            pytest.fail("no xcloud binary: run `cargo build`, or set XCLOUD_BIN")
        ca, urls = cloud.facts["ca"], cloud.urls
        self.words = {"truststore": truststore, "proxy_host": "127.0.0.1", "proxy_port": urls["proxy"].rsplit(":", 1)[1]}
        self.env = {
            "HOME": home, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "CLIENT_CALLS": "2",
            # Every client's own way to be told of a private authority.
            "SSL_CERT_FILE": ca, "AWS_CA_BUNDLE": ca, "REQUESTS_CA_BUNDLE": ca, "NODE_EXTRA_CA_CERTS": ca, "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE": ca,
            # Whoever calls a host of the outside world comes to the fake's proxy, and is seen.
            "HTTPS_PROXY": urls["proxy"], "NO_PROXY": "127.0.0.1,localhost",
            "AWS_EC2_METADATA_DISABLED": "true", "NO_GCE_CHECK": "true", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_SHARED_CREDENTIALS_FILE": tmp_path / "none",
        }

    def aws(self, role="from-google", profile="xcloud", overrides=True, more=""):
        """AWS clients here run xcloud, whose identity is a Google VM's."""
        line = f"{self.xcloud} aws-credential-process --role-arn {self.cloud.facts['roles'][role]}{more}"
        config = self.tmp_path / "aws-config"
        config.write_text(f"[{'default' if profile == 'default' else 'profile ' + profile}]\nregion = us-east-1\ncredential_process = {line}\n")
        self.env |= {"AWS_CONFIG_FILE": config, **self.cloud.env_metadata()}
        if profile != "default":
            self.env["AWS_PROFILE"] = profile
        if overrides:
            self.env |= {"AWS_ENDPOINT_URL_STS": self.cloud.urls["aws-sts"], "AWS_ENDPOINT_URL_S3": self.cloud.urls["s3"]}
        return line.split()

    def google(self, kind=TYPE, source="env", impersonate=None, overrides=True, told=True, more=""):
        """Google clients here run xcloud, whose identity is an AWS role's. `told`: argv says the token type, not only the client."""
        cloud = self.cloud
        provider = cloud.facts["providers"]["aws" if kind == AWS4 else "aws-jwt"]
        line = f"{self.xcloud} gcp-executable --from aws --provider {provider} --region us-east-1{more}"
        if told:
            line += f" --subject-token-type {'aws4_request' if kind == AWS4 else 'jwt'}"
        sts = cloud.urls["google-sts"] if overrides else "https://sts.googleapis.com"
        config = {"type": "external_account", "universe_domain": "googleapis.com", "audience": provider, "subject_token_type": kind,
                  "token_url": f"{sts}/v1/token", "token_info_url": f"{sts}/v1/introspect",
                  "credential_source": {"executable": {"command": line, "timeout_millis": 30000}}}
        if impersonate:
            iam = cloud.urls["iamcredentials"] if overrides else "https://iamcredentials.googleapis.com"
            config["service_account_impersonation_url"] = f"{iam}/v1/projects/-/serviceAccounts/{impersonate}:generateAccessToken"
        file = self.tmp_path / "google.json"
        file.write_text(json.dumps(config))
        self.env |= {
            "GOOGLE_APPLICATION_CREDENTIALS": file, "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": "1", "GOOGLE_CLOUD_PROJECT": cloud.facts["project"],
            "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE": file, "CLOUDSDK_CONFIG": self.home / "gcloud", "CLOUDSDK_CORE_PROJECT": cloud.facts["project"],
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1", "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "1", "CLOUDSDK_CORE_CHECK_GCE_METADATA": "false",
            "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "1",
        }
        if overrides:
            storage = cloud.urls["storage"]
            self.env |= {"CLIENT_STORAGE_ENDPOINT": storage, "CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE": f"{storage}/storage/v1/"}
            if kind != AWS4:  # the signed request is for Google to send: no endpoint of ours plays a part in it
                self.env["AWS_ENDPOINT_URL_STS"] = cloud.urls["aws-sts"]
        self.env |= {"env": cloud.env_keys, "imds": cloud.env_imds, "none": dict}[source]()
        return line.split()

    def start(self, client):
        """Run it; look for secrets in all that it printed, and for calls to hosts it has no business with."""
        env = {k: str(v) for k, v in {**self.env, **client.env}.items()}
        done = []
        for command in client.commands:
            command = [word.format(**self.words) if word.startswith("-D") else word for word in command]
            try:
                done.append(subprocess.run(command, env=env, cwd=self.home, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120))
            except subprocess.TimeoutExpired as late:
                pytest.fail(f"{client.name} did not end in 120 s: {late.stdout} {late.stderr}")
            if done[-1].returncode:
                break
        return Ran(done)

    def run(self, client):
        ran = self.start(client)
        self.search(ran.all)
        strangers = self.cloud.log("proxy-unknown")
        assert not strangers, f"{client.name} called {[r['host'] for r in strangers]}"
        return ran

    def ask(self, line):
        """xcloud itself, with the words and the environment that the client gave it."""
        env = {k: str(v) for k, v in self.env.items()}
        return subprocess.run(line, env=env, cwd=self.home, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    def search(self, text):
        for secret in self.cloud.secrets():
            for form in {secret, quote(secret, safe=""), quote(secret)}:
                assert form not in text, f"a secret ({secret[:14]}…) was printed:\n{text[:3000]}"


@pytest.fixture(scope="session")
def truststore(_cloud, tmp_path_factory):
    """The fake's authority as Java wants it; nothing without a JDK."""
    keytool, file = shutil.which("keytool"), tmp_path_factory.mktemp("java") / "trust.p12"
    if keytool:
        subprocess.run([keytool, "-importcert", "-noprompt", "-alias", "fake", "-file", _cloud.facts["ca"], "-keystore", file, "-storetype", "PKCS12",
                        "-storepass", "changeit"], check=True, capture_output=True)
    return file


@pytest.fixture
def world(cloud, home, tmp_path, truststore, request):
    client = request.node.callspec.params.get("client") if hasattr(request.node, "callspec") else None
    missing = client and client.needs()
    if missing:
        (pytest.fail if CI else pytest.skip)(f"{client.name}: {missing}")
    return World(cloud, home, tmp_path, truststore)


def plain(text):
    """Without the times that differ from one run to the next."""
    return re.sub(r"\bexp=[\dTZ:.-]+", "exp=…", text)


def exchanges(cloud):
    """How often xcloud itself went out: (identity tokens of the VM, web identities, outbound tokens)."""
    return cloud.count("metadata", "identity"), cloud.count("aws-sts", "AssumeRoleWithWebIdentity"), cloud.count("aws-sts", "GetWebIdentityToken")


# Google identity -> AWS clients


@each(AWS)
def test_an_aws_client_reads_its_bucket_and_the_next_process_asks_nobody(client, world, cloud):
    world.aws()
    assert world.run(client).got() == (["hello.txt"], "Hello, from S3!")
    assert exchanges(cloud) == (1, 1, 0)
    reader = {row["principal"] for row in cloud.log("s3")}
    assert len(reader) == 1 and ":assumed-role/from-google/" in reader.pop()
    assert world.run(client).got() == (["hello.txt"], "Hello, from S3!")
    assert exchanges(cloud) == (1, 1, 0)


@each(AWS)
def test_an_aws_client_shows_why_the_role_refused(client, world, cloud):
    line = world.aws(role="closed")
    ran = world.run(client)
    assert ran.exit != 0
    # Some ask twice; AWS hears of it once.
    assert cloud.count("aws-sts", "AssumeRoleWithWebIdentity") == 1
    said = world.ask(line)
    assert (said.returncode, said.stdout) == (5, "") and REFUSED in said.stderr
    if client.hides:
        assert client.hides in ran.err
    else:
        for text in plain(said.stderr).splitlines():
            assert text in plain(ran.all), ran.all
    assert not cloud.log("s3")


@each([c for c in AWS if c.name in ("aws-cli", "aws-sdk-js", "aws-sdk-rust")] + [BOTO3, GO_AWS])
def test_xcloud_in_the_default_profile_does_not_run_itself(client, world, cloud):
    world.aws(profile="default")
    assert world.run(client).got() == (["hello.txt"], "Hello, from S3!")
    assert exchanges(cloud) == (1, 1, 0)


@each([BOTO3, GO_AWS, RUST_AWS])
def test_xcloud_names_the_cycle_when_its_own_profile_is_its_source(client, world, cloud):
    world.aws(profile="default", more=" --from aws")
    ran = world.run(client)
    assert ran.exit != 0 and "cycle" in ran.all and "default" in ran.all
    assert exchanges(cloud) == (0, 0, 0)


@each([c for c in AWS if "js" not in c.name and "profile" not in c.name])
def test_an_aws_client_behind_a_proxy_uses_the_real_names(client, world, cloud):
    """The JavaScript SDK knows no proxy variable."""
    world.aws(overrides=False)
    assert world.run(client).got() == (["hello.txt"], "Hello, from S3!")
    assert {r["params"]["host"] for r in cloud.log("aws-sts")} == {"sts.us-east-1.amazonaws.com"}


@each([c for c in AWS if "java" not in c.name and "profile" not in c.name])
def test_an_aws_client_takes_a_second_role_by_itself(client, world, cloud):
    """`source_profile` is xcloud's; AWS_PROFILE, which xcloud inherits, is the other one. (Java wants its STS module for this.)"""
    world.aws()
    with open(world.env["AWS_CONFIG_FILE"], "a") as config:
        config.write(f"[profile hop]\nregion = us-east-1\nrole_arn = {cloud.facts['roles']['hop']}\nsource_profile = xcloud\n")
    world.env["AWS_PROFILE"] = "hop"
    assert world.run(client).got() == (["hello.txt"], "Hello, from S3!")
    assert exchanges(cloud) == (1, 1, 0)
    assert all(":assumed-role/hop/" in row["principal"] for row in cloud.log("s3"))


@each([BOTO3, GO_AWS, RUST_AWS])
def test_an_aws_client_hears_of_a_silent_service_from_xcloud(client, world, cloud):
    line = world.aws(more=" --timeout 2")
    cloud.faults([{"service": "aws-sts", "kind": "hang", "times": 20}])
    ran = world.run(client)
    assert ran.exit != 0
    said = world.ask(line)
    assert (said.returncode, said.stdout) == (124, "")
    assert said.stderr.splitlines()[0] in ran.all, ran.all


@each([GO_AWS])
def test_aws_clients_at_once_make_one_exchange(client, world, cloud):
    world.aws()
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for ran in pool.map(world.run, [client] * 6):
            assert ran.got() == (["hello.txt"], "Hello, from S3!")
    assert exchanges(cloud) == (1, 1, 0)


# AWS identity -> Google clients


@each(GOOGLE)
def test_a_google_client_reads_its_bucket_and_the_next_process_asks_nobody(client, world, cloud):
    world.google()
    assert world.run(client).got() == (["hello.txt"], "Hello, from GCS!")
    assert exchanges(cloud) == (0, 0, 1)
    assert cloud.log("aws-sts")[0]["params"]["algorithm"] == "RS256"
    assert {r["params"]["subject_token_type"] for r in cloud.log("google-sts", "token")} == {TYPE}
    reader = {row["principal"] for row in cloud.log("storage")}
    assert len(reader) == 1 and reader.pop().endswith(cloud.facts["roles"]["app"])
    assert world.run(client).got() == (["hello.txt"], "Hello, from GCS!")
    assert exchanges(cloud) == (0, 0, 1)


@each(GOOGLE)
def test_a_google_client_impersonates_with_what_xcloud_gives(client, world, cloud):
    world.google(impersonate=cloud.sa("app"))
    assert world.run(client).got() == (["hello.txt"], "Hello, from GCS!")
    assert exchanges(cloud) == (0, 0, 1)
    assert {row["principal"] for row in cloud.log("storage")} == {cloud.sa("app")}


@each(EASY)
def test_a_google_client_takes_a_signed_request_too(client, world, cloud):
    world.google(kind=AWS4)
    for _ in range(2):
        assert world.run(client).got() == (["hello.txt"], "Hello, from GCS!")
    assert {r["params"]["subject_token_type"] for r in cloud.log("google-sts", "token")} == {AWS4}
    assert not cloud.log("aws-sts"), "signing needs nobody"


@each([c for c in EASY if c is not RUST_GOOGLE])
def test_a_google_client_says_itself_that_it_wants_a_signed_request(client, world, cloud):
    """The Rust library says nothing to the executable, so there argv must."""
    world.google(kind=AWS4, told=False)
    assert world.run(client).got() == (["hello.txt"], "Hello, from GCS!")
    assert {r["params"]["subject_token_type"] for r in cloud.log("google-sts", "token")} == {AWS4}


@each(PICKY)
def test_python_and_gcloud_refuse_a_signed_request_from_an_executable(client, world, cloud):
    world.google(kind=AWS4)
    ran = world.run(client)
    assert ran.exit != 0 and "No valid AWS 'credential_source' provided" in ran.err
    assert not cloud.log("google-sts") and not cloud.log("aws-sts")


@each(GOOGLE)
def test_a_google_client_on_an_ec2_instance(client, world, cloud):
    world.google(source="imds")
    assert world.run(client).got() == (["hello.txt"], "Hello, from GCS!")
    assert exchanges(cloud) == (0, 0, 1)
    assert cloud.log("aws-sts")[0]["principal"] == f"arn:aws:sts::{cloud.facts['account']}:assumed-role/ec2-app/{cloud.facts['instance']}"


def shows(ran, world, line):
    """The client shows the code and every word of the message that xcloud gave it."""
    said = world.ask(line)
    assert (said.returncode, said.stderr) == (0, "")
    answer = json.loads(said.stdout)
    assert answer["success"] is False and answer["code"] and answer["message"]
    seen = " ".join(plain(ran.err).split())
    assert re.search(rf"(code:? |code=<|\(){re.escape(answer['code'])}\b", seen), ran.err
    assert " ".join(plain(answer["message"]).split()) in seen, ran.err
    return answer


@each(GOOGLE)
def test_a_google_client_shows_why_aws_gave_no_token(client, world, cloud):
    line = world.google()
    cloud.state({"aws": {"outbound": False}})
    ran = world.run(client)
    assert ran.exit != 0
    assert cloud.count("aws-sts", "GetWebIdentityToken") == 1
    answer = shows(ran, world, line)
    assert "OutboundWebIdentityFederationDisabled" in answer["message"] or "outbound web identity federation" in answer["message"].lower()
    assert not cloud.log("google-sts")


@each([PICKY[0], NODE_GOOGLE, GO_GOOGLE])
def test_a_google_client_hears_of_a_silent_service_from_xcloud(client, world, cloud):
    line = world.google(more=" --timeout 2")
    cloud.faults([{"service": "aws-sts", "kind": "hang", "times": 20}])
    ran = world.run(client)
    assert ran.exit != 0
    shows(ran, world, line)


@each(EASY)
def test_a_google_client_shows_that_there_is_no_identity_to_sign_with(client, world, cloud):
    line = world.google(kind=AWS4, source="none")
    ran = world.run(client)
    assert ran.exit != 0
    shows(ran, world, line)
    assert not cloud.log("google-sts")


@each([PICKY[0], NODE_GOOGLE, GO_GOOGLE])
def test_xcloud_names_the_cycle_when_its_own_configuration_is_its_source(client, world, cloud):
    world.google()
    file = world.env["GOOGLE_APPLICATION_CREDENTIALS"]
    file.write_text(file.read_text().replace("--from aws ", "--from google:adc "))
    ran = world.run(client)
    assert ran.exit != 0 and "cycle" in ran.all
    assert not cloud.log("google-sts")


@each(GOOGLE)
def test_a_google_client_behind_a_proxy_uses_the_real_names(client, world, cloud):
    world.google(overrides=False, impersonate=cloud.sa("app"))
    assert world.run(client).got() == (["hello.txt"], "Hello, from GCS!")
    assert {r["params"]["host"] for r in cloud.log("aws-sts")} == {"sts.us-east-1.amazonaws.com"}
    assert cloud.log("google-sts") and cloud.log("iamcredentials")


@each([GCLOUD])
def test_gcloud_prints_an_access_token(client, world, cloud):
    world.google()
    ran = world.start(dataclasses.replace(client, commands=(("gcloud", "auth", "print-access-token"),)))
    assert ran.exit == 0, ran.err
    assert ran.out[0].strip() in cloud.secrets() and ran.out[0].startswith("ya29.")
    world.search(ran.err)


@each([GO_GOOGLE])
def test_google_clients_at_once_make_one_exchange(client, world, cloud):
    world.google()
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for ran in pool.map(world.run, [client] * 6):
            assert ran.got() == (["hello.txt"], "Hello, from GCS!")
    assert exchanges(cloud) == (0, 0, 1)
