// What all programs share: the settings, read from the environment, and the one line they print.

const env = process.env;

export const bucket = env.CLIENT_BUCKET ?? 'xcloud-test';
export const object = env.CLIENT_OBJECT ?? 'hello.txt';
export const calls = Number(env.CLIENT_CALLS ?? '1');
export const storageEndpoint = env.CLIENT_STORAGE_ENDPOINT ?? 'https://storage.googleapis.com';

// Calls `read` as often as asked and prints the JSON line that every client prints when all went well.
export async function run(client, read) {
  try {
    let got;
    const ms = [];
    for (let i = 0; i < calls; i++) {
      const start = Date.now();
      got = await read();
      ms.push(Date.now() - start);
    }
    console.log(JSON.stringify({client, ...got, calls: ms.length, ms}));
  } catch (error) {
    console.error(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  }
}
