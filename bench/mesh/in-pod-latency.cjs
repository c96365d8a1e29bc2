// Runs in a pod: asks a URL so many times over one kept connection, and prints how long each answer took, in milliseconds, as JSON.
'use strict';
const http = require('node:http');

const [url, count] = process.argv.slice(1);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask() {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    http
      .get(url, { agent }, (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(performance.now() - begun)
            : reject(new Error(`${response.statusCode}`)),
        );
      })
      .on('error', reject);
  });
}

async function main() {
  const times = [];
  // The first ones compile the program and open connections.
  for (let i = 0; i < 200; i++) await ask();
  for (let i = 0; i < Number(count); i++) times.push(await ask());
  agent.destroy();
  console.log(JSON.stringify(times));
}
void main();
