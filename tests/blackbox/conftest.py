"""Fixtures of the black-box tests: `cloud` (the fake cloud), `run` (xcloud in an empty world), `home`.

Every run is searched for secrets that the cloud knows or issued, wherever xcloud might have let one slip.
"""

import functools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def binary():
    """The xcloud under test."""
    named = os.environ.get("XCLOUD_BIN")
    for path in [pathlib.Path(named)] if named else [ROOT / "target/release/xcloud", ROOT / "target/debug/xcloud"]:
        if path.is_file() and os.access(path, os.X_OK):
            return path.resolve()
    return None


def clocked(program):
    """The program for runs under a shifted clock: the release is static, and no library can be put before its clock."""
    debug = ROOT / "target/debug/xcloud"
    dynamic = b"ld-linux" in program.read_bytes()[:4096]
    return program if dynamic or not debug.is_file() else debug.resolve()


@functools.cache
def mounting():
    """The words before a command that is to have mounts of its own, or None where this user may not mount."""
    tool, root = shutil.which("unshare"), [] if os.geteuid() == 0 else ["-r"]
    if sys.platform != "linux" or not tool:
        return None
    words = [tool, *root, "-m", shutil.which("sh"), "-c"]
    probe = "mount --make-rprivate / && mount -t tmpfs none /run && test /var/run -ef /run"
    return words if subprocess.run([*words, probe], capture_output=True).returncode == 0 else None


# $0 is a folder: what is in `pod` is mounted where a pod has it, what is in `run` is copied into an empty /run, and
# `over/etc%hosts` lies over /etc/hosts.
MOUNTS = """PATH=/usr/bin:/bin:/usr/sbin:/sbin; at=/run/secrets/kubernetes.io/serviceaccount
mount --make-rprivate / || exit 99
for file in "$0"/over/*; do [ ! -e "$file" ] || mount --bind "$file" "$(basename "$file" | tr % /)" || exit 99; done
[ ! -d "$0/run" ] && [ ! -d "$0/pod" ] || mount -t tmpfs none /run || exit 99
[ ! -d "$0/run" ] || cp -R "$0/run/." /run/ || exit 99
[ ! -d "$0/pod" ] || { mkdir -p $at && mount --bind "$0/pod" $at; } || exit 99
PATH="$1" && shift && exec "$@"
"""


class Cloud:
    """The fake cloud of this worker, through its control port."""

    def __init__(self, folder):
        env = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "PYTHONDONTWRITEBYTECODE": "1"}
        self.err = open(folder / "fakecloud.err", "wb")
        self.process = subprocess.Popen([sys.executable, "-m", "fakecloud", "--dir", str(folder)], env=env,
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self.err)
        ready, until = folder / "ready.json", time.monotonic() + 30
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the fake cloud did not start:\n" + (folder / "fakecloud.err").read_text()[-3000:])
            time.sleep(0.02)
        self.facts = json.loads(ready.read_text())
        self.urls = self.facts["urls"]

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.err.close()

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.urls["control"] + path, data=data, method="GET" if body is None else "POST")
        try:
            with NO_PROXY.open(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as err:
            raise AssertionError(f"control {path}: {err.read().decode()}") from None

    def reset(self):
        self.control("/reset", {})

    def mint(self, issuer, **more):
        """A JWT: mint("eks", claims={"aud": "…"}, lifetime=3600, alg=…, age=…, forged=True, drop=["sub"])."""
        return self.control("/mint", {"issuer": issuer, **more})["token"]

    def keys(self, arn, seconds=3600, **more):
        return self.control("/keys", {"arn": arn, "seconds": seconds, **more})

    def state(self, changes):
        self.control("/state", changes)

    def faults(self, faults):
        self.control("/faults", faults)

    def log(self, service=None, action=None):
        return [r for r in self.control("/log") if service in (None, r["service"]) and action in (None, r["action"])]

    def count(self, service=None, action=None):
        return len(self.log(service, action))

    def secrets(self):
        return self.control("/secrets")

    def sa(self, name):
        return self.facts["service_accounts"][name]["email"]

    # Environments

    def env_keys(self, name="session"):
        """An AWS identity in variables: 'user', 'session' or 'expired'."""
        key = self.facts["keys"][name]
        env = {"AWS_ACCESS_KEY_ID": key["id"], "AWS_SECRET_ACCESS_KEY": key["secret"], "AWS_REGION": "us-east-1"}
        return {**env, "AWS_SESSION_TOKEN": key["token"]} if key["token"] else env

    def env_aws(self):
        """Where the AWS endpoints are."""
        return {"AWS_ENDPOINT_URL_STS": self.urls["aws-sts"], "AWS_REGION": "us-east-1"}

    def env_imds(self):
        return {"AWS_EC2_METADATA_SERVICE_ENDPOINT": self.urls["imds"], "AWS_EC2_METADATA_DISABLED": "false"}

    def env_container(self):
        return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": self.urls["container"] + "/creds",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": self.facts["container_authorization"]}

    def env_google(self):
        """Where the Google endpoints are."""
        return {"XCLOUD_TOKEN_URL": self.urls["google-sts"] + "/v1/token", "XCLOUD_IMPERSONATION_URL": self.urls["iamcredentials"]}

    def env_metadata(self):
        return {"GCE_METADATA_HOST": self.urls["metadata"].removeprefix("http://"), "NO_GCE_CHECK": "false"}

    def env_proxy(self):
        """No overrides: the real host names through the CONNECT proxy."""
        return {"HTTPS_PROXY": self.urls["proxy"]}


@pytest.fixture(scope="session")
def _cloud(tmp_path_factory):
    made = Cloud(tmp_path_factory.mktemp("cloud"))
    yield made
    made.stop()


@pytest.fixture
def cloud(_cloud):
    _cloud.reset()
    yield _cloud
    crashed = [r["crash"] for r in _cloud.log() if r.get("crash")]
    assert not crashed, "the fake cloud crashed:\n" + crashed[0]
    violations = _cloud.log("proxy-violation")
    assert not violations, f"loopback or link-local went through the proxy: {violations}"


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def faketime(tmp_path_factory):
    """A library that shifts the program's wall clock, or None without a C compiler."""
    cc = shutil.which("cc") or shutil.which("gcc")
    if not cc or sys.platform != "linux":
        return None
    out = tmp_path_factory.mktemp("clock") / "faketime.so"
    done = subprocess.run([cc, "-shared", "-fPIC", "-O1", "-o", str(out), str(pathlib.Path(__file__).with_name("faketime.c")), "-ldl"], capture_output=True)
    return out if done.returncode == 0 else None


class Done(tuple):
    """(exit, stdout bytes, stderr str), with names, and the seconds it took."""

    def __new__(cls, exit, stdout, stderr, seconds):
        self = super().__new__(cls, (exit, stdout, stderr))
        self.exit, self.stdout, self.stderr, self.seconds = exit, stdout, stderr, seconds
        return self

    @property
    def text(self):
        return self.stdout.decode()

    def json(self):
        return json.loads(self.stdout)


class Runner:
    """Runs xcloud with nothing but what a test gives it, then searches everything for secrets."""

    # Subcommands whose stdout is meant to carry a secret.
    SPEAKS = ("aws-credential-process", "gcp-executable", "token")

    def __init__(self, cloud, home, tmp_path, faketime):
        self.cloud, self.home, self.faketime, self.planted, self.started = cloud, home, faketime, [], []
        self.log = tmp_path / "every-run.log"  # XCLOUD_TEST_LOG=1: every run logs, and the log is searched too
        self.empty_path = tmp_path / "bin"
        self.empty_path.mkdir()
        self.binary = binary()
        if self.binary is None:
            pytest.fail("no xcloud binary: run `cargo build`, or set XCLOUD_BIN")

    def plant(self, *secrets):
        """More strings that may never show up."""
        self.planted += secrets

    def environment(self, env, clock=0):
        base = {
            "HOME": str(self.home), "PATH": f"{self.empty_path}:/usr/bin:/bin", "SSL_CERT_FILE": self.cloud.facts["ca"],
            "AWS_EC2_METADATA_DISABLED": "true", "NO_GCE_CHECK": "true",
        }
        if os.environ.get("XCLOUD_TEST_LOG") == "1":
            base["XCLOUD_LOG_FILE"] = str(self.log)
        if clock:
            if not self.faketime:
                pytest.skip("needs a C compiler to shift the clock")
            base.update(LD_PRELOAD=str(self.faketime), XCLOUD_TEST_CLOCK=str(clock))
        for key, value in (env or {}).items():
            if value is None:
                base.pop(key, None)
            else:
                base[key] = str(value)
        return base

    def start(self, *args, env=None, clock=0, **more):
        """A running xcloud (Popen), for tests of servers and signals. The caller ends it and calls `search`."""
        program, mounts, env = clocked(self.binary) if clock else self.binary, more.pop("mounts", None), self.environment(env, clock)
        if mounts and not mounting():
            pytest.skip("needs the right to mount (root, or user namespaces)")
        before = [*mounting(), MOUNTS, str(mounts), env.get("PATH", "")] if mounts else []
        process = subprocess.Popen([*before, str(program), *map(str, args)], env=env, cwd=self.home,
                                   stdin=more.pop("stdin", subprocess.DEVNULL), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True, **more)
        self.started.append(process)
        return process

    def stop(self):
        """End what a failed test left running, its children too."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def __call__(self, *args, env=None, stdin=None, timeout=40, clock=0, quiet=True, mounts=None):
        started = time.monotonic()
        process = self.start(*args, env=env, clock=clock, mounts=mounts, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE)
        try:
            out, err = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            pytest.fail(f"xcloud {' '.join(map(str, args))} did not end in {timeout} s; stderr: {err.decode('utf-8', 'replace')[-500:]}")
        done = Done(process.returncode, out, err.decode(), time.monotonic() - started)
        self.search(done, args, env, quiet)
        return done

    def search(self, done, args=(), env=None, quiet=True):
        """No secret anywhere it should not be; silence on success; nobody else can read what was written."""
        secrets = set(self.cloud.secrets()) | set(self.planted)
        secrets |= {quote(s, safe="") for s in secrets} | {quote(s) for s in secrets}
        words = [a for a in args if not str(a).startswith("-")]
        places = {"stderr": done.stderr}
        said_no = b'"success":false' in done.stdout.replace(b" ", b"")
        if done.exit != 0 or said_no or not words or words[0] not in self.SPEAKS:
            places["stdout"] = done.stdout.decode("utf-8", "replace")
        log = (env or {}).get("XCLOUD_LOG_FILE") or str(self.log)
        files = [p for p in self.home.rglob("*") if p.is_file() and not p.is_symlink()]
        for path in files + ([pathlib.Path(log)] if log and pathlib.Path(log).is_file() else []):
            places[f"the name of {path.name}"] = path.name
            if path.suffix == ".log":
                places[f"log file {path.name}"] = path.read_text("utf-8", "replace")
        for where, text in places.items():
            for secret in secrets:
                assert secret not in text, f"a secret ({secret[:14]}…) is in {where}"
        for path in self.home.rglob("*"):
            if "xcloud" in path.parts[len(self.home.parts):-1] and "cache" in str(path.parent).lower() and path.is_file() and os.access(path, os.R_OK):
                assert path.stat().st_mode & 0o077 == 0, f"{path} can be read by others"
        if quiet and done.exit == 0:
            assert done.stderr == "", f"a success wrote on stderr: {done.stderr!r}"
        assert not (self.home / "~").exists(), "a folder named ~ was made"


@pytest.fixture
def run(cloud, home, tmp_path, faketime):
    made = Runner(cloud, home, tmp_path, faketime)
    yield made
    made.stop()
