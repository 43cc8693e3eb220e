"""The API server of a cluster, as far as the TokenRequest API goes: it authenticates, authorizes, and mints."""

import json
import re
import time

import jwt

from .cloud import utc
from .keys import unverified
from .web import Refused, Service, as_json

TOKEN = re.compile(r"/api/v1/namespaces/([a-z0-9-]+)/serviceaccounts/([a-z0-9.-]+)/token")


def fields(data):
    """(number, value) of a protobuf message: varints as numbers, the rest as bytes."""
    def varint(at):
        value = shift = 0
        while True:
            value |= (data[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 0x80:
                return value, at
    at = 0
    while at < len(data):
        key, at = varint(at)
        value, at = varint(at)
        if key & 7 == 2:
            value, at = data[at : at + value], at + value
        yield key >> 3, value


def from_protobuf(data):
    """A TokenRequest as kubectl sends it: runtime.Unknown around it."""
    outer = dict(fields(data))
    meta = dict(fields(outer[1]))
    spec = list(fields(dict(fields(outer[2]))[2]))
    return {"apiVersion": meta[1].decode(), "kind": meta[2].decode(), "spec": {
        "audiences": [v.decode() for n, v in spec if n == 1], **{"expirationSeconds": v for n, v in spec if n == 4}}}


class Kubernetes(Service):
    name = "kubernetes"

    def action(self, req):
        return "TokenRequest" if TOKEN.fullmatch(req.path) else req.path

    def error(self, status, code, message, extra):
        return as_json(status, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message, "reason": code, "code": status})

    def caller(self, req, cluster):
        """Who asks, by a token that this cluster issued for its own API server."""
        head = req.all("authorization")
        if len(head) != 1 or not head[0].startswith("Bearer "):
            raise Refused(401, "Unauthorized", "Unauthorized")
        token = head[0].removeprefix("Bearer ")
        try:
            unverified(token)
            claims = self.cloud.issuers[cluster["issuer"]].verify(token)
        except (ValueError, jwt.PyJWTError):
            raise Refused(401, "Unauthorized", "Unauthorized") from None
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if not set(audiences) & set(cluster["audiences"]) or claims["exp"] < self.cloud.now():
            raise Refused(401, "Unauthorized", "Unauthorized")
        return claims["sub"]

    def handle(self, req, row):
        cluster = self.cloud.state["kubernetes"]
        who = row["principal"] = self.caller(req, cluster)
        found = TOKEN.fullmatch(req.path)
        if not found or req.method != "POST":
            raise Refused(404, "NotFound", "the server could not find the requested resource")
        space, name = found.groups()
        if f"{space}/{name}" not in cluster["grants"].get(who, []):
            raise Refused(403, "Forbidden", f'serviceaccounts "{name}" is forbidden: User "{who}" cannot create resource "serviceaccounts/token" '
                                            f'in API group "" in the namespace "{space}"')
        if f"{space}/{name}" not in cluster["accounts"]:
            raise Refused(404, "NotFound", f'serviceaccounts "{name}" not found')
        kind = req.header("content-type") or ""
        if kind.startswith("application/json"):
            body = json.loads(req.body)
        elif kind == "application/vnd.kubernetes.protobuf" and req.body.startswith(b"k8s\0"):
            body = from_protobuf(req.body[4:])
        else:
            raise Refused(415, "UnsupportedMediaType", "the body of the request was in an unknown format")
        spec = body.get("spec", {})
        row["params"].update(namespace=space, name=name, audiences=spec.get("audiences"), seconds=spec.get("expirationSeconds"))
        if body.get("kind") != "TokenRequest" or body.get("apiVersion") != "authentication.k8s.io/v1":
            raise Refused(400, "BadRequest", "no kind TokenRequest of authentication.k8s.io/v1 in the body")
        seconds = spec.get("expirationSeconds", 3600)
        if type(seconds) is not int or seconds < 600:
            raise Refused(422, "Invalid", f'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: {seconds}: '
                                          "may not specify a duration less than 10 minutes")
        audiences = spec.get("audiences") or cluster["audiences"]
        if type(audiences) is not list or not all(type(a) is str for a in audiences):
            raise Refused(400, "BadRequest", "audiences is no list of strings")
        claims = {"aud": cluster.get("answer_audience") or audiences, "sub": f"system:serviceaccount:{space}:{name}",
                  "kubernetes.io": {"namespace": space, "serviceaccount": {"name": name, "uid": "6c1f5a0e-0000-4000-8000-000000000000"}}}
        token = self.cloud.mint(cluster["issuer"], claims, seconds)
        status = {"token": token, "expirationTimestamp": utc(int(self.cloud.now()) + seconds)}
        return as_json(201, {"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "metadata": {"name": name, "namespace": space,
                             "creationTimestamp": utc(time.time())}, "spec": {**spec, "boundObjectRef": None}, "status": status})
