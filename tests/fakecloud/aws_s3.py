"""Amazon S3: enough to list a bucket and read an object with credentials that verify."""

import fnmatch
import hashlib
import re
import uuid
from xml.sax.saxutils import escape

from .sigv4 import verify
from .web import Answer, Refused, Service

NS = "http://s3.amazonaws.com/doc/2006-03-01/"


class S3(Service):
    name = "s3"

    def where(self, req):
        """(bucket, key) from a virtual-host or path-style request."""
        host = req.host.rsplit(":", 1)[0]
        match = re.fullmatch(r"(.+)\.s3[.-].*", host)
        if match:
            return match.group(1), req.path.lstrip("/")
        bucket, _, key = req.path.lstrip("/").partition("/")
        return bucket, key

    def action(self, req):
        bucket, key = self.where(req)
        if not bucket:
            return "ListBuckets"
        if not key:
            return "HeadBucket" if req.method == "HEAD" else "ListObjectsV2"
        return {"GET": "GetObject", "HEAD": "HeadObject"}.get(req.method, req.method)

    def error(self, status, code, message, extra):
        return Answer(status, f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{escape(message)}</Message>'
                      f"<RequestId>{uuid.uuid4().hex[:16].upper()}</RequestId></Error>", "application/xml")

    def handle(self, req, row):
        host = req.host.rsplit(":", 1)[0]
        match = re.search(r"s3\.([a-z]{2}[a-z0-9-]+)\.amazonaws\.com", host)
        region = match.group(1) if match else ("us-east-1" if host.endswith("s3.amazonaws.com") else None)
        key = verify(self.cloud, method=req.method, url=f"https://{req.host}{req.target}", headers=req.headers, body=req.body,
                     service="s3", region=region, row=row)
        buckets = self.cloud.state["aws"]["buckets"]
        bucket, name = self.where(req)
        row["params"].update(bucket=bucket, key=name)
        if not bucket:
            items = "".join(f"<Bucket><Name>{b}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>" for b in buckets)
            return Answer(200, f'<ListAllMyBucketsResult xmlns="{NS}"><Owner><ID>1</ID></Owner><Buckets>{items}</Buckets></ListAllMyBucketsResult>', "application/xml")
        if bucket not in buckets:
            raise Refused(404, "NoSuchBucket", "The specified bucket does not exist")
        if not any(fnmatch.fnmatchcase(key["arn"], p) for p in buckets[bucket]["readers"]):
            raise Refused(403, "AccessDenied", f"User: {key['arn']} is not authorized to perform: s3:{row['action']}")
        objects = buckets[bucket]["objects"]
        if not name:
            prefix = req.arg("prefix") or ""
            found = {k: v for k, v in objects.items() if k.startswith(prefix)}
            items = "".join(f"<Contents><Key>{escape(k)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;{etag(v)}&quot;</ETag>"
                            f"<Size>{len(v)}</Size><StorageClass>STANDARD</StorageClass></Contents>" for k, v in found.items())
            return Answer(200, f'<ListBucketResult xmlns="{NS}"><Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(found)}</KeyCount>'
                          f"<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{items}</ListBucketResult>", "application/xml", {"x-amz-bucket-region": region or "us-east-1"})
        if name not in objects:
            raise Refused(404, "NoSuchKey", "The specified key does not exist.")
        return Answer(200, objects[name], "text/plain", {"ETag": f'"{etag(objects[name])}"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT", "Accept-Ranges": "bytes"})


def etag(text):
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
