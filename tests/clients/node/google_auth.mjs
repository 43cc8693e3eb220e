// google-auth-library: application default credentials, then plain requests to Cloud Storage's JSON API.
//
// Variables: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1, NODE_EXTRA_CA_CERTS;
// CLIENT_STORAGE_ENDPOINT, CLIENT_BUCKET, CLIENT_OBJECT, CLIENT_CALLS.

import {GoogleAuth} from 'google-auth-library';
import {bucket, object, run, storageEndpoint} from './settings.mjs';

const auth = new GoogleAuth({scopes: ['https://www.googleapis.com/auth/cloud-platform']});
const objects = `${storageEndpoint}/storage/v1/b/${bucket}/o`;

await run('google-auth-library-node', async () => {
  const client = await auth.getClient();
  const list = await client.request({url: objects});
  const read = await client.request({url: `${objects}/${object}`, params: {alt: 'media'}, responseType: 'text'});
  return {keys: (list.data.items ?? []).map(o => o.name), body: read.data};
});
