"""Promises of the cache and the protocols: no socket for a hit, foreign versions, and exact bytes."""

import json
import os
import re
import shutil
import subprocess

import pytest


@pytest.fixture
def irsa(cloud, home):
    """The environment of an EKS pod."""
    (home / "token").write_text(cloud.mint("eks", claims={"aud": "sts.amazonaws.com"}))
    return {"AWS_WEB_IDENTITY_TOKEN_FILE": str(home / "token"), "AWS_ROLE_ARN": cloud.facts["roles"]["from-eks"], **cloud.env_aws()}


def entries(home):
    return [p for p in (home / ".cache/xcloud").rglob("*.json") if b'"version"' in p.read_bytes()]


def test_a_cache_hit_opens_no_socket_and_no_certificates(cloud, run, irsa, home, tmp_path):
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("strace is not installed")
    probe = subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True)
    if probe.returncode != 0 and os.environ.get("CI") != "true":
        pytest.skip("strace may not trace here")
    first = run("aws-credential-process", env=irsa)
    trace = tmp_path / "trace"
    done = subprocess.run([strace, "-f", "-o", str(trace), str(run.binary), "aws-credential-process"],
                          env=run.environment(irsa), cwd=home, stdin=subprocess.DEVNULL, capture_output=True, timeout=40)
    assert (done.returncode, done.stdout, done.stderr) == (0, first.stdout, b"")
    calls = trace.read_text()
    assert "execve(" in calls and "exited with 0" in calls
    assert not re.findall(r"\b(?:socket|connect|clone3?|v?fork)\(.*", calls)
    opened = re.findall(r'\bopen(?:at)?\((?:[^"]*)"([^"]*)"', calls)
    assert not [p for p in opened if re.search(r"/certs?(/|$)|/ssl/|/pki/|ca-certificates|\.pem$|\.crt$", p)]
    assert cloud.count("aws-sts") == 1


def test_an_entry_of_an_unknown_version_is_a_miss_and_is_replaced(cloud, run, irsa, home):
    assert run("aws-credential-process", env=irsa).exit == 0
    [entry] = entries(home)
    known = json.loads(entry.read_text())
    entry.write_text(json.dumps({**known, "version": 999}))
    second = run("aws-credential-process", env=irsa)
    assert second.exit == 0 and cloud.count("aws-sts") == 2
    assert json.loads(entry.read_text())["version"] == known["version"]
    assert run("aws-credential-process", env=irsa).stdout == second.stdout and cloud.count("aws-sts") == 2


def test_the_bytes_of_an_aws_answer(run, irsa):
    done = run("aws-credential-process", env=irsa)
    said = done.json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["Expiration"])
    names = ("Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId")
    assert done.text == "{" + ",".join(f'"{k}":{json.dumps(said[k])}' for k in names) + "}\n"


def test_the_bytes_of_an_aws_refusal(cloud, run, irsa, home):
    (home / "token").write_text(cloud.mint("eks", claims={"aud": "other"}))
    done = run("aws-credential-process", env=irsa)
    assert (done.exit, done.stdout) == (5, b"")
    assert done.stderr.startswith("xcloud: ") and done.stderr.endswith("\n")


def test_the_bytes_of_a_google_answer(cloud, run, home):
    token = cloud.mint("eks", claims={"aud": ["https:" + cloud.facts["providers"]["eks"]]})
    (home / "token").write_text(token)
    done = run("gcp-executable", "--from", f"kubernetes:file={home}/token", "--provider", cloud.facts["providers"]["eks"])
    exp = done.json()["expiration_time"]
    assert done.text == ('{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt",'
                         f'"id_token":"{token}","expiration_time":{exp}}}\n')


def test_the_bytes_of_a_google_refusal(cloud, run):
    done = run("gcp-executable", "--provider", cloud.facts["providers"]["aws"])
    said = done.json()
    assert (done.exit, done.stderr) == (0, "")
    names = ("version", "success", "token_type", "code", "message")
    assert sorted(said) == sorted(names)
    assert done.text == json.dumps(said, separators=(",", ":"), ensure_ascii=False) + "\n"
