/**
 * What runs in a pod beside a sidecar: servers of several protocols on fixed ports, if it serves, and a client that obeys commands over IPC.
 * Started as root, since that is who may read it, it goes on as another user.
 */
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';

const USER = 1000;
const [name, cert, key, serves] = process.argv.slice(2);
process.setgid(USER);
process.setuid(USER);

const agent = new http.Agent({ keepAlive: true });
const servers = {
  8080: http.createServer(echo('v1')),
  8081: http.createServer(echo('v2')),
  8443: tls.createServer({ cert, key }, (socket) => socket.on('error', () => {}).pipe(socket)),
  3306: net.createServer((socket) => {
    socket.on('error', () => {}).write(`hello from ${name} to ${socket.remoteAddress.replace('::ffff:', '')}\n`);
    socket.pipe(socket);
  }),
  9090: http2.createServer().on('stream', grpc),
};
for (const port of [8080, 8081]) {
  // So that under load there are new connections all the time.
  servers[port].maxRequestsPerSocket = 5;
  servers[port].on('upgrade', (_request, socket) => {
    socket
      .on('error', () => {})
      .write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    socket.pipe(socket);
  });
}

/** Bodies of the POSTs that the servers took. */
const posted = [];

/** Methods of the requests to `/…/broken`, whose connections the servers closed. */
const broken = [];

function echo(version) {
  return (request, response) => {
    const { method, url: path, headers, rawHeaders, socket } = request;
    const from = socket.remoteAddress.replace('::ffff:', '');
    const chunks = [];
    request
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', () => {
        if (path.endsWith('/broken')) {
          broken.push(method);
          socket.destroy();
          return;
        }
        if (method === 'POST') posted.push(chunks.join(''));
        response.setHeader('x-version', version);
        response.end(JSON.stringify({ name, version, method, path, headers, rawHeaders, from, body: chunks.join('') }));
      });
  };
}

/** `/…/Stream` says what it gets as long as the client speaks, anything else answers once. */
function grpc(stream, headers) {
  stream.on('error', () => {});
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'x-path': headers[':path'] },
    { waitForTrailers: true },
  );
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.on('data', (chunk) => stream.write(chunk)).on('end', () => stream.end());
}

const orders = {
  request({ address, port, method, path = '/', headers = {}, body, fresh = false }) {
    return new Promise((resolve, reject) => {
      const options = {
        host: address,
        port,
        method,
        path,
        headers,
        agent: fresh ? false : agent,
        setHost: headers.host === undefined,
      };
      const request = http.request(options, (response) => {
        const chunks = [];
        const { statusCode: status, headers } = response;
        const done = () => resolve({ status, headers, reused: request.reusedSocket, body: chunks.join('') });
        response
          .on('data', (chunk) => chunks.push(chunk))
          .on('end', done)
          .on('error', reject);
      });
      request.on('error', reject).end(body);
    });
  },
  /** Sends bytes, if any, and gives what comes until the other side pauses or ends. */
  talk({ address, port, text, from }) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: address, port, ...(from && { localAddress: from }) });
      if (text !== undefined) socket.write(text);
      socket.on('data', (data) => resolve({ text: String(data) }) ?? socket.destroy());
      socket.on('close', () => resolve({ text: '' })).on('error', reject);
    });
  },
  tls({ address, port, serverName, text, protocol }) {
    return new Promise((resolve, reject) => {
      const socket = tls.connect({
        host: address,
        port,
        servername: serverName,
        rejectUnauthorized: false,
        ...(protocol && { ALPNProtocols: [protocol] }),
      });
      socket.on('secureConnect', () => socket.write(text));
      socket.on('data', (data) => {
        resolve({ subject: socket.getPeerCertificate().subject.CN, text: String(data) });
        socket.destroy();
      });
      socket.on('close', () => reject(new Error('closed'))).on('error', reject);
    });
  },
  grpc({ address, port, path, headers = {}, messages }) {
    return new Promise((resolve, reject) => {
      const session = http2.connect(`http://${address.includes(':') ? `[${address}]` : address}:${port}`);
      session.on('error', reject);
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      const result = { received: [] };
      const next = () => (messages.length > 0 ? stream.write(messages.shift()) : stream.end());
      stream.on('response', (head) => Object.assign(result, { status: head[':status'], headers: { ...head } }));
      stream.on('data', (data) => next(result.received.push(String(data))));
      stream.on('trailers', (trailers) => Object.assign(result, { trailers: { ...trailers } }));
      stream.on('error', reject).on('close', () => resolve(result) ?? session.close());
      next();
    });
  },
  upgrade({ address, port, text }) {
    return new Promise((resolve, reject) => {
      const headers = { connection: 'Upgrade', upgrade: 'websocket' };
      const request = http.request({ host: address, port, headers });
      request.on('upgrade', ({ statusCode: status }, socket) => {
        socket.on('data', (data) => resolve({ status, text: String(data) }) ?? socket.destroy()).write(text);
      });
      request
        .on('response', ({ statusCode: status }) => resolve({ status, text: '' }))
        .on('error', reject)
        .end();
    });
  },
  /** Requests one after the other, in several rows, until `stop`: how many there were, and how they failed. */
  async load({ address, port, rows = 4 }) {
    running = true;
    const result = { requests: 0, failures: [] };
    const row = async () => {
      while (running) {
        const { status } = await orders
          .request({ address, port })
          .catch(({ code, message }) => ({ status: code ?? message }));
        result.requests += 1;
        served = result.requests;
        if (status !== 200) result.failures.push(status);
      }
    };
    await Promise.all(Array.from({ length: rows }, row));
    return result;
  },
  /** So many POSTs with bodies that differ, in several rows, each on a connection of its own: how they failed. */
  async posts({ address, port, count, rows = 4 }) {
    const failures = [];
    let next = 0;
    const row = async () => {
      while (next < count) {
        const order = { address, port, method: 'POST', body: `${next++}`, fresh: true };
        const { status } = await orders.request(order).catch(({ code, message }) => ({ status: code ?? message }));
        if (status !== 200) failures.push(status);
      }
    };
    await Promise.all(Array.from({ length: rows }, row));
    return failures;
  },
  /** What came by POST since this was asked last. */
  posted: () => posted.splice(0),
  /** What came to `/…/broken` since this was asked last. */
  broken: () => broken.splice(0),
  stop() {
    running = false;
  },
  /** How many requests of the load were answered so far. */
  served: () => served,
};
let running = false;
let served = 0;

process.on('message', async ({ id, order, ...options }) => {
  const answer = await Promise.resolve(orders[order](options)).then(
    (result) => ({ id, result }),
    (error) => ({ id, error: error.code ?? error.message }),
  );
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());

if (serves === 'true')
  await Promise.all(
    Object.entries(servers).map(([port, server]) => new Promise((done) => server.listen(+port, '::', done))),
  );
process.send?.({ ready: true });
