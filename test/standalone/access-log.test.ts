import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { askEnvoy } from '../../src/standalone/envoy-admin.js';
import { eventually, send, startEcho } from '../envoy/harness.js';
import { backendYaml, gatewayYaml, routeYaml, to } from './content.js';
import { Files, freePort, Gatewright } from './gatewright.js';

const HOST = 'www.example.com';
const REFERENCE = readFileSync(new URL('../../docs/reference/access-log.md', import.meta.url), 'utf8');

/** The names of the fields in a section of the reference. */
function documented(section: string): string[] {
  const text = REFERENCE.split('\n## ').find((each) => each.startsWith(`${section}\n`)) ?? '';
  return Array.from(text.matchAll(/^\| `([a-z_]+)` \|/gm), ([, name]) => `${name}`).sort();
}

test('each request and each connection is a line at once, with the fields that are documented', async () => {
  const echo = await startEcho('a');
  const [port, tcp] = [await freePort(), await freePort()];
  const files = new Files({
    'gateway.yaml': gatewayYaml(port, `  - {name: tcp, port: ${tcp}, protocol: TCP}\n`),
    'backend.yaml': backendYaml('a', echo.port),
    'route.yaml': routeYaml('www', HOST, `[{backendRefs: [${to('a')}]}]`),
    'tcp.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: {name: tcp}
spec:
  parentRefs: [{name: web, sectionName: tcp}]
  rules: [{backendRefs: [${to('a')}]}]
`,
  });
  const gatewright = await Gatewright.run(files, { args: ['--access-log'] });
  const lines = () =>
    gatewright.out
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  await eventually(async () => expect((await send({ to: port, host: HOST, path: '/seen' })).status).toBe(200));
  const socket = connect(tcp, '127.0.0.1');
  socket.end(`GET / HTTP/1.1\r\nhost: ${HOST}\r\nconnection: close\r\n\r\n`).resume();
  await once(socket, 'close');
  await eventually(() => {
    expect(lines()).toContainEqual(
      expect.objectContaining({ path: '/seen', status: 200, route: 'HTTPRoute/default/www/0' }),
    );
    expect(lines()).toContainEqual(expect.objectContaining({ backend: `default/web/${tcp}/tcp` }));
  });
  const [request] = lines().filter(({ method }) => method !== undefined);
  const [connection] = lines().filter(({ method }) => method === undefined);
  expect(documented('Requests')).toEqual(Object.keys(request).sort());
  expect(documented('Connections')).toEqual(Object.keys(connection).sort());
  const info = JSON.parse(await askEnvoy(join(files.state, `envoy-${gatewright.pid}.sock`), '/server_info'));
  expect(info.command_line_options.file_flush_interval).toBe('0.100s');
  await gatewright.stop();
  await echo.close();
  files.dispose();
});
