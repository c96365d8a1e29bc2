// Runs in a pod: does what each line of JSON on its standard input says, and answers with a line of JSON.
'use strict';
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { createInterface } = require('node:readline');

const TIMEOUT_MS = 5_000;

/** One request by HTTP/1.1 on a connection of its own. */
function request({ url, method = 'GET', headers = {}, body = '' }) {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, headers, agent: false, timeout: TIMEOUT_MS }, async (response) => {
      try {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, headers: response.headers, body: text });
      } catch (error) {
        reject(error);
      }
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What a TCP server says to `send`, or by itself where that is empty, until it has said something. */
function converse({ host, port, send = '' }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, timeout: TIMEOUT_MS });
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed')));
    socket.once('data', (data) => {
      resolve({ received: data.toString() });
      socket.destroy();
    });
    if (send !== '') socket.write(send);
  });
}

/** One request over TLS, with a name for the server and without verifying it. */
function tls({ host, port, servername }) {
  return new Promise((resolve, reject) => {
    const options = { host, port, servername, rejectUnauthorized: false, agent: false, timeout: TIMEOUT_MS };
    const sent = https.get(options, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, body: text });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
  });
}

const commands = { request, converse, tls };
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, command, ...options } = JSON.parse(line);
  let answer;
  try {
    answer = await commands[command](options);
  } catch (error) {
    answer = { error: error.code ?? error.message };
  }
  process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
});
