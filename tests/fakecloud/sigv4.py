"""Signature Version 4, verified by botocore's own signer over what was received."""

import calendar
import hashlib
import re
import time

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.compat import HTTPHeaders

from .web import Refused

AUTH = re.compile(r"AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)/(\d{8})/([^/,]+)/([^/,]+)/aws4_request,\s*"
                  r"SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})\s*$")


class _Exactly:
    """Sign exactly the headers that the caller says it signed, no more and no fewer."""

    def headers_to_sign(self, request):
        headers = HTTPHeaders()
        for name in self.names:
            for value in self.received.get(name, []):
                headers[name] = value
        return headers

    def payload(self, request):
        return self.body_hash


class _Sts(_Exactly, SigV4Auth):
    pass


class _S3(_Exactly, S3SigV4Auth):
    pass


def amz_date(text):
    try:
        return calendar.timegm(time.strptime(text, "%Y%m%dT%H%M%SZ"))
    except (TypeError, ValueError):
        return None


def stamp(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))


def verify(cloud, *, method, url, headers, body, service, region=None, row=None):
    """Return the registered key whose holder signed this request, or raise the real service's refusal.

    `headers` is a list of pairs as received; `region` is the one the host belongs to, None where the host has none.
    """
    received = {}
    for name, value in headers:
        received.setdefault(name.lower().strip(), []).append(value.strip())
    auth = received.get("authorization", [])
    if not auth:
        raise Refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    if len(auth) > 1:
        raise Refused(400, "IncompleteSignature", "Authorization header appears more than once.")
    match = AUTH.match(auth[0])
    if not match:
        raise Refused(400, "IncompleteSignature", "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.")
    akid, day, scope_region, scope_service, signed, signature = match.groups()
    cloud.secret(signature)
    names = signed.split(";")
    if row is not None:
        row["params"].update(signed_headers=names, access_key_id=akid, signing_region=scope_region)
    if names != sorted(set(names)) or any(n != n.lower() for n in names):
        raise Refused(403, "SignatureDoesNotMatch", "The SignedHeaders list is not sorted lower case.")
    if "host" not in names:
        raise Refused(403, "SignatureDoesNotMatch", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    for name in names:
        if name not in received:
            raise Refused(403, "SignatureDoesNotMatch", f"'{name}' is listed in SignedHeaders but was not sent.")
    dates = received.get("x-amz-date", [])
    when = amz_date(dates[0]) if len(dates) == 1 else None
    if when is None or not dates[0].startswith(day):
        raise Refused(400, "IncompleteSignature", "Date must be in ISO-8601 'basic format' and match the credential scope.")
    for name in received:
        if name.startswith("x-amz-") and name not in names:
            raise Refused(403, "AccessDenied", f"There were headers present in the request which were not signed: {name}")
    if scope_service != service:
        raise Refused(403, "SignatureDoesNotMatch", f"Credential should be scoped to correct service: '{service}'.")
    if region and scope_region != region:
        raise Refused(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region.")
    key = cloud.key(akid)
    if key is None:
        raise Refused(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    tokens = received.get("x-amz-security-token", [])
    if len(tokens) > 1 or (tokens[0] if tokens else None) != key.get("token"):
        raise Refused(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    now = cloud.now()
    if key.get("expires") and key["expires"] <= now:
        raise Refused(403, "ExpiredToken", "The security token included in the request is expired")
    if when < now - 900:
        raise Refused(403, "SignatureDoesNotMatch", f"Signature expired: {dates[0]} is now earlier than {stamp(now - 900)} ({stamp(now)} - 15 min.)")
    if when > now + 300:
        raise Refused(403, "SignatureDoesNotMatch", f"Signature not yet current: {dates[0]} is still later than {stamp(now + 300)} ({stamp(now)} + 5 min.)")
    digest = hashlib.sha256(body).hexdigest()
    if service == "s3":
        said = (received.get("x-amz-content-sha256") or [None])[0]
        if said not in (digest, "UNSIGNED-PAYLOAD"):
            raise Refused(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")
        digest = said
    signer = (_S3 if service == "s3" else _Sts)(Credentials(akid, key["secret"], key.get("token")), service, scope_region)
    signer.names, signer.received, signer.body_hash = names, received, digest
    request = AWSRequest(method=method, url=url, data=body)
    request.context["timestamp"] = dates[0]
    expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    if expected != signature:
        raise Refused(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. "
                      "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
    if row is not None:
        row["principal"] = key["arn"]
    return key
