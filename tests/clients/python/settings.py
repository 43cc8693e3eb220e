"""What both programs share: the settings, read from the environment, and the one line they print."""

import json
import os

BUCKET = os.environ.get("CLIENT_BUCKET", "xcloud-test")
OBJECT = os.environ.get("CLIENT_OBJECT", "hello.txt")
CALLS = int(os.environ.get("CLIENT_CALLS", "1"))
STORAGE_ENDPOINT = os.environ.get("CLIENT_STORAGE_ENDPOINT", "https://storage.googleapis.com")


def report(client, keys, body, ms):
    """The JSON line that every client prints when all went well."""
    print(json.dumps({"client": client, "keys": keys, "body": body, "calls": len(ms), "ms": ms}))
