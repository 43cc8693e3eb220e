// @google-cloud/storage: lists a bucket and reads one object with application default credentials.
// It brings a google-auth-library of its own, one major version older than the one beside it.
//
// Variables: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1, GOOGLE_CLOUD_PROJECT,
// NODE_EXTRA_CA_CERTS; CLIENT_STORAGE_ENDPOINT, CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.

import {Storage} from '@google-cloud/storage';
import {bucket, object, run, storageEndpoint} from './settings.mjs';

const storage = new Storage({apiEndpoint: storageEndpoint, useAuthWithCustomEndpoint: true});

await run('google-cloud-storage-node', async () => {
  const [files] = await storage.bucket(bucket).getFiles();
  const [read] = await storage.bucket(bucket).file(object).download();
  return {keys: files.map(f => f.name), body: read.toString()};
});
