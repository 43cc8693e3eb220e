"""OpenID Connect issuers: discovery and keys, and the identity endpoint of a GitHub Actions job."""

from .web import Refused, Service, as_json


class Issuers(Service):
    name = "issuers"

    def action(self, req):
        for end, name in (("/openid-configuration", "discovery"), ("/jwks.json", "jwks"), ("/actions/idtoken", "github-token")):
            if req.path.endswith(end):
                return name
        return req.path

    def handle(self, req, row):
        if req.path == "/actions/idtoken":
            return self.github(req, row)
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
