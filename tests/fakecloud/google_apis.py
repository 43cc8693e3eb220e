"""Cloud Storage and Resource Manager: what a bearer token is good for in the end."""

import base64
import fnmatch
import hashlib
import re
from urllib.parse import quote, unquote

from .google_iam import authenticate, google_error
from .web import Answer, Refused, Service, as_json


class Storage(Service):
    name = "storage"

    def action(self, req):
        path = unquote(req.path)
        if path.rstrip("/").endswith("/b"):
            return "ListBuckets"
        if path.rstrip("/").endswith("/o"):
            return "ListObjects"
        return ("GetMedia" if req.arg("alt") == "media" or path.startswith("/download") else "GetObject") if "/o/" in path else "GetBucket"

    def error(self, status, code, message, extra):
        return google_error(status, code, message, {**extra, "errors": [{"message": message, "domain": "global", "reason": code}]})

    def handle(self, req, row):
        caller = authenticate(self.cloud, req, row)
        google = self.cloud.state["google"]
        path = re.sub(r"^/(download/)?storage/v1", "", req.path)
        if req.method != "GET":
            raise Refused(405, "methodNotAllowed", req.method)
        if path.rstrip("/") == "/b":
            return as_json(200, {"kind": "storage#buckets", "items": [bucket_json(b) for b in google["buckets"]]})
        match = re.fullmatch(r"/b/([^/]+)(?:/o(?:/([^/]+))?)?/?|/([^/]+)/(.+)", path)
        if not match:
            raise Refused(404, "notFound", "Not Found")
        bucket = match.group(1) or match.group(3)
        name = unquote(match.group(2) or match.group(4) or "")
        row["params"].update(bucket=bucket, object=name)
        found = google["buckets"].get(bucket)
        if not found:
            raise Refused(404, "notFound", "The specified bucket does not exist.")
        if not any(fnmatch.fnmatchcase(m, p) for m in caller["members"] for p in found["readers"]):
            raise Refused(403, "forbidden", f"{caller['email'] or caller['subject']} does not have storage.objects.list access to the Google Cloud Storage bucket. "
                          "Permission 'storage.objects.list' denied on resource (or it may not exist).")
        bounds = [r["availableResource"].rsplit("/", 1)[-1] for r in caller.get("boundary", [{"availableResource": bucket}])]
        if bucket not in bounds:
            raise Refused(403, "forbidden", "Permission 'storage.objects.list' denied: the token's access boundary does not allow it.")
        objects = found["objects"]
        if not name and not re.search(r"/o/?$", path):
            return as_json(200, bucket_json(bucket))
        if not name:
            prefix = req.arg("prefix") or ""
            return as_json(200, {"kind": "storage#objects", "items": [object_json(req.host, bucket, k, v) for k, v in objects.items() if k.startswith(prefix)]})
        if name not in objects:
            raise Refused(404, "notFound", f"No such object: {bucket}/{name}")
        if req.arg("alt") == "media" or req.path.startswith("/download") or match.group(3):
            value = object_json(req.host, bucket, name, objects[name])
            return Answer(200, objects[name], "text/plain", {"ETag": value["etag"], "X-Goog-Generation": "1", "X-Goog-Hash": f"crc32c={value['crc32c']},md5={value['md5Hash']}",
                                                              "X-Goog-Stored-Content-Length": value["size"], "X-Goog-Stored-Content-Encoding": "identity"})
        return as_json(200, object_json(req.host, bucket, name, objects[name]))


def bucket_json(name):
    return {"kind": "storage#bucket", "id": name, "name": name, "location": "EUROPE-WEST1", "storageClass": "STANDARD", "metageneration": "1", "etag": "CAE=",
            "projectNumber": "1234567890", "timeCreated": "2026-01-01T00:00:00.000Z", "updated": "2026-01-01T00:00:00.000Z"}


def crc32c(data):
    """Castagnoli's checksum, which Google's clients compare before they believe a download."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return base64.b64encode((crc ^ 0xFFFFFFFF).to_bytes(4, "big")).decode()


def object_json(host, bucket, name, text):
    md5 = base64.b64encode(hashlib.md5(text.encode(), usedforsecurity=False).digest()).decode()
    return {"kind": "storage#object", "id": f"{bucket}/{name}/1", "name": name, "bucket": bucket, "generation": "1", "metageneration": "1", "contentType": "text/plain",
            "size": str(len(text)), "md5Hash": md5, "crc32c": crc32c(text.encode()), "etag": "CAE=", "timeCreated": "2026-01-01T00:00:00.000Z", "updated": "2026-01-01T00:00:00.000Z",
            "storageClass": "STANDARD", "timeStorageClassUpdated": "2026-01-01T00:00:00.000Z",
            "mediaLink": f"https://{host}/download/storage/v1/b/{bucket}/o/{quote(name, safe='')}?generation=1&alt=media"}


class ResourceManager(Service):
    name = "resourcemanager"

    def action(self, req):
        return "project" if "/projects/" in req.path else req.path

    def error(self, status, code, message, extra):
        return google_error(status, code, message, extra)

    def handle(self, req, row):
        authenticate(self.cloud, req, row)
        google = self.cloud.state["google"]
        if req.path.rsplit("/", 1)[-1] not in (google["project"], google["number"]):
            raise Refused(403, "PERMISSION_DENIED", "The caller does not have permission")
        return as_json(200, {"projectNumber": google["number"], "projectId": google["project"], "lifecycleState": "ACTIVE", "name": google["project"]})
