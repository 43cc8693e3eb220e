"""What only shows with more than one process, or with signals: stampedes, killed leaders, open pipes."""

import json
import os
import signal
import subprocess
import time

import pytest


@pytest.fixture
def irsa(cloud, home):
    """The environment of an EKS pod, with a token that lives for a day."""
    (home / "token").write_text(cloud.mint("eks", claims={"aud": ["sts.amazonaws.com"]}, lifetime=86400))
    return {"AWS_WEB_IDENTITY_TOKEN_FILE": str(home / "token"), "AWS_ROLE_ARN": cloud.facts["roles"]["from-eks"], **cloud.env_aws()}


def until(true, seconds=10):
    """Poll until a condition holds; the fake cloud has no push channel."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def finish(run, processes, env, timeout=30):
    out = []
    for process in processes:
        stdout, stderr = process.communicate(timeout=timeout)
        out.append((process.returncode, stdout, stderr.decode()))
    secrets = run.cloud.secrets()
    for code, stdout, stderr in out:
        assert not [s[:12] for s in secrets if s in stderr]
        assert code != 0 or stderr == ""
    return out


def test_a_stampede_is_one_request(cloud, run, irsa):
    cloud.faults([{"service": "aws-sts", "kind": "delay", "seconds": 0.5}])
    answers = finish(run, [run.start("aws-credential-process", env=irsa) for _ in range(100)], irsa)
    assert {code for code, _, _ in answers} == {0}
    assert len({stdout for _, stdout, _ in answers}) == 1
    assert [r["action"] for r in cloud.log("aws-sts")] == ["AssumeRoleWithWebIdentity"]


def test_a_refused_stampede_is_one_request(cloud, run, irsa, home):
    (home / "token").write_text(cloud.mint("eks", claims={"aud": "other"}))
    cloud.faults([{"service": "aws-sts", "kind": "delay", "seconds": 0.5}])
    answers = finish(run, [run.start("aws-credential-process", env=irsa) for _ in range(50)], irsa)
    assert {code for code, _, _ in answers} == {5} and {stdout for _, stdout, _ in answers} == {b""}
    assert cloud.count("aws-sts") == 1


def test_a_killed_leader_does_not_hold_the_others(cloud, run, irsa):
    cloud.faults([{"service": "aws-sts", "kind": "hang", "seconds": 30}])
    leader = run.start("aws-credential-process", env=irsa)
    until(lambda: cloud.count("aws-sts") == 1)
    follower = run.start("aws-credential-process", env=irsa)
    leader.send_signal(signal.SIGKILL)
    leader.communicate()
    started = time.monotonic()
    [(code, stdout, _)] = finish(run, [follower], irsa)
    assert code == 0 and json.loads(stdout)["Version"] == 1
    assert time.monotonic() - started < 3


def test_a_hung_leader_costs_half_of_the_deadline(cloud, run, irsa):
    cloud.faults([{"service": "aws-sts", "kind": "hang", "seconds": 30}])
    leader = run.start("aws-credential-process", "--timeout", "30", env=irsa)
    until(lambda: cloud.count("aws-sts") == 1)
    started = time.monotonic()
    [(code, stdout, _)] = finish(run, [run.start("aws-credential-process", "--timeout", "3", env=irsa)], irsa)
    assert code == 0 and json.loads(stdout)["Version"] == 1
    assert 1 < time.monotonic() - started < 3
    leader.kill()
    leader.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_child_ends_with_us_and_its_children_too(run, home, how):
    give = home / "give"
    give.write_text("#!/bin/sh\nsleep 60 &\necho $! > \"$0.pid\"\nwait\n")
    give.chmod(0o755)
    process = run.start("token", "subject", "--from", f"exec:{give}")
    until(lambda: (home / "give.pid").exists() and (home / "give.pid").read_text().endswith("\n"))
    process.send_signal(how)
    process.communicate(timeout=5)
    assert process.returncode == 130
    grandchild = int((home / "give.pid").read_text())

    def gone():
        try:
            with open(f"/proc/{grandchild}/stat") as stat:
                return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
        except FileNotFoundError:
            return True
    until(gone, 3)


def test_an_ageing_answer_is_served_while_another_process_renews(cloud, run, irsa, faketime):
    if not faketime:
        pytest.skip("needs a C compiler to shift the clock")
    first = run("aws-credential-process", env=irsa)
    cloud.state({"clock": 3000})
    cloud.faults([{"service": "aws-sts", "kind": "hang", "seconds": 30, "times": 1}])
    leader = run.start("aws-credential-process", env=irsa, clock=3000)
    until(lambda: cloud.count("aws-sts") == 2)
    second = run("aws-credential-process", env=irsa, clock=3000)
    assert second.stdout == first.stdout and second.seconds < 2
    leader.kill()
    leader.communicate()
    assert cloud.count("aws-sts") == 2


def test_an_open_stdin_is_not_read(cloud, run, irsa):
    process = run.start("aws-credential-process", env=irsa, stdin=subprocess.PIPE)
    assert process.wait(timeout=15) == 0  # stdin stays open and empty meanwhile
    process.stdin.close()
    assert json.loads(process.stdout.read())["Version"] == 1
    process.stdout.close(), process.stderr.close()


def test_a_closed_stdout_is_no_panic(cloud, run, irsa):
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen([str(run.binary), "aws-credential-process"], env=run.environment(irsa), stdin=subprocess.DEVNULL, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    _, err = process.communicate(timeout=15)
    assert b"panicked" not in err


def test_an_interrupt_is_130(cloud, run, irsa):
    cloud.faults([{"service": "aws-sts", "kind": "hang", "seconds": 30}])
    process = run.start("aws-credential-process", env=irsa)
    until(lambda: cloud.count("aws-sts") == 1)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=5)
    assert process.returncode in (130, -signal.SIGINT) and out == b""


def test_the_cache_is_for_its_owner_only(cloud, run, irsa, home):
    env = {**irsa, "XCLOUD_CACHE_DIR": str(home / "cache" / "deep")}
    run("aws-credential-process", env=env)
    top = home / "cache" / "deep"
    assert top.is_dir() and top.stat().st_mode & 0o077 == 0
    entries = [p for p in top.rglob("*") if p.is_file()]
    assert entries and all(p.stat().st_mode & 0o077 == 0 for p in entries)
    key = cloud.log("aws-sts")[0]
    assert not [p for p in entries if "from-eks" in p.name or cloud.facts["subject"] in p.name], key


def test_a_refreshing_output_file_ends_with_sigterm(cloud, run, home):
    if b"--refresh" not in run("token", "gcp", "--help").stdout and os.environ.get("XCLOUD_ALL_WINGS") != "1":
        pytest.skip("not built yet: --refresh")
    out = home / "out" / "token"
    out.parent.mkdir()
    process = run.start("token", "gcp", "--from", "google:metadata", "--output-file", str(out), "--refresh", env=cloud.env_metadata())
    until(out.exists, 15)
    assert process.poll() is None
    assert out.read_text().startswith("ya29.") and out.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in out.parent.iterdir()] == ["token"]
    process.send_signal(signal.SIGTERM)
    stdout, _ = process.communicate(timeout=10)
    assert process.returncode == 0 and stdout == b""


def test_two_versions_of_the_same_question_do_not_mix(cloud, run, irsa):
    """Different duration, policy, region or session name: each is asked, none reads another's answer."""
    seen = set()
    for extra in ([], ["--duration-seconds", "1800"], ["--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess"], ["--role-session-name", "other"], ["--region", "eu-west-1"]):
        seen.add(run("aws-credential-process", *extra, env=irsa).stdout)
    assert len(seen) == 5 and cloud.count("aws-sts") == 5


def test_a_process_killed_at_any_moment_leaves_a_sound_cache(cloud, run, irsa, home):
    env = {**irsa, "XCLOUD_CACHE_DIR": str(home / "cache")}
    for step in range(24):
        process = run.start("aws-credential-process", "--duration-seconds", str(900 + step), env=env)
        try:
            process.wait(timeout=0.004 * step)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        assert run("aws-credential-process", "--duration-seconds", str(900 + step), env=env).json()["Version"] == 1
    leftovers = [p.name for p in (home / "cache").rglob("*") if "tmp" in p.name.lower()]
    assert len(leftovers) <= 24, leftovers
