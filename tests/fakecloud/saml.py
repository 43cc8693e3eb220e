"""A SAML identity provider, as far as a token exchange cares: a signed response in base64.

The signature is over the assertion's very bytes; real XML signatures canonicalize first, which nobody in between may notice.
"""

import base64
import re
import time
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from .keys import TokenKey

NS = "urn:oasis:names:tc:SAML:2.0"


class Saml:
    def __init__(self):
        self.key, self.stranger = TokenKey("RS256"), TokenKey("RS256")

    def mint(self, claims, now, lifetime, forged):
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + lifetime))
        assertion = (f'<saml:Assertion xmlns:saml="{NS}:assertion"><saml:Issuer>https://idp.example.com</saml:Issuer><saml:Subject><saml:NameID>'
                     f'{escape(claims.get("sub", ""))}</saml:NameID></saml:Subject><saml:Conditions NotOnOrAfter="{end}"><saml:AudienceRestriction>'
                     f'<saml:Audience>{escape(claims.get("aud", ""))}</saml:Audience></saml:AudienceRestriction></saml:Conditions></saml:Assertion>')
        key = self.stranger if forged else self.key
        signature = base64.b64encode(key.private.sign(assertion.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        response = f'<samlp:Response xmlns:samlp="{NS}:protocol"><Signature>{signature}</Signature>{assertion}</samlp:Response>'
        return base64.b64encode(response.encode()).decode()

    def verify(self, token, now):
        """Subject and audience; raises ValueError with the reason otherwise."""
        try:
            text = base64.b64decode(token, validate=True).decode()
            assertion = re.search(r"<saml:Assertion.*</saml:Assertion>", text, re.S).group(0)
            signature = base64.b64decode(re.search(r"<Signature>(.*?)</Signature>", text).group(1))
            self.key.private.public_key().verify(signature, assertion.encode(), padding.PKCS1v15(), hashes.SHA256())
            tree = ElementTree.fromstring(assertion)
        except InvalidSignature:
            raise ValueError("The signature of the SAML response is wrong.") from None
        except (ValueError, AttributeError, ElementTree.ParseError):
            raise ValueError("The SAML response cannot be read.") from None
        if tree.find(f".//{{{NS}:assertion}}Conditions").get("NotOnOrAfter") <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)):
            raise ValueError("The SAML assertion is stale.")
        return tree.find(f".//{{{NS}:assertion}}NameID").text, tree.find(f".//{{{NS}:assertion}}Audience").text
