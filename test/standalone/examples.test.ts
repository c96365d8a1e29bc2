import { join } from 'node:path';
import { credentials, type GrpcObject, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CallOptions, GrpcClient } from '../envoy/grpc-client.js';
import { eventually, type Received, type SendOptions, send } from '../envoy/harness.js';
import { type Conversation, converse, converseUdp } from '../envoy/l4.js';
import { Files, freePort, Gatewright } from './gatewright.js';

/** The ports of listeners in all examples. */
const LISTENERS = [8080, 8443, 8432, 8053];

/** The built-in backends of an example: by name the port, or port and protocol. */
type Echoes = Readonly<Record<string, number | `${number}/${string}`>>;

/** An example as `gatewright run examples/NAME --echo …` serves it, on free ports. */
class RunningExample {
  readonly #files: Files;
  readonly #ports: ReadonlyMap<number, number>;
  readonly gatewright: Gatewright;

  private constructor(files: Files, ports: ReadonlyMap<number, number>, gatewright: Gatewright) {
    this.#files = files;
    this.#ports = ports;
    this.gatewright = gatewright;
  }

  static async start(name: string, echoes: Echoes): Promise<RunningExample> {
    const ports = new Map<number, number>();
    const backends = Object.entries(echoes).map(([echo, place]) => {
      const [port, protocol = 'http'] = String(place).split('/');
      return { echo, port: Number(port), protocol };
    });
    for (const port of [...LISTENERS, ...backends.map(({ port }) => port)]) ports.set(port, await freePort());
    const files = Files.example(name, ports);
    const args = backends.flatMap(({ echo, port, protocol }) => ['--echo', `${echo}=${ports.get(port)}/${protocol}`]);
    return new RunningExample(files, ports, await Gatewright.run(files, { args }));
  }

  port(documented: number): number {
    return this.#ports.get(documented) as number;
  }

  get(host: string, path = '/', options: Partial<SendOptions> = {}): Promise<Received> {
    return send({ to: this.port(options.tls ? 8443 : 8080), host, path, ...options });
  }

  /** The backend that answers. */
  async answers(host: string, path = '/', options: Partial<SendOptions> = {}): Promise<string | number> {
    const received = await this.get(host, path, options);
    return received.status === 200 ? received.echoed().name : received.status;
  }

  path(file: string): string {
    return join(this.#files.path, file);
  }

  read(file: string): string {
    return this.#files.read(file);
  }

  async stop(): Promise<void> {
    expect(await this.gatewright.stop()).toBe(0);
    this.#files.dispose();
  }
}

describe('examples', () => {
  let example: RunningExample;
  const serve = (name: string, echoes: Echoes) => {
    beforeAll(async () => {
      example = await RunningExample.start(name, echoes);
    });
    afterAll(() => example.stop());
  };
  const versions = { v1: 9001, v2: 9002 };

  describe('quickstart', () => {
    serve('quickstart', versions);

    test('answers for its host, by header from v2, and 404 for other hosts', async () => {
      expect(await example.answers('www.example.com')).toBe('v1');
      expect(await example.answers('www.example.com', '/', { headers: { env: 'canary' } })).toBe('v2');
      expect(await example.answers('other.example.com')).toBe(404);
    });

    test('shows its status', async () => {
      expect(await example.gatewright.conditions('Gateway/default/web')).toMatchObject({
        Accepted: 'True/Accepted',
        Programmed: 'True/Programmed',
      });
      expect(await example.gatewright.conditions('HTTPRoute/default/www')).toEqual({
        Accepted: 'True/Accepted',
        ResolvedRefs: 'True/ResolvedRefs',
      });
    });
  });

  describe('two-teams', () => {
    serve('two-teams', {
      'foo-auth': 9011,
      'foo-home': 9012,
      'foo-404': 9013,
      'bar-v1': 9021,
      'bar-v2': 9022,
      'new-v1': 9031,
    });
    const tls = {};

    test('team foo routes by path', async () => {
      expect(await example.answers('foo.example.com', '/login', { tls })).toBe('foo-auth');
      expect(await example.answers('foo.example.com', '/home/x', { tls })).toBe('foo-home');
      expect(await example.answers('foo.example.com', '/other', { tls })).toBe('foo-404');
    });

    test('team bar splits by weight and header', async () => {
      expect(await example.answers('bar.example.com', '/', { tls, headers: { env: 'canary' } })).toBe('bar-v2');
      const answers: (string | number)[] = [];
      for (let i = 0; i < 200; i++) answers.push(await example.answers('bar.example.com', '/', { tls }));
      const canary = answers.filter((answer) => answer === 'bar-v2').length;
      expect(answers.every((answer) => answer === 'bar-v1' || answer === 'bar-v2')).toBe(true);
      expect(canary).toBeGreaterThan(2);
      expect(canary).toBeLessThan(60);
    });

    test('a namespace without the label attaches nothing and is told why', async () => {
      expect(await example.answers('new.example.com', '/', { tls })).toBe(404);
      expect(await example.gatewright.conditions('HTTPRoute/team-new/new')).toMatchObject({
        Accepted: 'False/NotAllowedByListeners',
      });
    });
  });

  describe('listener-sets', () => {
    serve('listener-sets', { blue: 9051, green: 9052 });

    test('each team has its listeners, with its own certificate', async () => {
      expect(await example.answers('blue.example.com')).toBe('blue');
      expect(await example.answers('blue.example.com', '/', { tls: {} })).toBe('blue');
      expect(await example.answers('green.example.com')).toBe('green');
      expect(await example.answers('www.example.com')).toBe(404);
    });

    test('a hostname of the platform team is in conflict, and the rest works', async () => {
      expect(await example.gatewright.conditions('ListenerSet/team-green/listeners')).toEqual({
        Accepted: 'True/ListenersNotValid',
        Programmed: 'True/Programmed',
      });
      expect(await example.gatewright.conditions('ListenerSet/team-blue/listeners')).toEqual({
        Accepted: 'True/Accepted',
        Programmed: 'True/Programmed',
      });
    });
  });

  describe('traffic-splitting', () => {
    serve('traffic-splitting', versions);

    test('splits by weight', async () => {
      const answers = new Set<string | number>();
      for (let i = 0; i < 150; i++) answers.add(await example.answers('weight.example.com'));
      expect([...answers].sort()).toEqual(['v1', 'v2']);
      expect(await example.answers('blue-green.example.com')).toBe('v1');
    });

    test.each([
      ['/', {}, 'v1'],
      ['/', { headers: { 'x-version': 'v2' } }, 'v2'],
      ['/?version=v2', {}, 'v2'],
      ['/', { method: 'POST' }, 'v2'],
      ['/v2', {}, 'v2'],
      ['/v2/abc', {}, 'v2'],
      ['/v2/123', {}, 'v1'],
    ])('%s %j goes to %s', async (path, options, backend) => {
      expect(await example.answers('match.example.com', path, options)).toBe(backend);
    });
  });

  describe('redirects-and-rewrites', () => {
    serve('redirects-and-rewrites', versions);

    test.each([
      ['/secure/a?b=c', 301, 'https://old.example.com/secure/a?b=c'],
      ['/moved/a', 308, 'http://www.example.com:8443/moved/a'],
    ])('%s answers %i to %s', async (path, status, location) => {
      const { status: answered, headers } = await example.get('old.example.com', path);
      expect([answered, headers.location]).toEqual([status, location.replace(':8443', `:${example.port(8443)}`)]);
    });

    test.each([
      ['/docs/a', 302, '/manual/a'],
      ['/anything', 303, '/gone'],
    ])('%s answers %i to %s on the same port', async (path, status, location) => {
      const { status: answered, headers } = await example.get('old.example.com', path);
      expect([answered, headers.location]).toEqual([status, `http://old.example.com:${example.port(8080)}${location}`]);
    });

    test('the backend sees another host and path', async () => {
      const echoed = (await example.get('api.example.com', '/v1/users?id=1')).echoed();
      expect(echoed).toMatchObject({ name: 'v1', host: 'internal.example.com', path: '/users?id=1' });
      expect((await example.get('api.example.com', '/status')).echoed()).toMatchObject({
        name: 'v2',
        path: '/healthz',
      });
    });
  });

  describe('headers-and-mirrors', () => {
    serve('headers-and-mirrors', versions);

    test('headers are changed for the rule and for the backend', async () => {
      const received = await example.get('headers.example.com', '/', {
        headers: { 'x-internal': 'secret', 'x-team': 'mine' },
      });
      expect(received.echoed().headers).toMatchObject({ 'x-team': 'web', 'x-trace': 'gateway', 'x-backend': 'v1' });
      expect(received.echoed().headers).not.toHaveProperty('x-internal');
      expect(received.headers).toMatchObject({ 'cache-control': 'no-store', 'x-discount': '50% off' });
    });

    test('clients of a mirrored route see the first version only', async () => {
      for (let i = 0; i < 10; i++) expect(await example.answers('mirror.example.com')).toBe('v1');
      // v2 counts what reaches it, these questions included.
      let questions = 0;
      await eventually(async () => {
        questions++;
        const { requests } = JSON.parse((await send({ to: example.port(9002) })).body) as { requests: number };
        expect(requests - questions).toBe(10);
      });
    });
  });

  describe('grpc', () => {
    serve('grpc', { orders: 9071, stock: 9072, 'stock-new': 9073 });

    /** The backend that answers, or the status. */
    const answers = async (host: string, options: CallOptions) => {
      const client = new GrpcClient(example.port(8080), host);
      const { echoed, code } = await client.call(options).finally(() => client.close());
      return echoed?.name ?? code;
    };

    test.each([
      ['shop.Orders/Get', {}, 'orders'],
      ['shop.Orders/List', {}, 'orders'],
      ['shop.Stock/Get', {}, 'stock'],
      ['shop.Stock/Get', { 'x-tester': 'yes' }, 'stock-new'],
      ['shop.Stock/Reserve', {}, 'UNIMPLEMENTED'],
      ['legacy.Stock/List', {}, 'stock'],
      ['legacy.Stock/Delete', {}, 'UNIMPLEMENTED'],
    ])('%s %j goes to %s', async (method, metadata, backend) => {
      expect(await answers('shop.example.com', { method, metadata })).toBe(backend);
    });

    test('answers as echo.proto says', async () => {
      const definition = loadSync(example.path('echo.proto'));
      const { Orders } = loadPackageDefinition(definition).shop as GrpcObject;
      const client = new (Orders as ServiceClientConstructor)(
        `127.0.0.1:${example.port(8080)}`,
        credentials.createInsecure(),
        { 'grpc.default_authority': 'shop.example.com' },
      );
      const answer = await new Promise<{ text: string }>((resolve, reject) =>
        client.List?.({}, (error: Error | null, found: { text: string }) => (error ? reject(error) : resolve(found))),
      );
      client.close();
      expect(JSON.parse(answer.text)).toMatchObject({ name: 'orders', service: 'shop.Orders', method: 'List' });
    });

    test('splits by weight', async () => {
      const seen = new Set<string>();
      for (let i = 0; i < 150; i++) seen.add(await answers('stock.example.com', { method: 'shop.Stock/Get' }));
      expect([...seen].sort()).toEqual(['stock', 'stock-new']);
    });

    test('an HTTPRoute takes what is not gRPC under the hostname of a GRPCRoute', async () => {
      expect(await example.answers('stock.example.com')).toBe('stock');
    });
  });

  describe('tcp-udp-tls', () => {
    serve('tcp-udp-tls', {
      'db-a': '9061/tcp',
      'db-b': '9062/tcp',
      cache: '9063/tcp',
      'dns-udp': '9064/udp',
      'dns-tcp': '9064/tcp',
      secure: '9065/https',
    });

    /** Who answers a new conversation. */
    const asked = async (start: Promise<Conversation>) => {
      const conversation = await start;
      return conversation.ask().finally(() => conversation.close());
    };

    test('connections are split by weight', async () => {
      const answers = new Set<string>();
      for (let i = 0; i < 150; i++) answers.add(await asked(converse(example.port(8432))));
      expect([...answers].sort()).toEqual(['db-a', 'db-b']);
    });

    test('datagrams and connections have one port number', async () => {
      expect(await asked(converseUdp(example.port(8053)))).toBe('dns-udp');
      expect(await asked(converse(example.port(8053)))).toBe('dns-tcp');
    });

    test('TLS goes through to its backend', async () => {
      expect((await example.get('secure.example.com', '/', { tls: {} })).echoed()).toMatchObject({
        name: 'secure',
        serverName: 'secure.example.com',
      });
    });

    test.each([
      ['db', 'db-a'],
      ['cache', 'cache'],
    ])('TLS for %s ends here, with its own certificate', async (name, backend) => {
      const ca = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;
      const all = [...example.read('certificates.yaml').replace(/^ +/gm, '').matchAll(ca)].map(String);
      const [db, cache] = all as [string, string];
      const verified = (own: string) => converse(example.port(8443), { servername: `${name}.example.com`, ca: own });
      expect(await asked(verified(name === 'db' ? db : cache))).toBe(backend);
      await expect(verified(name === 'db' ? cache : db)).rejects.toThrow(/self-signed/);
    });

    test('another server name is refused', async () => {
      await expect(converse(example.port(8443), { servername: 'other.example.com' })).rejects.toThrow();
    });
  });

  describe('cross-namespace', () => {
    serve('cross-namespace', { accounts: 9041, billing: 9042 });

    test('a backend of another namespace needs a grant', async () => {
      expect(await example.answers('shop.example.com', '/account/1')).toBe('accounts');
      expect(await example.answers('shop.example.com', '/billing/1')).toBe(500);
      expect(await example.gatewright.conditions('HTTPRoute/shop/shop')).toMatchObject({
        ResolvedRefs: 'False/RefNotPermitted',
      });
    });
  });
});
