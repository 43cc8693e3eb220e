"""Start every listener, write ready.json, live as long as the parent's stdin pipe."""

import argparse
import json
import os
import pathlib
import signal
import sys
import threading

from .aws_metadata import Container, Imds
from .aws_s3 import S3
from .aws_sts import AwsSts
from .cloud import Cloud
from .control import Control
from .google_apis import ResourceManager, Storage
from .google_iam import IamCredentials, OAuth2
from .google_metadata import Metadata
from .google_sts import GoogleSts
from .issuers import Issuers
from .keys import certificates
from .kubernetes import Kubernetes
from .proxy import Proxy
from .state import POOL, SUB, email
from .web import Listener, Service

SERVICES = [AwsSts, S3, Imds, Container, GoogleSts, IamCredentials, OAuth2, Metadata, Storage, ResourceManager, Issuers, Kubernetes]


def write(path, text, mode=0o600):
    """Whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.chmod(mode)
    part.rename(path)


def start(folder):
    contexts = certificates(folder)
    tls = contexts["good"]
    cloud = Cloud(folder)
    ports, urls = {}, {}
    for kind in SERVICES:
        listener = Listener(kind(cloud), tls if kind.tls else None)
        ports[kind.name] = listener.port
        urls[kind.name] = f"{'https' if kind.tls else 'http'}://127.0.0.1:{listener.port}"
    for flaw in ("expired", "elsewhere"):  # STS once more, with a certificate that nobody should believe
        urls[f"sts_{flaw}"] = f"https://127.0.0.1:{Listener(AwsSts(cloud), contexts[flaw]).port}"
    proxy = Service(cloud)
    proxy.name, proxy.ports = "proxy", ports
    urls["proxy"] = f"http://127.0.0.1:{Listener(proxy, None, Proxy).port}"
    cloud.token_uris = [urls["oauth2"] + "/token", urls["oauth2"].replace("127.0.0.1", "localhost") + "/token"]
    facts = describe(cloud, urls)
    control = Listener(Control(cloud, facts), None)
    facts["urls"]["control"] = f"http://127.0.0.1:{control.port}"
    write(folder / "ready.json", json.dumps(facts, indent=1))
    return cloud


def describe(cloud, urls):
    aws, google = cloud.state["aws"], cloud.state["google"]
    names = {"user": "AKIAXCLOUDTESTUSER00", "session": "ASIAXCLOUDTESTSESSN0", "expired": "ASIAXCLOUDTESTEXPIRD"}
    refresh = {record["state"]: token for token, record in google["refresh_tokens"].items()}
    return {
        "dir": str(cloud.folder), "ca": str(cloud.folder / "ca.pem"), "strange_ca": str(cloud.folder / "strange-ca.pem"), "urls": urls, "account": aws["account"], "region": "us-east-1",
        "keys": {n: {"id": k, "secret": aws["keys"][k]["secret"], "token": aws["keys"][k]["token"], "arn": aws["keys"][k]["arn"]} for n, k in names.items()},
        "roles": {n: r["arn"] for n, r in aws["roles"].items()},
        "container_authorization": aws["container"]["authorization"], "instance": aws["imds"]["instance"],
        "project": google["project"], "number": google["number"], "pool": POOL,
        "providers": {p.rsplit("/", 1)[-1]: p for p in google["providers"]},
        "service_accounts": {e.split("@")[0]: {"email": e, "unique_id": s["unique_id"]} for e, s in google["service_accounts"].items()},
        "client": google["client"], "refresh_tokens": refresh, "issuers": {n: i.url for n, i in cloud.issuers.items()},
        "subject": SUB, "github_request_token": cloud.state["github"]["request_token"],
        "azure_access_token": cloud.state["azure"]["access_token"], "adc": adc(cloud, urls, google, refresh),
        "bucket": "xcloud-test", "object": "hello.txt",
    }


def adc(cloud, urls, google, refresh):
    """ADC files of every kind that need a secret of ours, ready to copy."""
    folder, token_uri = cloud.folder / "adc", urls["oauth2"] + "/token"
    folder.mkdir(mode=0o700, exist_ok=True)
    app = email("app")
    key = cloud.sa_key(app)
    user = {"type": "authorized_user", "client_id": google["client"]["id"], "client_secret": google["client"]["secret"],
            "refresh_token": refresh["live"], "token_uri": token_uri}
    account = {"type": "service_account", "project_id": google["project"], "private_key_id": key.kid, "private_key": key.pem(),
               "client_email": app, "client_id": google["service_accounts"][app]["unique_id"], "token_uri": token_uri}
    base = f"{urls['iamcredentials']}/v1/projects/-/serviceAccounts"
    files = {
        "authorized_user": user, "service_account": account,
        "authorized_user_revoked": {**user, "refresh_token": refresh["revoked"]},
        "authorized_user_reauth": {**user, "refresh_token": refresh["reauth"]},
        "authorized_user_real": {k: v for k, v in user.items() if k != "token_uri"},
        "service_account_real": {**account, "token_uri": "https://oauth2.googleapis.com/token"},
        "impersonated": {"type": "impersonated_service_account", "source_credentials": user, "delegates": [],
                         "service_account_impersonation_url": f"{base}/{app}:generateAccessToken"},
        "impersonated_by_key": {"type": "impersonated_service_account", "source_credentials": account, "delegates": [],
                                "service_account_impersonation_url": f"{base}/{email('target')}:generateAccessToken"},
    }
    out = {}
    for name, value in files.items():
        write(folder / f"{name}.json", json.dumps(value, indent=1))
        out[name] = str(folder / f"{name}.json")
    return out


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--dir", required=True, type=pathlib.Path)
    args.add_argument("--stay", action="store_true", help="do not end with the parent's stdin")
    given = args.parse_args()
    given.dir.mkdir(parents=True, exist_ok=True)
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    signal.signal(signal.SIGINT, lambda *_: done.set())

    def parent():
        while sys.stdin.buffer.read(4096):
            pass
        done.set()

    start(given.dir.resolve())
    if not given.stay:
        threading.Thread(target=parent, daemon=True).start()
    done.wait()
    (given.dir / "ready.json").unlink(missing_ok=True)
    os._exit(0)


main()
