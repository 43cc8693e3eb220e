"""Section 6 of the contract: every exit status, in a shell and as the `code` of the executable protocol.

Status 1 is for what cannot happen; that each kind has its own number is a unit test of src/error.rs.
"""

import signal
import time

import pytest

OUTBOUND = {"service": "aws-sts", "action": "GetWebIdentityToken", "times": 20}

# status -> (more arguments, changes of the environment, faults, state)
WAYS = {
    0: ([], {}, [], {}),
    3: (["--config", "{home}/nowhere.toml"], {}, [], {}),
    4: ([], {"AWS_ACCESS_KEY_ID": None}, [], {}),
    5: (["--expect-identity", "somebody-else"], {}, [], {}),
    6: ([], {}, [], {"aws": {"outbound": False}}),
    7: ([], {}, [{**OUTBOUND, "kind": "close"}], {}),
    124: (["--timeout", "1"], {}, [{**OUTBOUND, "kind": "hang"}], {}),
}
SHELL, EXECUTABLE = ["token", "subject"], ["gcp-executable"]


def environment(cloud):
    return {**cloud.env_keys(), **cloud.env_aws()}


def arguments(cloud):
    return ["--from", "aws:env", "--provider", cloud.facts["providers"]["aws-jwt"]]


@pytest.mark.parametrize("status", WAYS)
@pytest.mark.parametrize("command", [SHELL, EXECUTABLE], ids=["shell", "executable"])
def test_status(command, status, cloud, run, home):
    more, env, faults, state = WAYS[status]
    cloud.state(state)
    cloud.faults(faults)
    more = [word.replace("{home}", str(home)) for word in more]
    done = run(*command, *arguments(cloud), *more, env={**environment(cloud), **env})
    if command is EXECUTABLE:
        assert (done.exit, done.stderr) == (0, "")
        answer = done.json()
        assert answer["success"] is (status == 0)
        if status:
            assert answer["code"] == str(status) and answer["message"] and answer["token_type"], answer
    elif status:
        assert (done.exit, done.stdout) == (status, b""), done.stderr
        assert done.stderr.startswith("xcloud: error: ") and "\nxcloud: hint: " in done.stderr
    else:
        assert (done.exit, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [SHELL, EXECUTABLE, ["aws-credential-process"]], ids=["shell", "executable", "process"])
def test_what_cannot_be_understood_is_2(command, run):
    done = run(*command, "--no-such-flag")
    assert (done.exit, done.stdout) == (2, b"")
    assert "--no-such-flag" in done.stderr


@pytest.mark.parametrize("command, status", [(SHELL, 130), (EXECUTABLE, 0)], ids=["shell", "executable"])
def test_an_interrupt_is_130(command, status, cloud, run, home):
    cloud.faults([{**OUTBOUND, "kind": "hang"}])
    process = run.start(*command, *arguments(cloud), env=environment(cloud))
    until = time.monotonic() + 10
    while not cloud.log("aws-sts") and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == status
    if command is EXECUTABLE:
        assert b'"code":"130"' in out and err == b""
    else:
        assert out == b"" and err.startswith(b"xcloud: error: interrupted")
    cached = [path.name for path in home.rglob("*.json") if path.is_file()]
    assert not cached, "an interrupted exchange leaves nothing behind"
