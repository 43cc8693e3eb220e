// AWS SDK for JavaScript v3: lists a bucket and reads one object with the default credential chain.
//
// Variables: AWS_CONFIG_FILE and AWS_PROFILE (the profile with `credential_process`), AWS_REGION,
// AWS_ENDPOINT_URL_S3, NODE_EXTRA_CA_CERTS; CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.
// CLIENT_PROVIDER=profile asks the profile alone: the chain ends in "could not load credentials from any
// providers" and keeps no link's reason, the profile's provider shows what the process said.

import {GetObjectCommand, ListObjectsV2Command, S3Client} from '@aws-sdk/client-s3';
import {fromIni, fromNodeProviderChain} from '@aws-sdk/credential-providers';
import {bucket, object, run} from './settings.mjs';

const credentials = process.env.CLIENT_PROVIDER === 'profile' ? fromIni() : fromNodeProviderChain();
const s3 = new S3Client({credentials, forcePathStyle: true});

await run('aws-sdk-js', async () => {
  const list = await s3.send(new ListObjectsV2Command({Bucket: bucket}));
  const read = await s3.send(new GetObjectCommand({Bucket: bucket, Key: object}));
  return {keys: (list.Contents ?? []).map(o => o.Key), body: await read.Body.transformToString()};
});
