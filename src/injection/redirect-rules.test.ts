import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { type ClusterNetwork, type PodNetwork, startNetwork } from '../../test/mesh/network.js';
import { INBOUND_SOURCES } from '../envoy/mesh-names.js';
import { redirectRules, SIDECAR_GROUP } from './redirect-rules.js';

const LISTEN = `
const [user, ...ports] = process.argv.slice(1).map(Number);
process.setgid(user === 40_000 ? ${SIDECAR_GROUP} : user);
process.setuid(user);
let left = ports.length;
for (const port of ports) {
  require('net').createServer((socket) => {
    socket.on('error', () => {});
    socket.end(port + ' from ' + socket.remoteAddress.replace('::ffff:', ''));
  }).listen(port, '::', () => --left === 0 && console.log('listening'));
}`;

const CONNECT = `
const [user, host, port, from] = process.argv.slice(1);
process.setgid(user === '40000' ? ${SIDECAR_GROUP} : +user);
process.setuid(+user);
const socket = require('net').connect({ host, port: +port, ...(from && { localAddress: from }) });
let answer = '';
const end = (text) => { console.log(text); process.exit(); };
socket.on('data', (data) => { answer += data; }).on('end', () => end(answer)).on('error', (error) => end(error.code));
socket.setTimeout(1000, () => end('no answer'));`;

/**
 * Listens on ports of a network as a user; each connection is answered with `port from address` and closed.
 * @returns what ends it.
 */
async function listen(network: PodNetwork, user: number, ports: readonly number[]): Promise<() => void> {
  const args = ['-e', LISTEN, ...[user, ...ports].map(String)];
  const child = network.spawn(process.execPath, args, ['ignore', 'pipe', 'inherit']);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`nobody listens on ${ports.join(', ')}`)));
  ended.catch(() => {});
  if (child.stdout) await Promise.race([once(child.stdout, 'data'), ended]);
  return () => child.kill('SIGKILL');
}

/** Connects from a network as a user and gives the answer, or the code of the error. */
function connect(network: PodNetwork, user: number, address: string, port: number, from = ''): string {
  return network.run(process.execPath, ['-e', CONNECT, ...[user, address, port, from].map(String)]);
}

const APPLICATION = 1000;
const SIDECAR_USER = 40_000;
let cluster: ClusterNetwork;
let pod: PodNetwork;
let client: PodNetwork;
let ends: readonly (() => void)[] = [];

const load = (...exclusions: Parameters<typeof redirectRules>) =>
  pod.run('nft', ['-f', '-'], redirectRules(...exclusions));

beforeAll(async () => {
  cluster = await startNetwork(2);
  [pod, client] = cluster.pods as [PodNetwork, PodNetwork];
  ends = await Promise.all([
    listen(pod, SIDECAR_USER, [15001, 15006, 15020, 19001]),
    listen(pod, APPLICATION, [8080, 9090]),
    listen(client, APPLICATION, [7080, 7081, 15006, 15020, 19001]),
  ]);
  load({ outboundPorts: [7081], inboundPorts: [9090] });
});

afterAll(() => {
  for (const end of ends) end();
  cluster?.close();
});

describe.each(['ipv4', 'ipv6'] as const)('the redirect of a pod, %s', (family) => {
  type Place = 'pod' | 'client' | 'loopback';
  const addressOf = (place: Place) =>
    place === 'loopback' ? { ipv4: '127.0.0.1', ipv6: '::1' }[family] : { pod, client }[place][family];

  test.each<[string, number, Place, number, string, Place | undefined]>([
    ['what the application opens goes to the outbound listener', APPLICATION, 'client', 7080, '15001', 'pod'],
    ['root of the pod is no exception', 0, 'client', 7080, '15001', 'pod'],
    ['but for the ports that are left out', APPLICATION, 'client', 7081, '7081', 'pod'],
    ["and for those that the sidecar has open, of others' sidecars", APPLICATION, 'client', 15020, '15020', 'pod'],
    ['as well', APPLICATION, 'client', 19001, '19001', 'pod'],
    ['what Envoy opens goes where it should', SIDECAR_USER, 'client', 7080, '7080', 'pod'],
    ['what stays in the pod stays', APPLICATION, 'loopback', 8080, '8080', 'loopback'],
    ['to its own address as well', APPLICATION, 'pod', 8080, '8080', 'pod'],
    ['Envoy reaches the application on loopback', SIDECAR_USER, 'loopback', 8080, '8080', 'loopback'],
    ["what Envoy opens to its own pod's address meets its inbound listener", SIDECAR_USER, 'pod', 8080, '15006', 'pod'],
    [
      'nobody in the pod gets at the outbound listener itself',
      APPLICATION,
      'loopback',
      15001,
      'ECONNREFUSED',
      undefined,
    ],
    ['nor at the inbound one', APPLICATION, 'pod', 15006, 'ECONNREFUSED', undefined],
    ['nor Envoy', SIDECAR_USER, 'pod', 15006, 'ECONNREFUSED', undefined],
  ])('%s', (_, user, to, port, answer, from) => {
    const expected = from === undefined ? answer : `${answer} from ${addressOf(from)}`;
    expect(connect(pod, user, addressOf(to), port)).toBe(expected);
  });

  test('the inbound listener reaches the application from an address of loopback', () => {
    const from = INBOUND_SOURCES[family === 'ipv4' ? 'IPv4' : 'IPv6'];
    expect(connect(pod, SIDECAR_USER, pod[family], 8080, from)).toBe(`8080 from ${from}`);
  });

  test.each([
    ['what the pod is sent goes to the inbound listener', 8080, '15006'],
    ['but for the ports that are left out', 9090, '9090'],
    ['probes go to Envoy as they are', 15020, '15020'],
    ['those of Envoy too', 19001, '19001'],
    ['nobody gets at the outbound listener itself', 15001, undefined],
    ['nor at the inbound one', 15006, undefined],
  ])('%s', (_, port, answer) => {
    const expected = answer === undefined ? 'no answer' : `${answer} from ${client[family]}`;
    expect(connect(client, APPLICATION, pod[family], port)).toBe(expected);
  });

  test('a port on which nothing listens refuses, until something does', async () => {
    const ask = () => connect(client, APPLICATION, pod[family], 8081);
    expect(ask()).toBe('ECONNREFUSED');
    const end = await listen(pod, APPLICATION, [8081]);
    expect(ask()).toBe(`15006 from ${client[family]}`);
    end();
    await eventually(() => expect(ask()).toBe('ECONNREFUSED'));
  });
});

test('where the kernel cannot look for a socket, the sidecar takes everything', () => {
  load({}, { refuses: false });
  for (const address of [pod.ipv4, pod.ipv6]) expect(connect(client, APPLICATION, address, 8081)).toMatch(/^15006 /);
  load();
});

test('a new rule set replaces the one before', () => {
  load({ outboundCidrs: [`${client.ipv4}/24`, `${client.ipv6}/64`, `${client.ipv4}/16`] });
  for (const address of [client.ipv4, client.ipv6]) {
    expect(connect(pod, APPLICATION, address, 7080)).toMatch(/^7080 /);
    expect(connect(pod, APPLICATION, address, 7081)).toMatch(/^7081 /);
  }
  expect(pod.run('nft', ['list', 'tables'])).toBe('table inet gatewright');
});

test('the same rules twice are the same table', () => {
  const listed = [1, 2].map(() => {
    load();
    return pod.run('nft', ['list', 'ruleset']);
  });
  expect(listed[0]).toBe(listed[1]);
});
