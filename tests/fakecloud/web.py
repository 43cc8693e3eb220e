"""The HTTP underneath: one listener a service, one log row a request, faults in order."""

import http.server
import json
import secrets as rnd
import select
import socket
import socketserver
import threading
import time
import traceback
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit


class Request:
    """What arrived, byte for byte where a signature may depend on it."""

    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        parts = urlsplit(target)
        self.path, self.raw_query = parts.path or "/", parts.query
        self.query = parse_qsl(parts.query, keep_blank_values=True)
        self.host = (self.header("host") or "").lower()

    def header(self, name):
        values = self.all(name)
        return values[0] if values else None

    def all(self, name):
        return [v for k, v in self.headers if k.lower() == name.lower()]

    def arg(self, name):
        return next((v for k, v in self.query if k == name), None)

    def form(self):
        """The form fields as pairs, or None when the body is not a form."""
        if "application/x-www-form-urlencoded" not in (self.header("content-type") or ""):
            return None
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)


class Answer:
    def __init__(self, status, body=b"", content_type="text/plain", headers=None):
        self.status, self.content_type, self.headers = status, content_type, dict(headers or {})
        self.body = body.encode() if isinstance(body, str) else body


def as_json(status, value, **headers):
    head = {k.replace("_", "-"): v for k, v in headers.items()}
    return Answer(status, json.dumps(value), "application/json; charset=UTF-8", head)


class Refused(Exception):
    """A refusal in the service's own words; `Service.error` gives it the service's own shape."""

    def __init__(self, status, code, message, **extra):
        super().__init__(code, message)
        self.status, self.code, self.message, self.extra = status, code, message, extra


class Service:
    """One listener. `name` is what the log and the faults call it."""

    name, tls = "", True

    def __init__(self, cloud):
        self.cloud = cloud

    def action(self, req):
        return req.path

    def handle(self, req, row):
        raise NotImplementedError

    def error(self, status, code, message, extra):
        return as_json(status, {"error": code, "error_description": message})

    def headers(self):
        """Headers that are on every answer of the service, errors too."""
        return {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_):
        pass

    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.server.tls:
            self.request.settimeout(20)
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def body(self):
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            out = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                out += self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return out
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def serve(self):
        service, cloud = self.server.service, self.server.service.cloud
        started = time.monotonic()
        req = Request(self.command, self.path, list(self.headers.items()), self.body())
        req.connection = self.connection
        row = {
            "service": service.name, "action": service.action(req), "method": req.method,
            "path": unquote(req.path)[:300], "host": req.host, "signed": bool(req.header("authorization")),
            "principal": None, "status": None, "params": {}, "start": started, "end": None,
        }
        for name in ("user-agent", "x-goog-api-client", "accept", "content-type"):
            if req.header(name):
                row["params"][name] = req.header(name)
        if service.name == "control":
            return self.reply(service.handle(req, row))
        cloud.enter(row)
        fault = cloud.take_fault(row["service"], row["action"])
        if fault:
            row["fault"] = fault["kind"]
            if not self.before(fault, req, row):
                return None
        try:
            answer = self.faulty(fault, req) or service.handle(req, row)
        except Refused as no:
            row["refused"] = f"{no.code}: {no.message}"
            answer = service.error(no.status, no.code, no.message, no.extra)
        except Exception:
            row["crash"] = traceback.format_exc()
            answer = Answer(500, "the fake cloud crashed")
        for k, v in ({} if fault and fault.get("bare") else service.headers()).items():
            answer.headers.setdefault(k, v)
        row["status"], row["end"] = answer.status, time.monotonic()
        return self.reply(answer, fault)

    def before(self, fault, req, row):
        """What goes wrong before anything is answered. False when the connection is spent."""
        kind, cloud = fault["kind"], self.server.service.cloud
        if kind == "delay":
            cloud.pause(fault.get("seconds", 1))
        if kind == "hang":
            row["status"] = 0
            cloud.wait_gone(self.connection, fault.get("seconds", 60))
            self.close_connection = True
            return False
        if kind == "close":
            row["status"] = 0
            self.close_connection = True
            self.connection.close()
            return False
        return True

    def faulty(self, fault, req):
        """The answer that a fault gives instead of the service's own."""
        if not fault:
            return None
        kind, service = fault["kind"], self.server.service
        if kind == "status":
            answer = service.error(fault.get("status", 500), fault.get("code", "InternalFailure"),
                                   fault.get("message", "an internal error occurred"), {})
            answer.headers.update(fault.get("headers", {}))
            return answer
        if kind == "garbage-html":
            return Answer(fault.get("status", 200), "<html><body><h1>Sign in to the network</h1></body></html>", "text/html")
        if kind == "redirect":
            return Answer(fault.get("status", 302), "", headers={"Location": fault["location"]})
        if kind == "body":
            return Answer(fault.get("status", 200), fault["body"], fault.get("content_type", "application/json"),
                          fault.get("headers"))
        if kind == "huge":
            return Answer(200, b'{"x":"' + b"x" * fault.get("size", 2 << 20) + b'"}', "application/json")
        if kind == "echo-secret":
            said = " ".join([req.body.decode("utf-8", "replace"), unquote(req.body.decode("utf-8", "replace")),
                             *req.all("authorization"), *req.all("x-amz-security-token")])
            return service.error(fault.get("status", 400), fault.get("code", "invalid_grant"), f"could not use {said}", {})
        return None

    def reply(self, answer, fault=None):
        kind = fault["kind"] if fault else None
        cloud = self.server.service.cloud
        now = cloud.now() + (fault.get("seconds", 3600) if kind == "skew-date" else 0)
        try:
            reason = HTTPStatus(answer.status).phrase
        except ValueError:
            reason = "Unknown"
        head = {"Date": formatdate(now, usegmt=True), "Server": "fakecloud", "Content-Type": answer.content_type,
                "Content-Length": str(len(answer.body)), **answer.headers}
        text = f"HTTP/1.1 {answer.status} {reason}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()) + "\r\n"
        body = b"" if self.command == "HEAD" else answer.body
        try:
            if kind == "truncate":
                self.connection.sendall(text.encode() + body[: len(body) // 2])
                self.close_connection = True
                self.connection.close()
            elif kind == "slow-drip":
                self.connection.sendall(text.encode())
                for at in range(len(body)):
                    self.connection.sendall(body[at : at + 1])
                    if cloud.pause(fault.get("seconds", 0.2)):
                        break
            else:
                self.connection.sendall(text.encode("latin-1", "replace") + body)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = serve


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 256

    def __init__(self, service, tls, handler=Handler):
        self.service, self.tls = service, tls
        super().__init__(("127.0.0.1", 0), handler)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.5}, daemon=True).start()

    def server_bind(self):  # the standard one asks DNS for our name
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request, client_address):
        pass  # a client that goes away or refuses our certificate is its own affair


def splice(a, b):
    """Copy both ways until one side ends."""
    pair = {a: b, b: a}
    while True:
        ready, _, _ = select.select([a, b], [], [], 60)
        if not ready:
            return
        for sock in ready:
            try:
                data = sock.recv(65536)
                if not data:
                    return
                pair[sock].sendall(data)
            except OSError:
                return


def token(prefix, size=40, alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"):
    return prefix + "".join(rnd.choice(alphabet) for _ in range(size))
