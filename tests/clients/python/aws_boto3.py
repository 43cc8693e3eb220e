"""boto3: lists a bucket and reads one object with the default credential chain.

Variables: AWS_CONFIG_FILE and AWS_PROFILE (the profile with `credential_process`), AWS_REGION or
AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_CA_BUNDLE; CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.
"""

import sys
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from settings import BUCKET, CALLS, OBJECT, report


def main():
    s3 = boto3.client("s3")
    keys, body, ms = [], "", []
    for _ in range(CALLS):
        start = time.monotonic()
        keys = [o["Key"] for o in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
        body = s3.get_object(Bucket=BUCKET, Key=OBJECT)["Body"].read().decode()
        ms.append(round((time.monotonic() - start) * 1000))
    report("boto3", keys, body, ms)


try:
    main()
except (BotoCoreError, ClientError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
