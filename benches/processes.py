"""Whole-process figures of xcloud against the fake cloud, paired and in one run.

    scripts/bench [ROUNDS]

Each round runs every command once, in turn, so that a machine whose speed drifts treats all alike. The
median and the ratio to `cat` are what to quote.
"""

import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from conftest import Cloud, binary

DEV_NULL = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]


def spawn(command, env):
    """Microseconds from before the spawn to after the exit, and the exit status."""
    started = time.perf_counter_ns()
    pid = os.posix_spawn(command[0], command, env, file_actions=DEV_NULL)
    _, status = os.waitpid(pid, 0)
    return (time.perf_counter_ns() - started) / 1000, os.waitstatus_to_exitcode(status)


def fork(command, env):
    """The same by fork and exec, as most programs start a helper: the copy of this program is in the time."""
    started = time.perf_counter_ns()
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execve(command[0], command, env)
    _, status = os.waitpid(pid, 0)
    return (time.perf_counter_ns() - started) / 1000, os.waitstatus_to_exitcode(status)


def side_by_side(commands, env, rounds, spawn=spawn):
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            took, exit = spawn(command, env)
            assert exit == 0, f"{name} failed with {exit}"
            times[name].append(took)
    floor = statistics.median(times["cat"])
    print(f"\n{'command':<28}{'median µs':>12}{'min µs':>12}{'× cat':>8}")
    for name, all_of_it in times.items():
        median = statistics.median(all_of_it)
        print(f"{name:<28}{median:>12.0f}{min(all_of_it):>12.0f}{median / floor:>8.2f}")


def peak(command, env):
    """Peak resident memory of one run, in KiB, by the kernel's account of a waited-for child."""
    code = "import os,resource,sys; p=os.posix_spawn(sys.argv[1],sys.argv[1:],os.environ,file_actions=[(os.POSIX_SPAWN_OPEN,1,os.devnull,1,0)]); " \
           "print(os.wait4(p,0)[2].ru_maxrss)"
    time_tool = shutil.which("time", path="/usr/bin:/bin")
    if time_tool:
        done = subprocess.run([time_tool, "-f", "%M", *command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        return int(done.stderr.split()[-1])
    return int(subprocess.run([sys.executable, "-S", "-c", code, *command], env=env, capture_output=True, text=True).stdout)


def stampede(cloud, command, env, count):
    """All at once on a cold cache: how many exchanges, and how long the last one took."""
    shutil.rmtree(pathlib.Path(env["HOME"]) / ".cache", ignore_errors=True)
    cloud.reset()
    started = time.perf_counter()
    pids = [os.posix_spawn(command[0], command, env, file_actions=DEV_NULL) for _ in range(count)]
    exits = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    took = time.perf_counter() - started
    print(f"{count} processes at once: {exits.count(0)} answered, {cloud.count('aws-sts', 'AssumeRoleWithWebIdentity')} exchange, last after {took * 1000:.0f} ms")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    xcloud = str(binary())
    with tempfile.TemporaryDirectory(prefix="xcloud-bench-") as folder:
        folder = pathlib.Path(folder)
        home = folder / "home"
        home.mkdir(mode=0o700)
        cloud = Cloud(folder)
        try:
            base = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SSL_CERT_FILE": cloud.facts["ca"], "AWS_EC2_METADATA_DISABLED": "true"}
            env = {**base, **cloud.env_aws(), **cloud.env_metadata()}
            hit = [xcloud, "aws-credential-process", "--from", "google:metadata", "--role-arn", cloud.facts["roles"]["from-google"]]
            answer = subprocess.run(hit, env=env, capture_output=True, check=True).stdout
            same = folder / "answer.json"
            same.write_bytes(answer)
            print(f"binary {os.stat(xcloud).st_size / 1e6:.1f} MB; {rounds} rounds; {os.cpu_count()} CPUs")
            side_by_side({"cat": [shutil.which("cat"), str(same)], "xcloud, cache hit": hit, "xcloud --version": [xcloud, "--version"]}, env, rounds)
            print("\nthe same, forked and executed:", end="")
            side_by_side({"cat": [shutil.which("cat"), str(same)], "xcloud, cache hit": hit}, env, rounds, spawn=fork)
            side_by_side({"cat": [shutil.which("cat"), str(same)], "xcloud, cold, to AWS": [*hit, "--no-cache"]}, env, max(rounds // 10, 5))
            cold = {**base, **cloud.env_keys(), **cloud.env_google()}
            command = [xcloud, "token", "gcp", "--from", "aws", "--provider", cloud.facts["providers"]["aws"], "--service-account", cloud.sa("app"), "--no-cache"]
            cloud.reset()
            subprocess.run(command, env=cold, stdout=subprocess.DEVNULL, check=True)
            print(f"\ncold AWS to Google with impersonation: {[row['service'] + ' ' + row['action'] for row in cloud.log()]}")
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            for _ in range(10):
                subprocess.run(command, env=cold, stdout=subprocess.DEVNULL, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(f"CPU time of such a run: {(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 100:.0f} ms")
            print(f"peak memory: hit {peak(hit, env)} KiB, cold {peak(command, cold)} KiB")
            stampede(cloud, hit, env, 100)
        finally:
            cloud.stop()


if __name__ == "__main__":
    main()
