"""Lying services, odd files and commands that call themselves: an error, a status, and no surprise."""

import os
import subprocess
import time

import pytest

HUGE = "18446744073709551615"


def aws(cloud, *more):
    return ["aws-credential-process", "--role-arn", cloud.facts["roles"]["from-google"], *more]


def test_an_endless_retry_after(run, cloud):
    cloud.faults([{"service": "aws-sts", "times": 9, "kind": "status", "status": 503, "headers": {"Retry-After": HUGE}}])
    done = run(*aws(cloud), env={**cloud.env_aws(), **cloud.env_metadata()})
    assert done.exit == 7 and "bug" not in done.stderr


@pytest.mark.parametrize("life", ["9000000000000", "-1", "9223372036854775807"])
def test_a_lifetime_that_no_token_has(run, cloud, life):
    body = f'{{"access_token":"ya29.x","expires_in":{life},"token_type":"Bearer","issued_token_type":"urn:ietf:params:oauth:token-type:access_token"}}'
    cloud.faults([{"service": "google-sts", "times": 9, "kind": "body", "status": 200, "body": body}])
    done = run("token", "gcp", "--from", "aws:env", "--provider", cloud.facts["providers"]["aws"], env={**cloud.env_keys(), **cloud.env_google()})
    assert done.exit in (5, 7) and done.stdout == b"" and "bug" not in done.stderr


def test_an_output_file_that_is_a_link_is_written_where_it_points(run, cloud, home):
    (home / "real").write_text("old")
    (home / "link").symlink_to(home / "real")
    done = run("token", "gcp", "--from", "google:metadata", "--output-file", home / "link", env=cloud.env_metadata())
    assert done.exit == 0 and (home / "link").is_symlink() and (home / "real").read_text().startswith("ya29.")


def test_an_output_file_that_is_a_device_stays_one(run, cloud, home):
    try:
        os.mknod(home / "null", 0o20666, os.makedev(1, 3))
        (home / "null").write_text("a device that works")
    except OSError:
        pytest.skip("devices cannot be made here")
    done = run("token", "gcp", "--from", "google:metadata", "--output-file", home / "null", env=cloud.env_metadata())
    assert done.exit == 0 and (home / "null").is_char_device()


def test_a_full_disk_is_no_success(run, cloud, home):
    with open("/dev/full", "wb") as full:
        environment = run.environment(cloud.env_metadata())
        done = subprocess.run([run.binary, "token", "gcp", "--from", "google:metadata"], env=environment, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1


def test_a_shells_own_pipe_is_a_file(run, cloud):
    token = cloud.mint("eks", claims={"sub": "system:serviceaccount:default:oidc-exp-service-account", "aud": "https:" + cloud.facts["providers"]["eks"]})
    command = f"exec {run.binary} token gcp --provider {cloud.facts['providers']['eks']} --format json --from file:<(echo {token})"
    done = subprocess.run(["bash", "-c", command], env=run.environment(cloud.env_google()), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_silent_pipe_ends_with_the_deadline(run, home):
    os.mkfifo(home / "pipe")
    done = run("token", "gcp", "--from", f"file:{home}/pipe", "--provider", "projects/1/locations/global/workloadIdentityPools/p/providers/q", "--timeout", "1")
    assert done.exit == 124 and done.seconds < 5


def test_silent_standard_input_ends_with_the_deadline(run, cloud):
    process = run.start("token", "gcp", "--from", "stdin", "--provider", cloud.facts["providers"]["eks"], "--timeout", "1", stdin=subprocess.PIPE)
    assert process.wait(8) == 124
    process.communicate()


@pytest.mark.parametrize("path", ["/dev/stdin", "/dev/fd/0"])
def test_no_protocol_reads_standard_input_by_another_name(run, cloud, path):
    done = run(*aws(cloud, "--from", f"file:{path}"))
    assert done.exit == 2 and done.stdout == b""


def test_a_config_file_that_cannot_be_read_is_not_passed_over(run, cloud, home):
    """It may hold a guard."""
    folder = home / ".config/xcloud"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_bytes(b'# \xe9\n[profile.default]\nexpect_identity = "nobody"\n')
    done = run("token", "gcp", "--from", "google:metadata", env=cloud.env_metadata())
    assert done.exit == 3 and done.stdout == b""


def test_a_garbled_guard_is_an_error(run, cloud):
    environment = {os.fsencode(k): os.fsencode(v) for k, v in run.environment(cloud.env_metadata()).items()}
    environment[b"XCLOUD_EXPECT_IDENTITY"] = b"nobody\xff"
    done = subprocess.run([run.binary, "token", "gcp", "--from", "google:metadata"], env=environment, capture_output=True)
    assert done.returncode == 3 and b"XCLOUD_EXPECT_IDENTITY" in done.stderr and done.stdout == b""


def test_a_command_that_is_xcloud_itself_ends(run, cloud, home):
    started = time.monotonic()
    env = {**cloud.env_aws(), "XCLOUD_FROM": f"exec:{run.binary} token subject --audience x --no-cache"}
    done = run("token", "subject", "--audience", "x", "--no-cache", env=env)
    assert done.exit != 0 and done.stdout == b"" and time.monotonic() - started < 5


def test_a_wrapper_around_xcloud_in_adc_ends(run, cloud, home):
    wrapper = home / "wrap"
    wrapper.write_text(f"#!/bin/sh\nexec {run.binary} gcp-executable --from google\n")
    wrapper.chmod(0o700)
    (home / "adc.json").write_text(
        '{"type":"external_account","audience":"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",'
        '"subject_token_type":"urn:ietf:params:oauth:token-type:jwt","credential_source":{"executable":{"command":"%s"}}}' % wrapper
    )
    env = {"GOOGLE_APPLICATION_CREDENTIALS": home / "adc.json", "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": "1"}
    done = run("token", "gcp", "--from", "google", env=env)
    assert done.exit != 0 and "cycle" in done.stderr and done.seconds < 5


def test_a_log_that_is_a_pipe_without_a_reader(run, cloud, home):
    os.mkfifo(home / "log")
    done = run("token", "gcp", "--from", "google:metadata", "--log-file", home / "log", env=cloud.env_metadata())
    assert done.exit in (2, 3) and done.seconds < 5


def test_plain_http_to_a_strangers_metadata(run, cloud):
    env = {**cloud.env_google(), "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://192.0.2.2:8080", "AWS_REGION": "us-east-1"}
    done = run("token", "gcp", "--from", "aws:imds", "--provider", cloud.facts["providers"]["aws"], env=env)
    assert done.exit in (3, 4) and "plain HTTP" in done.stderr and done.seconds < 2


def test_instance_metadata_that_hiccups(run, cloud):
    cloud.faults([{"service": "imds", "times": 1, "kind": "status", "status": 503}])
    done = run("token", "gcp", "--from", "aws:imds", "--provider", cloud.facts["providers"]["aws"], env={**cloud.env_imds(), **cloud.env_google(), "AWS_REGION": "us-east-1"})
    assert done.exit == 0, done.stderr


def test_the_expected_identity_of_a_signature(run, cloud):
    command = ["gcp-executable", "--from", "aws:env", "--provider", cloud.facts["providers"]["aws"], "--subject-token-type", "aws4_request"]
    env = {**cloud.env_keys(), **cloud.env_aws()}
    good = run(*command, "--expect-identity", "arn:aws:sts::123456789012:assumed-role/app/*", env=env)
    assert good.json()["success"] is True
    bad = run(*command, "--expect-identity", "arn:aws:sts::123456789012:assumed-role/other/*", env=env)
    assert bad.json()["success"] is False and bad.json()["code"] == "5"


def test_a_pods_identity_comes_before_a_default_profile(run, cloud, home):
    (home / ".aws").mkdir()
    key = cloud.facts["keys"]["user"]
    (home / ".aws/credentials").write_text(f"[default]\naws_access_key_id = {key['id']}\naws_secret_access_key = {key['secret']}\n")
    (home / "token").write_text(cloud.mint("eks", claims={"sub": "system:serviceaccount:default:oidc-exp-service-account", "aud": "sts.amazonaws.com"}))
    env = {**cloud.env_aws(), "AWS_WEB_IDENTITY_TOKEN_FILE": home / "token", "AWS_ROLE_ARN": cloud.facts["roles"]["from-eks"]}
    assert "from-eks" in run("token", "aws", "--from", "aws", "--format", "json", env=env).json()["Identity"]


def test_what_is_set_for_aws_does_not_stop_google(run, cloud):
    env = {**cloud.env_metadata(), "AWS_ENDPOINT_URL": "http://localstack:4566", "AWS_REGION": "aws-global"}
    assert run("token", "gcp", "--from", "google:metadata", env=env).exit == 0
