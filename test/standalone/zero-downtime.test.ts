import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { selfSigned } from '../../src/gateway-api/testing/certificate.js';
import { type EchoServer, eventually, send, startEcho } from '../envoy/harness.js';
import { backendYaml, gatewayYaml, routeYaml, to } from './content.js';
import { Files, freePort, Gatewright } from './gatewright.js';
import { Traffic } from './traffic.js';

const CHANGES = 20;

describe('no request fails because configuration changed', () => {
  let echoes: EchoServer[];
  let files: Files;
  let gatewright: Gatewright;
  let port: number;
  let tlsPort: number;
  let extraPort: number;

  const secret = (name: string) => {
    const { certificate, key } = selfSigned([name]);
    const indent = (pem: string) => pem.trim().replace(/^/gm, '    ');
    return `apiVersion: v1
kind: Secret
metadata: {name: certificate}
type: kubernetes.io/tls
stringData:
  tls.crt: |
${indent(certificate)}
  tls.key: |
${indent(key)}
`;
  };
  const gateway = (extra = '') =>
    gatewayYaml(
      port,
      `  - {name: https, port: ${tlsPort}, protocol: HTTPS, tls: {certificateRefs: [{name: certificate}]}}\n${extra}`,
    );

  beforeAll(async () => {
    echoes = await Promise.all(['a', 'b', 'c'].map((name) => startEcho(name)));
    [port, tlsPort, extraPort] = [await freePort(), await freePort(), await freePort()];
    files = new Files({
      'gateway.yaml': gateway(),
      'secret.yaml': secret('one.example.com'),
      'backends.yaml': echoes.map(({ name, port }) => backendYaml(name, port)).join('---\n'),
      'route.yaml': routeYaml('www', 'www.example.com', `[{backendRefs: [${to('a')}]}]`),
    });
    gatewright = await Gatewright.run(files);
    await eventually(async () => expect((await send({ to: port, host: 'www.example.com' })).status).toBe(200));
  });
  afterAll(async () => {
    await gatewright.stop();
    await Promise.all(echoes.map((echo) => echo.close()));
    files.dispose();
  });

  /** Makes every change while requests go on, each when the one before is seen to work. */
  async function under(
    traffic: ConstructorParameters<typeof Traffic>[0],
    change: (i: number) => void,
    seen: (i: number) => Promise<void>,
  ): Promise<Record<string, number>> {
    const load = new Traffic(traffic);
    for (let i = 0; i < CHANGES; i++) {
      change(i);
      await eventually(() => seen(i), { everyMs: 2 });
    }
    return load.stop();
  }
  const www = () => ({ to: port, host: 'www.example.com' });
  const answering = async (path = '/') => (await send({ ...www(), path })).echoed();

  test('a backend is replaced', async () => {
    const names = ['b', 'c', 'a'];
    const name = (i: number) => names[i % 3] as string;
    const answers = await under(
      www(),
      (i) => files.write('route.yaml', routeYaml('www', 'www.example.com', `[{backendRefs: [${to(name(i))}]}]`)),
      async (i) => expect((await answering()).name).toBe(name(i)),
    );
    expect(Object.keys(answers)).toEqual(['200']);
  });

  test('weights move', async () => {
    const weights = (i: number) => (i % 2 === 0 ? [0, 1] : [1, 0]);
    const answers = await under(
      www(),
      (i) => {
        const [a, b] = weights(i) as [number, number];
        files.write(
          'route.yaml',
          routeYaml('www', 'www.example.com', `[{backendRefs: [${to('a', a)}, ${to('b', b)}]}]`),
        );
      },
      async (i) => expect((await answering()).name).toBe(i % 2 === 0 ? 'b' : 'a'),
    );
    expect(Object.keys(answers)).toEqual(['200']);
  });

  test('a rule changes', async () => {
    const answers = await under(
      www(),
      (i) => {
        const filter = `{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-change, value: "${i}"}]}}`;
        files.write(
          'route.yaml',
          routeYaml('www', 'www.example.com', `[{filters: [${filter}], backendRefs: [${to('a')}]}]`),
        );
      },
      async (i) => expect((await answering()).headers['x-change']).toBe(String(i)),
    );
    expect(Object.keys(answers)).toEqual(['200']);
  });

  test('rules change places', async () => {
    const one = (i: number) =>
      `{name: one, matches: [{path: {value: /one}}], filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-change, value: "${i}"}]}}], backendRefs: [${to('a')}]}`;
    const two = `{name: two, matches: [{path: {value: /}}], backendRefs: [${to('b')}]}`;
    const answers = await under(
      www(),
      (i) =>
        files.write(
          'route.yaml',
          routeYaml('www', 'www.example.com', i % 2 ? `[${one(i)}, ${two}]` : `[${two}, ${one(i)}]`),
        ),
      async (i) => expect(await answering('/one')).toMatchObject({ name: 'a', headers: { 'x-change': String(i) } }),
    );
    expect(Object.keys(answers)).toEqual(['200']);
  });

  test('a certificate is rotated, and connections stay', async () => {
    const tls = { to: tlsPort, host: 'www.example.com', tls: {} };
    await eventually(async () => expect((await send(tls)).status).toBe(200));
    const load = new Traffic(tls);
    for (let i = 0; i < CHANGES; i++) {
      files.write('secret.yaml', secret(`host-${i}.example.com`));
      await eventually(async () => expect(await subjectAltName(tlsPort)).toBe(`DNS:host-${i}.example.com`), {
        everyMs: 5,
      });
    }
    expect(Object.keys(await load.stop())).toEqual(['200']);
  });

  test('a listener comes and goes', async () => {
    const answers = await under(
      www(),
      (i) =>
        files.write(
          'gateway.yaml',
          gateway(i % 2 === 0 ? `  - {name: extra, port: ${extraPort}, protocol: HTTP}\n` : ''),
        ),
      async (i) => {
        const open = send({ to: extraPort, host: 'www.example.com' }).then(
          ({ status }) => status,
          () => 0,
        );
        expect(await open).toBe(i % 2 === 0 ? 200 : 0);
      },
    );
    expect(Object.keys(answers)).toEqual(['200']);
  });

  test('another route breaks and is mended', async () => {
    const answers = await under(
      www(),
      (i) => {
        const path = i % 2 === 0 ? '{type: RegularExpression, value: "("}' : '{type: PathPrefix, value: /}';
        files.write(
          'other.yaml',
          routeYaml('other', 'other.example.com', `[{matches: [{path: ${path}}], backendRefs: [${to('b')}]}]`),
        );
      },
      async (i) => expect((await send({ to: port, host: 'other.example.com' })).status).toBe(i % 2 === 0 ? 404 : 200),
    );
    expect(Object.keys(answers)).toEqual(['200']);
  });
});

async function subjectAltName(port: number): Promise<string | undefined> {
  const { connect } = await import('node:tls');
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: '127.0.0.1', port, servername: 'www.example.com', rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerX509Certificate()?.subjectAltName);
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}
