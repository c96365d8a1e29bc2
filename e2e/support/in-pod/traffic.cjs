// Runs in a pod: asks the URL that it is given again and again, over kept connections, until it is told to stop. Tells each failure at
// once, how many were answered each second, and the sum at its end.
'use strict';
const http = require('node:http');

const [url, connections = '4', pauseMs = '10'] = process.argv.slice(1);
let running = true;
let answered = 0;
let failed = 0;

function ask(agent) {
  return new Promise((resolve) => {
    const fail = (why) => {
      failed += 1;
      console.log(`failed ${new Date().toISOString()} ${why}`);
      resolve();
    };
    const request = http.get(url, { agent, timeout: 10_000 }, (response) => {
      response.resume();
      response.on('error', (error) => fail(error.message));
      response.on('end', () => {
        if (response.statusCode !== 200) return fail(`status ${response.statusCode}`);
        answered += 1;
        resolve();
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', (error) => fail(error.code ?? error.message));
  });
}

async function worker() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  while (running) {
    await ask(agent);
    await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)));
  }
  agent.destroy();
}

const told = setInterval(() => console.log(`answered ${answered}`), 1_000);
process.on('SIGTERM', () => {
  running = false;
});
void Promise.all(Array.from({ length: Number(connections) }, worker)).then(() => {
  clearInterval(told);
  console.log(`end answered ${answered} failed ${failed}`);
});
