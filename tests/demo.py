"""The main job, step by step: `aws s3 ls` on a Google machine, a Google library on an AWS machine.

Run by scripts/demo. The clouds are the fake of the tests; the AWS CLI and google-cloud-storage are the real ones.
"""

import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

from conftest import Cloud, ROOT, binary

VENV = ROOT / "target/testbed/venv/bin"


def say(text=""):
    print(text, flush=True)


def show(command, env):
    say(f"\n$ {shlex.join(map(str, command))}".replace(str(ROOT), "."))
    done = subprocess.run(list(map(str, command)), env=env, capture_output=True, text=True, timeout=120)
    say((done.stdout + done.stderr).rstrip())
    if done.returncode:
        sys.exit(f"it failed with status {done.returncode}")


def requests(cloud, service, action):
    return f"{cloud.count(service, action)} × {action}"


def google_to_aws(cloud, home, xcloud):
    say("\n── On a Google machine: one line in ~/.aws/config ──")
    config = home / "config"
    role = cloud.facts["roles"]["from-google"]
    line = f"credential_process = {xcloud} aws-credential-process --role-arn {role}"
    config.write_text(f"[default]\nregion = us-east-1\n{line}\n")
    say(f"  [default]\n  {line}".replace(str(xcloud), "/usr/local/bin/xcloud"))
    env = {
        "HOME": str(home), "PATH": os.environ["PATH"], "AWS_CONFIG_FILE": str(config), "AWS_CA_BUNDLE": cloud.facts["ca"],
        "AWS_ENDPOINT_URL_S3": cloud.urls["s3"], **cloud.env_aws(), **cloud.env_metadata(),
    }
    show([VENV / "aws", "s3", "ls", "s3://xcloud-test"], env)
    show([VENV / "aws", "s3", "cp", "s3://xcloud-test/hello.txt", "-"], env)
    say(f"\n  two commands, exchanges made: {requests(cloud, 'aws-sts', 'AssumeRoleWithWebIdentity')}")


def aws_to_google(cloud, home, xcloud):
    say("\n── On an AWS machine: one JSON file, whose executable is xcloud ──")
    provider = cloud.facts["providers"]["aws-jwt"]
    audience = "//iam.googleapis.com/" + provider.removeprefix("//iam.googleapis.com/")
    document = {
        "type": "external_account",
        "audience": audience,
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": cloud.urls["google-sts"] + "/v1/token",
        "service_account_impersonation_url": f"{cloud.urls['iamcredentials']}/v1/projects/-/serviceAccounts/{cloud.sa('app')}:generateAccessToken",
        "credential_source": {"executable": {"command": f"{xcloud} gcp-executable --from aws --provider {audience}", "timeout_millis": 10000}},
    }
    path = home / "xcloud.json"
    path.write_text(json.dumps(document, indent=2))
    say("  " + json.dumps(document["credential_source"]).replace(str(xcloud), "/usr/local/bin/xcloud"))
    env = {
        "HOME": str(home), "PATH": os.environ["PATH"], "GOOGLE_APPLICATION_CREDENTIALS": str(path), "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": "1",
        "GOOGLE_CLOUD_PROJECT": "xcloud-test", "REQUESTS_CA_BUNDLE": cloud.facts["ca"], "AWS_CA_BUNDLE": cloud.facts["ca"], "SSL_CERT_FILE": cloud.facts["ca"],
        "HTTPS_PROXY": cloud.urls["proxy"], "NO_PROXY": "127.0.0.1", **cloud.env_aws(), **cloud.env_imds(),
    }
    for _ in range(2):
        show([VENV / "python", ROOT / "tests/clients/python/google_storage.py"], env)
    say(f"\n  two processes, subject tokens made: {requests(cloud, 'aws-sts', 'GetWebIdentityToken')}")

    say("\n── In a shell ──")
    env |= {"XCLOUD_TOKEN_URL": document["token_url"], "XCLOUD_IMPERSONATION_URL": cloud.urls["iamcredentials"]}
    del env["GOOGLE_APPLICATION_CREDENTIALS"]
    aws = cloud.facts["providers"]["aws"]
    show([xcloud, "token", "gcp", "--from", "aws", "--provider", aws, "--service-account", cloud.sa("app"), "--format", "json"], env)
    show([xcloud, "cache", "list"], env)


def main():
    xcloud = binary()
    with tempfile.TemporaryDirectory(prefix="xcloud-demo-") as folder:
        folder = pathlib.Path(folder)
        home = folder / "home"
        home.mkdir(mode=0o700)
        say("== starting the fake cloud on loopback; it verifies every signature it gets")
        cloud = Cloud(folder)
        try:
            google_to_aws(cloud, home, xcloud)
            aws_to_google(cloud, home, xcloud)
        finally:
            cloud.stop()
    say("\n== both directions work: no key was stored, and each exchange was made once")


if __name__ == "__main__":
    main()
