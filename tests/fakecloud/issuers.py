"""OpenID Connect issuers: discovery and keys, and the identity endpoints of GitHub Actions and Azure Pipelines jobs."""

import json

from .state import AZURE_AUDIENCE
from .web import Refused, Service, as_json


class Issuers(Service):
    name = "issuers"

    def action(self, req):
        for end, name in (("/openid-configuration", "discovery"), ("/jwks.json", "jwks"), ("/actions/idtoken", "github-token"), ("/oidctoken", "azure-token")):
            if req.path.endswith(end):
                return name
        return req.path

    def handle(self, req, row):
        if req.path == "/actions/idtoken":
            return self.github(req, row)
        if req.path.endswith("/oidctoken"):
            return self.azure(req, row)
        host = req.host.rsplit(":", 1)[0]
        for alias, issuer in self.cloud.issuers.items():
            base = issuer.url.removeprefix("https://")
            for prefix in (base.removeprefix(host) if base.startswith(host) else None, f"/{alias}"):
                if prefix is None:
                    continue
                if req.path == f"{prefix}/.well-known/openid-configuration":
                    return as_json(200, {"issuer": issuer.url, "jwks_uri": f"{issuer.url}/.well-known/jwks.json", "response_types_supported": ["id_token"],
                                         "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": list(issuer.keys)})
                if req.path == f"{prefix}/.well-known/jwks.json":
                    return as_json(200, issuer.jwks())
        raise Refused(404, "not_found", "no such issuer")

    def github(self, req, row):
        state = self.cloud.state["github"]
        row["params"]["audience"] = req.arg("audience")
        if req.method != "GET" or req.all("authorization") not in ([f"Bearer {state['request_token']}"], [f"bearer {state['request_token']}"]):
            raise Refused(401, "unauthorized", "The token is missing or wrong")
        claims = {"sub": state["sub"], "aud": req.arg("audience") or "https://github.com/acme", "repository": "acme/app", "ref": "refs/heads/main",
                  "run_id": "42", "repository_owner": "acme", "workflow": "ci", "actor": "dev"}
        return as_json(200, {"count": 1, "value": self.cloud.mint("github", claims, 300)})

    def azure(self, req, row):
        state, names = self.cloud.state["azure"], [k for k, _ in req.query]
        row["params"].update(query=dict(req.query))
        if req.method != "POST" or "application/json" not in (req.header("content-type") or ""):
            raise Refused(405, "method", "The requested resource does not support http method 'GET'.")
        if req.all("authorization") != [f"Bearer {state['access_token']}"]:
            raise Refused(401, "unauthorized", "TF400813: The user is not authorized to access this resource.")
        if names.count("api-version") != 1 or req.arg("api-version") != "7.1" or set(names) - {"api-version", "serviceConnectionId"} or json.loads(req.body) != {}:
            raise Refused(400, "version", "The api-version or the body is wrong")
        connection = req.arg("serviceConnectionId")
        sub = f"sc://acme/shop/{connection}" if connection else state["sub"]
        return as_json(200, {"oidcToken": self.cloud.mint("azure", {"sub": sub, "aud": AZURE_AUDIENCE}, 600)})
