"""What the log tells of waiting: for another process's exchange, and of an ageing answer that somebody else renews."""

import re


def test_the_log_tells_who_waited_for_whom(cloud, run, home):
    cloud.faults([{"service": "google-sts", "kind": "delay", "seconds": 1}])
    env = {**cloud.env_keys(), **cloud.env_google()}
    args = ["token", "gcp", "--from", "aws:env", "--provider", cloud.facts["providers"]["aws"]]
    logs = [home / f"{number}.log" for number in range(3)]
    processes = [run.start(*args, "--log-file", log, env=env) for log in logs]
    answers = {process.communicate(timeout=20) for process in processes}
    assert len(answers) == 1 and all(process.returncode == 0 for process in processes)
    assert cloud.count("google-sts") == 1
    texts = sorted((log.read_text() for log in logs), key=lambda text: "waiting for the lock" in text)
    assert "exchanged hop=" in texts[0] and "waiting for the lock" not in texts[0]
    for text in texts[1:]:
        assert text.count("waiting for the lock") == 1
        assert re.search(r"another process made the exchange waited_ms=\d{3,}\n", text)
        assert "exchanged hop=" not in text
        assert int(re.search(r"answered ms=(\d+)", text).group(1)) >= 300
    done = run("cache", "path", env=env)  # the search for secrets looks at every log of this home
    assert done.exit == 0
