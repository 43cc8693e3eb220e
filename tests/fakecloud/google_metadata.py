"""The metadata server of Compute Engine and GKE."""

from .web import Answer, Refused, Service, as_json

V1 = "/computeMetadata/v1/"


class Metadata(Service):
    name, tls = "metadata", False

    def headers(self):
        return {"Metadata-Flavor": "Google", "Server": "Metadata Server for VM"}

    def action(self, req):
        path = req.path.rstrip("/")
        if not path:
            return "ping"
        last = path.rsplit("/", 1)[-1]
        if "/service-accounts/" in path and last in ("token", "identity", "email", "scopes"):
            return last
        return path.removeprefix(V1)

    def error(self, status, code, message, extra):
        return Answer(status, f"<!DOCTYPE html><html><title>Error {status} ({code})</title><p>{message}</html>", "text/html; charset=UTF-8")

    def handle(self, req, row):
        meta, google = self.cloud.state["google"]["metadata"], self.cloud.state["google"]
        if not meta["on"]:
            raise Refused(404, "Not Found", "the metadata server is off")
        if req.method != "GET":
            raise Refused(405, "Method Not Allowed", req.method)
        if req.path in ("/", ""):
            return Answer(200, "computeMetadata/\n", "application/text")
        if req.header("x-forwarded-for"):
            raise Refused(403, "Forbidden", "Your client does not have permission: X-Forwarded-For.")
        if req.all("metadata-flavor") != ["Google"]:
            raise Refused(403, "Forbidden", "Your client does not have permission to get this URL: missing Metadata-Flavor:Google header.")
        if not (req.path + "/").startswith(V1):
            raise Refused(404, "Not Found", req.path)
        path = req.path[len(V1):].strip("/")
        email = meta["email"]
        account = google["service_accounts"].get(email)
        name, accounts = "instance/service-accounts", ("default", email)
        if path == name:
            return as_json(200, {a: self.account(meta) for a in accounts}) if req.arg("recursive") else Answer(200, f"default/\n{email}/\n", "application/text")
        for alias in accounts:
            if path == f"{name}/{alias}":
                if req.arg("recursive"):
                    return as_json(200, self.account(meta))
                return Answer(200, "aliases\nemail\nidentity\nscopes\ntoken\n", "application/text")
            if path == f"{name}/{alias}/email":
                return Answer(200, email, "application/text")
            if path == f"{name}/{alias}/scopes":
                return Answer(200, "\n".join(meta["scopes"]) + "\n", "application/text")
            if path == f"{name}/{alias}/aliases":
                return Answer(200, "default\n", "application/text")
            if path == f"{name}/{alias}/token":
                row["principal"] = f"serviceAccount:{email}"
                scopes = (req.arg("scopes") or "").replace(",", " ").split() or meta["scopes"]
                row["params"]["scopes"] = scopes
                token = self.cloud.google_token("service_account", [row["principal"]], scopes, meta["lifetime"], email=email)
                return as_json(200, {"access_token": token, "expires_in": meta["lifetime"], "token_type": "Bearer"})
            if path == f"{name}/{alias}/identity":
                return self.identity(req, row, meta, account)
        plain = {
            "project/project-id": google["project"], "project/numeric-project-id": google["number"], "universe/universe-domain": google["universe"],
            "instance/zone": f"projects/{google['number']}/zones/{meta['zone']}", "instance/id": "5123456789012345678",
            "instance/name": meta["instance_name"], "instance/hostname": meta["hostname"], "instance": "attributes/\nhostname\nid\nname\nservice-accounts/\nzone\n",
            "instance/attributes": "cluster-name\n", "": "instance/\noslogin/\nproject/\nuniverse/\n",
            "instance/attributes/cluster-name": "demo", "instance/attributes/cluster-location": "europe-west1",
        }.get(path)
        if not plain:
            raise Refused(404, "Not Found", f"The requested URL {req.path} was not found on this server.")
        return Answer(200, plain, "application/text")

    def account(self, meta):
        return {"aliases": ["default"], "email": meta["email"], "scopes": meta["scopes"]}

    def identity(self, req, row, meta, account):
        audience, kind = req.arg("audience"), req.arg("format") or "standard"
        row["params"].update(audience=audience, format=kind)
        if not meta["identity"] or account is None:
            raise Refused(404, "Not Found", "no service account is bound to this workload")
        if not audience:
            raise Refused(400, "Bad Request", "non-empty audience parameter required")
        if kind not in ("standard", "full"):
            raise Refused(400, "Bad Request", "unknown format")
        row["principal"] = f"serviceAccount:{meta['email']}"
        claims = {"aud": audience, "azp": account["unique_id"], "sub": account["unique_id"]}
        if kind == "full":
            google = self.cloud.state["google"]
            claims.update(email=meta["email"], email_verified=True, google={"compute_engine": {
                "instance_id": "5123456789012345678", "instance_name": meta["instance_name"], "project_id": google["project"],
                "project_number": int(google["number"]), "zone": meta["zone"]}})
        return Answer(200, self.cloud.mint("google", claims, 3600), "text/html")
