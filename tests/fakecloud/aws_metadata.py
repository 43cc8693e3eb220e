"""The two local credential endpoints of AWS: IMDSv2, and the container endpoint of ECS and EKS Pod Identity."""

import pathlib
import secrets as rnd
import time

from .cloud import role_id, utc
from .web import Answer, Refused, Service, as_json, token


class Imds(Service):
    name, tls = "imds", False

    def __init__(self, cloud):
        super().__init__(cloud)
        self.tokens = {}

    def action(self, req):
        path = req.path.rstrip("/")
        if path == "/latest/api/token":
            return "token"
        if path.endswith("/iam/security-credentials"):
            return "role"
        if "/iam/security-credentials/" in path:
            return "credentials"
        return {"region": "region", "availability-zone": "availability-zone", "instance-id": "instance-id",
                "document": "document", "info": "info"}.get(path.rsplit("/", 1)[-1], path)

    def error(self, status, code, message, extra):
        return Answer(status, f'<?xml version="1.0" encoding="iso-8859-1"?>\n<html><head><title>{status} - {code}</title></head>'
                      f"<body><h1>{status} - {code}</h1></body></html>", "text/html")

    def handle(self, req, row):
        imds = self.cloud.state["aws"]["imds"]
        if not imds["on"]:
            raise Refused(403, "Forbidden", "off")
        path = req.path.rstrip("/")
        if req.method == "PUT":
            ttl = req.header("x-aws-ec2-metadata-token-ttl-seconds") or ""
            if req.header("x-forwarded-for"):
                raise Refused(403, "Forbidden", "forwarded")
            if path != "/latest/api/token":
                raise Refused(403, "Forbidden", "PUT elsewhere")
            if not ttl.isdigit() or not 1 <= int(ttl) <= 21600 or req.body:
                raise Refused(400, "Bad Request", "no usable TTL")
            value = self.cloud.secret("AQAESECRETMARKER" + rnd.token_urlsafe(30) + "==")
            self.tokens[value] = self.cloud.now() + int(ttl)
            row["params"]["ttl"] = int(ttl)
            return Answer(200, value, headers={"X-aws-ec2-metadata-token-ttl-seconds": ttl})
        if self.tokens.get(req.header("x-aws-ec2-metadata-token") or "", 0) < self.cloud.now():
            raise Refused(401, "Unauthorized", "no token")
        if req.method != "GET":
            raise Refused(405, "Method Not Allowed", req.method)
        row["principal"] = arn = f"arn:aws:sts::{self.cloud.state['aws']['account']}:assumed-role/{imds['role']}/{imds['instance']}"
        base = "/latest/meta-data"
        if path == f"{base}/iam/security-credentials" and imds["role"]:
            return Answer(200, imds["role"])
        if path == f"{base}/iam/security-credentials/{imds['role']}":
            keys = self.cloud.issue_keys(arn, imds["lifetime"], role=imds["role"])
            return as_json(200, {"Code": "Success", "LastUpdated": utc(self.cloud.now()), "Type": "AWS-HMAC", **keys})
        plain = {
            f"{base}/placement/region": imds["region"], f"{base}/placement/availability-zone": imds["region"] + "a",
            f"{base}/instance-id": imds["instance"], f"{base}": "iam/\ninstance-id\nplacement/",
        }.get(path)
        if plain is not None:
            return Answer(200, plain)
        if path == f"{base}/iam/info":
            return as_json(200, {"Code": "Success", "InstanceProfileArn": f"arn:aws:iam::{self.cloud.state['aws']['account']}:instance-profile/{imds['role']}",
                                 "InstanceProfileId": role_id(arn)})
        if path == "/latest/dynamic/instance-identity/document":
            return as_json(200, {"accountId": self.cloud.state["aws"]["account"], "region": imds["region"], "instanceId": imds["instance"],
                                 "availabilityZone": imds["region"] + "a"})
        raise Refused(404, "Not Found", path)


class Container(Service):
    """Paths: /v2/credentials/ID (ECS, relative), /creds (any full URI), /v1/credentials (EKS Pod Identity)."""

    name, tls = "container", False

    def action(self, req):
        return "credentials"

    def error(self, status, code, message, extra):
        return as_json(status, {"code": code, "message": message, "Code": code, "Message": message})

    def handle(self, req, row):
        box = self.cloud.state["aws"]["container"]
        if not box["on"]:
            raise Refused(404, "NotFound", "no credentials here")
        if req.method != "GET" or not (req.path in ("/creds", "/v1/credentials") or req.path.startswith("/v2/credentials/")):
            raise Refused(404, "InvalidPath", req.path)
        if req.header("x-forwarded-for"):
            raise Refused(403, "AccessDenied", "forwarded")
        wanted = pathlib.Path(box["authorization_file"]).read_text() if box["authorization_file"] else box["authorization"]
        given = req.all("authorization")
        if wanted and given != [wanted]:
            raise Refused(403 if given else 401, "AccessDenied", "the authorization token is missing or wrong")
        row["principal"] = arn = f"arn:aws:sts::{self.cloud.state['aws']['account']}:assumed-role/{box['role']}/{token('task', 8, '0123456789abcdef')}"
        keys = self.cloud.issue_keys(arn, box["lifetime"], role=box["role"])
        return as_json(200, {"RoleArn": f"arn:aws:iam::{self.cloud.state['aws']['account']}:role/{box['role']}",
                             **keys, "AccountId": self.cloud.state["aws"]["account"], "LastUpdated": time.strftime("%Y-%m-%dT%H:%M:%SZ")})
