"""The door for tests: log, reset, mint, state, faults, facts, secrets."""

import json

from .web import Answer, Service, as_json


class Control(Service):
    name, tls = "control", False

    def __init__(self, cloud, facts):
        super().__init__(cloud)
        self.facts = facts

    def handle(self, req, row):
        cloud = self.cloud
        body = json.loads(req.body) if req.body else {}
        try:
            if req.method == "GET" and req.path == "/log":
                with cloud.lock:
                    return as_json(200, cloud.rows)
            if req.method == "GET" and req.path == "/facts":
                return as_json(200, self.facts)
            if req.method == "GET" and req.path == "/secrets":
                with cloud.lock:
                    return as_json(200, sorted(cloud.said))
            if req.method == "GET" and req.path == "/state":
                return as_json(200, cloud.state)
            if req.method == "POST" and req.path == "/reset":
                cloud.reset()
                return as_json(200, {})
            if req.method == "POST" and req.path == "/mint":
                return as_json(200, {"token": cloud.mint(**body)})
            if req.method == "POST" and req.path == "/keys":
                return as_json(200, cloud.issue_keys(**body))
            if req.method == "POST" and req.path == "/state":
                cloud.change(body)
                return as_json(200, {})
            if req.method == "POST" and req.path == "/faults":
                with cloud.lock:
                    cloud.faults.extend(dict(f) for f in body)
                return as_json(200, {})
        except Exception as err:  # a test's own mistake: say it
            return Answer(400, f"{type(err).__name__}: {err}")
        return Answer(404, "no such control")
