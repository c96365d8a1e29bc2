/**
 * A peer that does what no proxy does, in a process of its own, so that the server's has nothing to do but to serve. It is sent what to do,
 * does it, and answers with what came of it. What has to stay open meanwhile stays until it is sent on.
 */
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';

const TYPES = 'type.googleapis.com/envoy.';
const CLUSTER = `${TYPES}config.cluster.v3.Cluster`;
const ENDPOINT = `${TYPES}config.endpoint.v3.ClusterLoadAssignment`;
const SECRET = `${TYPES}extensions.transport_sockets.tls.v3.Secret`;
const LISTENER = `${TYPES}config.listener.v3.Listener`;
const SCOPES = `${TYPES}config.route.v3.ScopedRouteConfiguration`;
const ROUTE = `${TYPES}config.route.v3.RouteConfiguration`;
const ALL_TYPES = [CLUSTER, ENDPOINT, SECRET, LISTENER, SCOPES, ROUTE];
const PATH = '/envoy.service.discovery.v3.AggregatedDiscoveryService/';
const METHODS = { delta: 'DeltaAggregatedResources', sotw: 'StreamAggregatedResources' };
const FIELDS = {
  delta: { node: 1, type: 2, names: 3, unsubscribe: 4, versions: 5, nonce: 6, error: 7 },
  sotw: { version: 1, node: 2, names: 3, type: 4, nonce: 5, error: 6 },
};

let target;

function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}

function field(number, content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A request as its parts; what the protocol does not have is left out. */
function request(protocol, parts) {
  const numbers = FIELDS[protocol];
  const fields = Object.entries(parts).flatMap(([name, content]) => {
    if (numbers[name] === undefined) return [];
    if (name === 'error') return [field(numbers.error, field(2, content))];
    if (name === 'versions')
      return content.map(([key, value]) => field(5, Buffer.concat([field(1, key), field(2, value)])));
    return (Array.isArray(content) ? content : [content]).map((item) => field(numbers[name], item));
  });
  return Buffer.concat(fields);
}

function frame(message, compressed = 0) {
  const head = Buffer.from([compressed, 0, 0, 0, 0]);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

const numbered = (count, of = 'name', length = 0) =>
  Array.from({ length: count }, (_, index) => `${of}-${index}`.padEnd(length, 'x'));

async function session() {
  const { port, ca, serverName, localAddress } = target;
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    servername: serverName,
    ca,
    ALPNProtocols: ['h2'],
    localAddress,
  });
  const http2 = connectHttp2(`https://${serverName}`, { createConnection: () => socket });
  http2.on('error', () => {});
  await Promise.race([once(http2, 'connect'), once(http2, 'close')]);
  return http2;
}

/** A stream whose status is known when the server has ended it; until then it counts what comes. */
function open(http2, protocol, { authorization = target.authorization, headers = {}, read = true } = {}) {
  const stream = http2.request({
    ':method': 'POST',
    ':path': PATH + METHODS[protocol],
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(authorization && { authorization }),
    ...headers,
  });
  const self = { stream, status: undefined, bytes: 0, write: (bytes) => stream.write(frame(bytes)) };
  const take = (received) => {
    if (received['grpc-status'] !== undefined) self.status = Number(received['grpc-status']);
  };
  stream
    .on('response', take)
    .on('trailers', take)
    .on('error', () => {});
  if (read) {
    stream.on('data', (chunk) => {
      self.bytes += chunk.length;
    });
  }
  self.over = new Promise((resolve) => {
    for (const event of ['end', 'close', 'aborted']) stream.on(event, resolve);
  });
  return self;
}

/** Resolves when the server has answered for the first time, or has ended the stream. */
async function answered(stream, protocol) {
  stream.write(request(protocol, { type: SCOPES, names: ['first'] }));
  await Promise.race([stream.over, new Promise((resolve) => stream.stream.on('data', resolve))]);
  return stream.status;
}

/** Sends these on one stream. @returns its status, which is 0 when all were served. */
async function send(protocol, messages, options) {
  const http2 = await session();
  const stream = open(http2, protocol, options);
  for (const message of messages) {
    if (!stream.write(message)) await Promise.race([once(stream.stream, 'drain'), stream.over]);
    if (stream.status !== undefined) break;
  }
  // One is read when those before it are done with, and then the end.
  stream.write(request(protocol, { type: ROUTE, names: ['last'] }));
  stream.stream.end();
  await stream.over;
  http2.destroy();
  return stream.status;
}

const hold = async () => {
  process.send({ ready: true });
  await once(process, 'message');
};

function random(seed) {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

/** A request of which every part may be hostile: any field with any content, often a good one. */
function hostile(protocol, next) {
  const text = () =>
    [
      () => '*',
      () => '',
      () => '__proto__',
      () => 'x'.repeat(next(3_000)),
      () => `name-${next(50)}`,
      () => Buffer.from(Array.from({ length: next(40) }, () => next(256))),
    ][next(6)]();
  const type = () => (next(5) > 0 ? ALL_TYPES[next(6)] : text());
  const parts = { type: type() };
  if (next(2)) parts.names = Array.from({ length: [0, 1, 100, 5_000][next(4)] }, text);
  if (next(3) === 0) parts.unsubscribe = Array.from({ length: [1, 100, 5_000][next(3)] }, text);
  if (next(3) === 0) parts.versions = Array.from({ length: [1, 100, 5_000][next(3)] }, () => [text(), text()]);
  if (next(2)) parts.nonce = next(2) ? String(next(5)) : text();
  if (next(4) === 0) parts.error = text();
  if (next(4) === 0) parts.version = text();
  if (next(4) === 0) parts.node = field(3, 'n'.repeat(next(1 << 18)));
  const bytes = request(protocol, parts);
  if (next(8) === 0) return bytes.subarray(0, next(bytes.length));
  if (next(8) === 0) for (let each = 0; each < 5; each += 1) bytes[next(bytes.length)] = next(256);
  return bytes;
}

const DEEP = () => {
  let nested = Buffer.from('x');
  for (let depth = 0; depth < 2_000; depth += 1) nested = field(5, nested);
  return nested;
};

const SHAPES = {
  'one long version': (protocol) =>
    send(protocol, [
      request(protocol, {
        type: ENDPOINT,
        names: ['a'],
        version: 'v'.repeat(7 << 20),
        versions: [['a', 'v'.repeat(7 << 20)]],
      }),
    ]),
  'many versions': (protocol) =>
    send(protocol, [
      request(protocol, {
        type: CLUSTER,
        names: ['*'],
        versions: numbered(20_000, 'c', 60).map((name) => [name, 'v'.repeat(22)]),
      }),
    ]),
  'too many versions': (protocol) =>
    send(protocol, [request(protocol, { type: CLUSTER, versions: numbered(100_001).map((name) => [name, 'v']) })]),
  'many names': async (protocol) => {
    const statuses = new Set();
    for (const type of ALL_TYPES) {
      const asked = request(protocol, { type, names: numbered(20_000) });
      const dropped = request(protocol, { type, names: ['other'], unsubscribe: numbered(20_000) });
      statuses.add(await send(protocol, [asked, dropped]));
    }
    return Math.max(...statuses);
  },
  'too many names': (protocol) => send(protocol, [request(protocol, { type: ENDPOINT, names: numbered(100_001) })]),
  'too many names in all requests': (protocol) =>
    send(
      protocol,
      ALL_TYPES.map((type) => request(protocol, { type, names: numbered(30_000) })),
    ),
  'a long name': (protocol) => send(protocol, [request(protocol, { type: ENDPOINT, names: ['n'.repeat(2_049)] })]),
  'a name as long as it may be': (protocol) =>
    send(protocol, [request(protocol, { type: ENDPOINT, names: ['n'.repeat(2_048)] })]),
  'an unknown type': (protocol) =>
    send(protocol, [request(protocol, { type: `${TYPES}service.runtime.v3.Runtime`, names: ['a'] })]),
  'a long type': (protocol) =>
    send(protocol, [request(protocol, { type: CLUSTER + 'x'.repeat(7 << 20), names: ['a'] })]),
  'no type': (protocol) => send(protocol, [request(protocol, { names: ['a'] })]),
  'a long reason': (protocol) =>
    send(
      protocol,
      Array.from({ length: 5 }, (_, index) =>
        request(protocol, { type: CLUSTER, nonce: String(index), error: 'e'.repeat(7 << 20) }),
      ),
    ),
  'a long node': (protocol) =>
    send(protocol, [request(protocol, { type: CLUSTER, node: field(3, 'n'.repeat(7 << 20)) })]),
  'a deep node': (protocol) => send(protocol, [request(protocol, { type: CLUSTER, node: DEEP() })]),
  'too many bytes': (protocol) =>
    send(protocol, [request(protocol, { type: CLUSTER, node: 'n'.repeat((8 << 20) + 1) })]),
  'no message': (protocol) => send(protocol, [Buffer.alloc(1_000, 0xff)]),
  'half a message': (protocol) =>
    send(protocol, [request(protocol, { type: CLUSTER, names: ['abc'] }).subarray(0, -1)]),
  'eight megabytes of empty names': (protocol) => send(protocol, [Buffer.alloc(8 << 20, Buffer.from([0x1a, 0]))]),
  'eight megabytes of unknown fields': (protocol) =>
    send(protocol, [
      Buffer.concat([request(protocol, { type: CLUSTER }), Buffer.alloc(7 << 20, Buffer.from([0x78, 0]))]),
    ]),
  'everything, a hundred thousand times': (protocol) =>
    send(protocol, [
      request(protocol, {
        type: CLUSTER,
        names: new Array(100_000).fill('*'),
        unsubscribe: new Array(100_000).fill('*'),
      }),
    ]),
  'everything and nothing in turn': (protocol) =>
    send(
      protocol,
      Array.from({ length: 2_000 }, (_, index) =>
        request(protocol, { type: CLUSTER, ...(index % 2 ? { unsubscribe: ['*'], names: ['a'] } : { names: ['*'] }) }),
      ),
    ),
  'names in turn': (protocol) =>
    send(
      protocol,
      Array.from({ length: 2_000 }, (_, index) =>
        request(protocol, { type: ENDPOINT, names: [`n${index % 3}`], unsubscribe: [`n${(index + 1) % 3}`] }),
      ),
    ),
  'wrong nonces': (protocol) =>
    send(
      protocol,
      Array.from({ length: 5_000 }, (_, index) =>
        request(protocol, { type: CLUSTER, nonce: `x${index}`, names: ['*'] }),
      ),
    ),
  'something compressed': async (protocol) => {
    const http2 = await session();
    const stream = open(http2, protocol, { headers: { 'grpc-encoding': 'gzip' } });
    stream.stream.write(frame(gzipSync(Buffer.alloc(8 << 20)), 1));
    await stream.over;
    http2.destroy();
    return stream.status;
  },
  'a request byte by byte': async (protocol) => {
    const http2 = await session();
    const self = open(http2, protocol);
    let isOver = false;
    self.over.then(() => {
      isOver = true;
    });
    for (const byte of frame(request(protocol, { type: CLUSTER, node: 'n'.repeat(40_000) }))) {
      if (isOver) break;
      // Written all at once they would go out in large pieces.
      await Promise.race([new Promise((resolve) => self.stream.write(Buffer.from([byte]), resolve)), self.over]);
    }
    await self.over;
    http2.destroy();
    return self.status;
  },
  'whatever comes to mind': async (protocol) => {
    const next = random(target.seed);
    const statuses = new Set();
    for (let stream = 0; stream < 20; stream += 1)
      statuses.add(
        (await send(
          protocol,
          Array.from({ length: 1 + next(6) }, () => hostile(protocol, next)),
        )) ?? 0,
      );
    return [...statuses];
  },
  'acknowledgements of what it does not take': async (protocol) => {
    const http2 = await session();
    const stream = open(http2, protocol, { read: false });
    stream.stream.pause();
    for (let index = 0; index < 200; index += 1) {
      stream.write(
        request(protocol, {
          type: CLUSTER,
          ...(index && { nonce: String(index) }),
          names: ['*', `other-${index}`],
          unsubscribe: index % 2 ? ['*'] : [],
        }),
      );
    }
    await hold();
    http2.destroy();
  },
  'more streams than a pod needs': async (protocol) => {
    const http2 = await session();
    const statuses = [];
    // One after the other: how many may come at the same time is another matter.
    for (let index = 0; index < 20; index += 1) statuses.push((await answered(open(http2, protocol), protocol)) ?? 0);
    await hold();
    http2.destroy();
    return statuses;
  },
  'tokens with keys that do not exist': async (protocol) => {
    const statuses = [];
    for (let index = 0; index < 5; index += 1) {
      const http2 = await session();
      const streams = target.tokens
        .slice(index * 20, index * 20 + 20)
        .map((authorization) => open(http2, protocol, { authorization }));
      await Promise.all(streams.map(({ over }) => over));
      statuses.push(...streams.map(({ status }) => status));
      http2.destroy();
    }
    return [...new Set(statuses)];
  },
  'more streams than can be authenticated on one connection': async (protocol) => {
    const http2 = await session();
    const streams = target.tokens.slice(0, 30).map((authorization) => open(http2, protocol, { authorization }));
    while (streams.filter(({ status }) => status !== undefined).length < 22)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await hold();
    const statuses = streams.map(({ status }) => status ?? 0);
    http2.destroy();
    return statuses;
  },
  'connections, however many there is room for': async () => {
    const { port, localAddress, count, most } = target;
    let closed = 0;
    let connected = 0;
    const sockets = Array.from({ length: count }, () => connectTcp({ port, host: '127.0.0.1', localAddress }));
    for (const socket of sockets) {
      socket
        .on('error', () => {})
        .on('connect', () => {
          connected += 1;
        })
        .on('close', () => {
          closed += 1;
        });
    }
    while (connected < count || closed < count - most) await new Promise((resolve) => setTimeout(resolve, 10));
    await hold();
    for (const socket of sockets) socket.destroy();
    return sockets.length - closed;
  },
  'methods that do not exist, left open': async () => {
    const http2 = await session();
    const streams = Array.from({ length: 50 }, () =>
      http2.request({ ':method': 'POST', ':path': '/no/such', 'content-type': 'application/grpc' }),
    );
    await Promise.all(streams.map((stream) => once(stream, 'response')));
    http2.destroy();
  },
};

process.on('message', async (message) => {
  if (message.go) return;
  target = message;
  const result = await SHAPES[message.shape](message.protocol);
  process.send({ result }, () => process.exit(0));
});
