"""Places that no variable names: where pods find their tokens, users without a home, machines that know their region."""

import os
import json
import urllib.parse

import pytest

EKS = "secrets/eks.amazonaws.com/serviceaccount/token"
EXAMPLE = "secrets/tokens/oidc-exp-service-account-token"
GOOGLE = "service-account/token"
OWN = "secrets/kubernetes.io/serviceaccount/token"


@pytest.fixture
def mounted(cloud, tmp_path):
    """Tokens in a /run of the program's own: mounted({EKS: "sts.amazonaws.com"}), or a dict of arguments of `mint`."""
    def make(tokens):
        for path, what in tokens.items():
            file = tmp_path / "mounts/run" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            more = what if isinstance(what, dict) else {"claims": {"aud": [what]}}
            file.write_text(cloud.mint("eks", **more))
        return tmp_path / "mounts"
    return make


def provider(cloud, name="eks"):
    return cloud.facts["providers"][name]


@pytest.mark.parametrize("path", [EKS, EXAMPLE, GOOGLE, OWN])
def test_a_mounted_token_for_aws_needs_only_the_role(cloud, run, mounted, path):
    done = run("token", "aws", "--role-arn", cloud.facts["roles"]["from-eks"], env=cloud.env_aws(), mounts=mounted({path: "sts.amazonaws.com"}))
    assert done.exit == 0, done.stderr
    assert cloud.count("aws-sts", "AssumeRoleWithWebIdentity") == 1


@pytest.mark.parametrize("path", [EKS, EXAMPLE, GOOGLE, OWN])
def test_a_mounted_token_for_google_needs_only_the_provider(cloud, run, mounted, path):
    done = run("token", "gcp", "--provider", provider(cloud), env=cloud.env_google(), mounts=mounted({path: "https:" + provider(cloud)}))
    assert done.exit == 0, done.stderr
    assert done.text.startswith("ya29.d.") and cloud.count("google-sts", "token") == 1


def test_a_token_for_aws_in_a_variable_leaves_google_the_mounted_one(cloud, run, mounted, home):
    (home / "irsa").write_text(cloud.mint("eks", claims={"aud": ["sts.amazonaws.com"]}))
    env = {**cloud.env_google(), **cloud.env_aws(), "AWS_WEB_IDENTITY_TOKEN_FILE": home / "irsa"}
    done = run("token", "gcp", "--provider", provider(cloud), env=env, mounts=mounted({GOOGLE: "https:" + provider(cloud)}))
    assert done.exit == 0, done.stderr
    assert cloud.count("aws-sts") == 0 and cloud.count("google-sts", "token") == 1


def test_a_foreign_audience_is_skipped_with_its_reason(cloud, run, mounted):
    done = run("token", "aws", "--role-arn", cloud.facts["roles"]["from-eks"], env=cloud.env_aws(), mounts=mounted({EKS: "vault.example.com"}))
    assert done.exit != 0 and done.stdout == b""
    assert "vault.example.com" in done.stderr, done.stderr
    assert cloud.count("aws-sts") == 0


def test_cloud_run_has_no_host_name(cloud, run):
    cloud.faults([{"service": "metadata", "action": "instance/hostname", "status": 404}])
    env = {**cloud.env_aws(), **cloud.env_metadata(), "K_SERVICE": "web"}
    done = run("token", "aws", "--role-arn", cloud.facts["roles"]["from-google"], env=env)
    assert done.exit == 0, done.stderr
    assert cloud.log("aws-sts")[0]["params"]["session_name"] == "xcloud-test.unknown"


def test_the_region_of_the_instance_is_in_the_signature(cloud, run):
    cloud.state({"aws": {"imds": {"region": "eu-west-1"}}})
    env = {**cloud.env_imds(), **cloud.env_google()}
    assert run("token", "gcp", "--from", "aws:imds", "--provider", provider(cloud, "aws"), env=env).exit == 0
    assert cloud.log("google-sts", "token")[0]["params"]["signing_region"] == "eu-west-1"
    env |= {"GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE": provider(cloud, "aws")}
    done = run("gcp-executable", "--from", "aws:imds", "--subject-token-type", "aws4_request", env=env)
    assert done.exit == 0, done.stderr
    request = json.loads(urllib.parse.unquote(done.json()["id_token"]))
    assert urllib.parse.urlsplit(request["url"]).hostname == "sts.eu-west-1.amazonaws.com"


@pytest.mark.parametrize("kind", ["EcsContainer", "Ec2InstanceMetadata", "Environment"])
def test_a_profile_takes_its_keys_from_the_place_it_names(cloud, run, home, kind):
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(f"[profile p]\nrole_arn = {cloud.facts['roles']['hop']}\ncredential_source = {kind}\nregion = us-east-1\n")
    env = {**cloud.env_aws(), **{"EcsContainer": cloud.env_container, "Ec2InstanceMetadata": cloud.env_imds, "Environment": cloud.env_keys}[kind]()}
    done = run("token", "aws", "--from", "aws:profile=p", env=env)
    assert done.exit == 0, done.stderr
    assert cloud.count("aws-sts", "AssumeRole") == 1


def test_an_endpoint_of_sts_by_flag(cloud, run, mounted):
    done = run("token", "aws", "--role-arn", cloud.facts["roles"]["from-eks"], "--sts-endpoint-url", cloud.urls["aws-sts"],
               env={"AWS_REGION": "us-east-1"}, mounts=mounted({EKS: "sts.amazonaws.com"}))
    assert done.exit == 0, done.stderr
    assert cloud.count("aws-sts") == 1


def test_the_pods_own_token_comes_last(cloud, run, mounted):
    mounts = mounted({EKS: "sts.amazonaws.com", OWN: {"claims": {"aud": ["sts.amazonaws.com"], "sub": "system:serviceaccount:x:own"}}})
    done = run("token", "aws", "--role-arn", cloud.facts["roles"]["from-eks"], env=cloud.env_aws(), mounts=mounts)
    assert done.exit == 0, done.stderr


def test_a_profile_with_a_token_file(cloud, run, home):
    (home / ".aws").mkdir()
    (home / "t").write_text(cloud.mint("eks", claims={"aud": ["sts.amazonaws.com"]}))
    (home / ".aws/config").write_text(f"[profile p]\nrole_arn = {cloud.facts['roles']['from-eks']}\nweb_identity_token_file = {home}/t\n")
    done = run("token", "aws", "--from", "aws:profile=p", env=cloud.env_aws())
    assert done.exit == 0, done.stderr
    assert cloud.count("aws-sts", "AssumeRoleWithWebIdentity") == 1


def test_no_home_and_no_name(cloud, run):
    """A container with a user that no file knows and without HOME: the answer is there, only nothing is kept."""
    if os.geteuid() != 0:
        pytest.skip("needs root to become a user without an entry")
    process = run.start("token", "gcp", env={**cloud.env_metadata(), "HOME": None}, user=54321, group=54321, extra_groups=[])
    out, err = process.communicate(timeout=40)
    assert (process.returncode, err) == (0, b"") and out.startswith(b"ya29.")
