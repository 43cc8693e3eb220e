"""Stories: every directory of tests/cases is one behaviour of the program, told in `case.toml`.

    about = "one sentence"                     # what this proves
    args = ["token", "aws"]                    # without the program's name
    stdin = "text"  clock = 60  timeout = 40   # optional; `clock` shifts the wall clock of program and cloud, in seconds
    pod = { "token" = { jwt = NAME }, "ca.crt" = { copy = "ca" } }  # run in a mount namespace with these files where a pod has them
    over = { "/etc/resolv.conf" = "text" }     # the same for files of the machine
    needs = "kubectl"                          # a program of the machine: skipped where it is not installed
    wing = ["whoami", "--help"]                # part of the house that may not be built yet: skipped while this is a usage error
    [jwts] NAME = { issuer = "eks", claims = { aud = "x" }, lifetime = 3600, age = 0, forged = false }
    [env] NAME = "value"                       # false takes a default (HOME, NO_GCE_CHECK …) away
    [files] "path" = "text"                    # under HOME; or { jwt = NAME }, { copy = "adc:KIND" }, { json = {…} },
                                               #   each with mode = "0600"; { dir = true }; { fifo = true }; { remove = true }; { executable = "#!/bin/sh…" }
    [cloud] state = {…}  faults = [{…}]        # see fakecloud/control.py
    [expect]
    exit = 0                                   # or a list, where the contract leaves room
    stdout = "exact" | json = {subset} | matches = "regex" | stdout = ""
    stderr = ["contains", "re:regex", "not:text"] | stderr_is = "exact"
                                               #   a success is silent unless a part names "xcloud: note:"
    requests = { "aws-sts AssumeRole" = 1 }    # exact counts a "service action" or "service"; whatever is not named must be 0
    params = { "aws-sts AssumeRole" = {subset of the logged params; "re:…" allowed} }
    files = { "path" = "re:…" | false | { mode = "0600" } }
    seconds = 5                                # at most
    same = true                                # stdout is (or with false: is not) what the run before printed
    [[step]]                                   # more runs in the same home: args, env, files, cloud, expect as above
    damage = "cache"                           # in a step: overwrite every file of that folder first; "cache:empty" cuts
                                               #   them to nothing, "cache:folder" puts folders in their place

Strings may hold placeholders, see `Words`. A story inherits nothing from another.
"""

import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tomllib

import pytest

CASES = pathlib.Path(__file__).resolve().parents[1] / "cases"
STORIES = sorted(p.parent.name for p in CASES.glob("*/case.toml"))
TOP = {"about", "args", "stdin", "clock", "timeout", "jwts", "env", "files", "cloud", "expect", "step", "damage", "wing", "pod", "over", "needs"}
EXPECT = {"exit", "stdout", "json", "matches", "stderr", "stderr_is", "requests", "params", "files", "seconds", "lines", "same"}


class Words:
    """Replaces `{name}` and `{name:arg}`; a brace that is no placeholder stays."""

    def __init__(self, cloud, home, xcloud):
        self.cloud, self.home, self.xcloud, self.jwts = cloud, home, xcloud, {}

    def one(self, match):
        name, _, arg = match.group(1).partition(":")
        f, urls = self.cloud.facts, self.cloud.urls
        plain = {
            "home": str(self.home), "xcloud": str(self.xcloud), "python": sys.executable, "account": f["account"], "ca": f["ca"],
            "sts": urls["aws-sts"], "s3": urls["s3"], "google_sts": urls["google-sts"], "token_url": urls["google-sts"] + "/v1/token",
            "iamcredentials": urls["iamcredentials"], "oauth2": urls["oauth2"], "metadata": urls["metadata"].removeprefix("http://"),
            "imds": urls["imds"], "container": urls["container"], "proxy": urls["proxy"], "proxy_address": urls["proxy"].removeprefix("http://"), "issuers": urls["issuers"],
            "github_url": urls["issuers"] + "/actions/idtoken?api-version=2.0", "github_token": f["github_request_token"],
            "azure_url": urls["issuers"] + "/acme/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken", "azure_token": f["azure_access_token"],
            "container_authorization": f["container_authorization"], "instance": f["instance"], "number": f["number"], "project": f["project"],
            "subject": f["subject"], "client_id": f["client"]["id"], "client_secret": f["client"]["secret"], "pool": f["pool"],
            "kubernetes": urls["kubernetes"], "kubernetes_port": urls["kubernetes"].rsplit(":", 1)[1], "strange_ca": f["strange_ca"],
            "sts_expired": urls["sts_expired"], "sts_elsewhere": urls["sts_elsewhere"],
            "impersonate": urls["iamcredentials"] + "/v1/projects/-/serviceAccounts",
        }
        if not arg and name in plain:
            return plain[name]
        if name == "key":
            which, _, part = arg.partition(".")
            return f["keys"][which][part] or ""
        table = {
            "role": lambda: f["roles"][arg], "provider": lambda: f["providers"][arg], "provider_path": lambda: f["providers"][arg].split("com/", 1)[1],
            "sa": lambda: f["service_accounts"][arg]["email"], "sa_id": lambda: f["service_accounts"][arg]["unique_id"], "issuer": lambda: f["issuers"][arg],
            "adc": lambda: f["adc"][arg], "jwt": lambda: self.jwts[arg], "refresh": lambda: f["refresh_tokens"][arg],
        }.get(name) if arg else None
        return table() if table else match.group(0)

    def __call__(self, value):
        if isinstance(value, str):
            return re.sub(r"\{([a-z_0-9]+(?::[\w.-]+)?)\}", self.one, value)
        if isinstance(value, list):
            return [self(v) for v in value]
        if isinstance(value, dict):
            return {self(k): self(v) for k, v in value.items()}
        return value


def place(path, what, words):
    """Make one file of a story."""
    if isinstance(what, str):
        what = {"text": what}
    if what.get("remove"):
        path.unlink()
        return
    if what.get("fifo"):
        os.mkfifo(path)
    elif what.get("dir"):
        path.mkdir(parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        if "jwt" in what:
            text = words.jwts[what["jwt"]]
        elif "copy" in what:
            text = pathlib.Path(words("{" + what["copy"] + "}")).read_text()
        elif "json" in what:
            text = json.dumps(words(what["json"]))
        else:
            text = words(what.get("text", what.get("executable", "")))
        path.write_text(text)
        if "executable" in what:
            path.chmod(0o755)
        if "age" in what:
            old = path.stat().st_mtime - what["age"]
            os.utime(path, (old, old))
    if "mode" in what:
        path.chmod(int(what["mode"], 8))


def harm(home, what):
    """Spoil every file of a folder."""
    folder, _, how = what.partition(":")
    for path in [p for p in (home / folder).rglob("*") if p.is_file()]:
        if how == "folder":
            path.unlink()
            path.mkdir()
        else:
            path.write_bytes(b"" if how == "empty" else b"\x00damaged" + os.urandom(64))


def subset(wanted, got, at="$"):
    """Every difference between what a story names and what was there."""
    if isinstance(wanted, str) and wanted.startswith("re:"):
        return [] if isinstance(got, (str, int, float)) and re.fullmatch(wanted[3:], str(got), re.S) else [f"{at}: {got!r} does not match {wanted[3:]!r}"]
    if isinstance(wanted, str) and wanted in ("type:int", "type:str", "type:bool"):
        return [] if type(got).__name__ == wanted[5:] else [f"{at}: {got!r} is no {wanted[5:]}"]
    if wanted == "absent:":
        return [] if got is None else [f"{at}: should be absent, is {got!r}"]
    if isinstance(wanted, dict):
        if not isinstance(got, dict):
            return [f"{at}: {got!r} is no object"]
        return [d for k, v in wanted.items() for d in subset(v, got.get(k), f"{at}.{k}")]
    if isinstance(wanted, list):
        if not isinstance(got, list) or len(got) != len(wanted):
            return [f"{at}: {got!r} is not {wanted!r}"]
        return [d for i, (w, g) in enumerate(zip(wanted, got)) for d in subset(w, g, f"{at}[{i}]")]
    return [] if wanted == got and type(wanted) is type(got) else [f"{at}: {got!r} is not {wanted!r}"]


def judge(expect, done, rows, home, last):
    """What a run did against what the story says; a list of complaints."""
    wrong = []
    unknown = set(expect) - EXPECT
    assert not unknown, f"unknown words in [expect]: {unknown}"
    allowed = expect.get("exit", 0)
    if done.exit not in (allowed if isinstance(allowed, list) else [allowed]):
        wrong.append(f"exit {done.exit}, expected {expect.get('exit', 0)}")
    text = done.stdout.decode("utf-8", "replace")
    if "stdout" in expect and text != expect["stdout"]:
        wrong.append("stdout is not " + repr(expect["stdout"]))
    if "matches" in expect and not re.fullmatch(expect["matches"], text, re.S):
        wrong.append(f"stdout does not match {expect['matches']!r}")
    if "json" in expect:
        try:
            wrong += subset(expect["json"], json.loads(text), "stdout")
        except ValueError:
            wrong.append("stdout is no JSON")
    if "lines" in expect and len(text.splitlines()) != expect["lines"]:
        wrong.append(f"stdout has {len(text.splitlines())} lines")
    if "stderr_is" in expect and done.stderr != expect["stderr_is"]:
        wrong.append(f"stderr is not {expect['stderr_is']!r}")
    for part in expect.get("stderr", []):
        if part.startswith("not:"):
            bad = part[4:] in done.stderr
        else:
            bad = not (re.search(part[3:], done.stderr, re.S) if part.startswith("re:") else part in done.stderr)
        if bad:
            wrong.append(f"stderr: {part!r}")
    rows = [r for r in rows if r["service"] != "proxy"]
    if "requests" in expect:
        counted = set()
        for key, number in expect["requests"].items():
            service, _, action = key.partition(" ")
            found = [i for i, r in enumerate(rows) if r["service"] == service and action in ("", r["action"])]
            counted.update(found)
            if isinstance(number, str):
                low, _, high = number.partition("-")
                good = int(low) <= len(found) <= int(high or low)
            else:
                good = len(found) == number
            if not good:
                wrong.append(f"{len(found)} requests of {key!r}, expected {number}")
        extra = [f"{r['service']} {r['action']}" for i, r in enumerate(rows) if i not in counted]
        if extra:
            wrong.append(f"unexpected requests: {extra}")
    for key, params in expect.get("params", {}).items():
        service, _, action = key.partition(" ")
        found = [r for r in rows if r["service"] == service and action in ("", r["action"])]
        differences = [subset(params, {**r["params"], "host": r["host"], "principal": r["principal"]}, key) for r in found]
        if not any(not d for d in differences):
            wrong += differences[-1] if differences else [f"no request {key!r}"]
    for name, what in expect.get("files", {}).items():
        path = home / name
        if what is False:
            if path.exists():
                wrong.append(f"{name} exists")
        elif not path.is_file():
            wrong.append(f"{name} does not exist")
        elif isinstance(what, dict):
            if "mode" in what and stat.S_IMODE(path.stat().st_mode) != int(what["mode"], 8):
                wrong.append(f"{name} has mode {stat.S_IMODE(path.stat().st_mode):o}")
            if "json" in what:
                wrong += subset(what["json"], json.loads(path.read_text()), name)
        elif subset(what, path.read_text(), name):
            wrong.append(f"{name} does not hold {what!r}")
    if "same" in expect and (done.stdout == last.stdout) is not expect["same"]:
        wrong.append("stdout changed" if expect["same"] else "stdout is what it was")
    if "seconds" in expect and done.seconds > expect["seconds"]:
        wrong.append(f"took {done.seconds:.1f} s, at most {expect['seconds']}")
    return wrong


@pytest.mark.parametrize("name", STORIES)
def test_story(name, cloud, run, home):
    story = tomllib.loads((CASES / name / "case.toml").read_text())
    assert not set(story) - TOP, f"unknown words: {set(story) - TOP}"
    words = Words(cloud, home, run.binary)
    if "wing" in story and os.environ.get("XCLOUD_ALL_WINGS") != "1":
        if subprocess.run([run.binary, *story["wing"]], capture_output=True, env={"PATH": "/nowhere"}, stdin=subprocess.DEVNULL).returncode == 2:
            pytest.skip(f"not built yet: {' '.join(story['wing'])}")
    if "needs" in story and not shutil.which(story["needs"], path="/usr/bin:/bin:/usr/local/bin"):
        pytest.skip(f"needs {story['needs']}")
    steps = [{**story, "step": None}, *story.get("step", [])]
    env, last, mounts = {}, None, None
    try:
        for number, step in enumerate(steps, 1):
            assert not set(step) - TOP, f"unknown words in step {number}: {set(step) - TOP}"
            if step.get("clock"):
                cloud.state({"clock": step["clock"]})
            for key, how in step.get("jwts", {}).items():
                words.jwts[key] = cloud.mint(**words(how))
            env.update({k: None if v is False else words(v) for k, v in step.get("env", {}).items()})
            for path, what in step.get("files", {}).items():
                place(home / words(path), what, words)
            for path, what in step.get("pod", {}).items():
                mounts = home.parent / "mounts"  # beside the home, which is searched for secrets
                place(mounts / "pod" / path, what, words)
            for path, what in step.get("over", {}).items():
                mounts = home.parent / "mounts"
                place(mounts / "over" / path.replace("/", "%"), what, words)
            if "damage" in step:
                harm(home, step["damage"])
            change = words(step.get("cloud", {}))
            cloud.state(change.get("state", {}))
            cloud.faults(change.get("faults", []))
            before = len(cloud.log())
            stdin = step.get("stdin")
            done = run(*words(step["args"]), env=env, stdin=None if stdin is None else words(stdin).encode(),
                       clock=step.get("clock", 0), mounts=mounts, timeout=step.get("timeout", 40),
                       quiet=not any("xcloud: note:" in part for part in step.get("expect", {}).get("stderr", [])))
            rows = cloud.log()[before:]
            wrong = judge(words(step.get("expect", {})), done, rows, home, last)
            last = done
            if wrong:
                said = [f"{r['service']} {r['action']} -> {r['status']} {r.get('refused', '')}{' fault ' + r['fault'] if r.get('fault') else ''}" for r in rows]
                pytest.fail("\n".join([f"{story['about']} (step {number})", *[f"  ✗ {w}" for w in wrong],
                                       f"  exit {done.exit}  stdout {done.stdout[:600]!r}", f"  stderr {done.stderr[:900]!r}", f"  requests {said}"]), pytrace=False)
    finally:
        for path in home.rglob("*"):  # so that pytest can clean up
            if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
                path.chmod(0o700)
