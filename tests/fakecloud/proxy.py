"""A CONNECT proxy that leads the real host names to our listeners, and notes who should not have come."""

import ipaddress
import re
import socket
import time

from .web import Handler, splice


class Proxy(Handler):
    """Only `CONNECT host:443`. Anything else, or an unknown host, is refused and logged."""

    def note(self, service, host, status, **params):
        now = time.monotonic()
        self.server.service.cloud.enter({
            "service": service, "action": "connect", "method": self.command, "path": self.path[:300], "host": host, "signed": False,
            "principal": None, "status": status, "params": params, "start": now, "end": now})

    def refuse(self, host):
        name = host.rsplit(":", 1)[0].strip("[]")
        local = name in ("localhost", "metadata.google.internal", "metadata") or name.endswith(".localhost")
        try:
            address = ipaddress.ip_address(name)
            local = local or address.is_loopback or address.is_link_local
        except ValueError:
            pass
        self.note("proxy-violation" if local else "proxy-unknown", host, 502)
        self.connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.close_connection = True

    def do_CONNECT(self):
        cloud = self.server.service.cloud
        fault = cloud.take_fault("proxy", "connect")
        if fault:
            self.note("proxy", self.path, fault.get("status", 407), fault=fault["kind"])
            if self.before(fault, None, {"status": None}):
                self.connection.sendall(f"HTTP/1.1 {fault.get('status', 407)} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            self.close_connection = True
            return
        port = route(self.server.service.ports, self.path)
        if port is None:
            self.refuse(self.path)
            return
        self.note("proxy", self.path, 200)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as far:
            far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            splice(self.connection, far)
        self.close_connection = True

    def plain(self):
        self.refuse(re.sub(r"^http://([^/]*).*", r"\1", self.path))

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = plain


def route(ports, target):
    """The local port behind `host:443`, or None."""
    host, _, port = target.rpartition(":")
    if port != "443":
        return None
    table = [
        (r"sts(-fips)?\.([a-z]{2}-[a-z-]+-\d\.)?(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)", "aws-sts"), (r"(.+\.)?s3[.-]([a-z0-9-]+\.)?amazonaws\.com", "s3"),
        (r"portal\.sso\.[a-z]{2}-[a-z-]+-\d\.amazonaws\.com", "sso-portal"), (r"oidc\.[a-z]{2}-[a-z-]+-\d\.amazonaws\.com", "sso-oidc"),
        (r"sts\.(googleapis\.com|apis-.*\.goog)", "google-sts"), (r"iamcredentials\.(googleapis\.com|apis-.*\.goog)", "iamcredentials"),
        (r"(oauth2|www|openidconnect)\.googleapis\.com", "oauth2"), (r"storage\.googleapis\.com|.+\.storage\.googleapis\.com", "storage"),
        (r"cloudresourcemanager\.googleapis\.com", "resourcemanager"),
        (r"oidc\.eks\..*\.amazonaws\.com|container\.googleapis\.com|accounts\.google\.com|token\.actions\.githubusercontent\.com|.*\.tokens\.sts\.global\.api\.aws", "issuers"),
    ]
    for pattern, name in table:
        if re.fullmatch(pattern, host):
            return ports[name]
    return None
