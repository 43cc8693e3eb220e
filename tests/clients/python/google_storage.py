"""google-auth and google-cloud-storage: lists a bucket and reads one object with application default credentials.

Variables: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1, GOOGLE_CLOUD_PROJECT,
REQUESTS_CA_BUNDLE; CLIENT_STORAGE_ENDPOINT, CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.
"""

import sys
import time

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError
from google.cloud import storage

from settings import BUCKET, CALLS, OBJECT, STORAGE_ENDPOINT, report


def main():
    client = storage.Client(client_options={"api_endpoint": STORAGE_ENDPOINT})
    keys, body, ms = [], "", []
    for _ in range(CALLS):
        start = time.monotonic()
        keys = [blob.name for blob in client.list_blobs(BUCKET)]
        body = client.bucket(BUCKET).blob(OBJECT).download_as_text()
        ms.append(round((time.monotonic() - start) * 1000))
    report("google-cloud-storage-python", keys, body, ms)


try:
    main()
except (GoogleAuthError, GoogleAPIError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
