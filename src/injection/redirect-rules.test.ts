import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redirectRules, SIDECAR_USER } from './redirect-rules.js';
import { CLIENT_ADDRESSES, POD_ADDRESSES, type Pod, startPod } from './testing/network.js';

const APPLICATION = 1000;
let running: Pod;

beforeAll(async () => {
  running = await startPod();
  const { pod, client } = running;
  await pod.listen(SIDECAR_USER, [15001, 15006, 15020, 19001]);
  await pod.listen(APPLICATION, [8080, 9090]);
  await client.listen(APPLICATION, [7080, 7081]);
  pod.run('nft', ['-f', '-'], redirectRules({ outboundPorts: [7081], inboundPorts: [9090] }));
});

afterAll(() => running.close());

describe.each(['IPv4', 'IPv6'])('the redirect of a pod, %s', (family) => {
  const index = family === 'IPv4' ? 0 : 1;
  const pod = POD_ADDRESSES[index];
  const client = CLIENT_ADDRESSES[index];
  const loopback = family === 'IPv4' ? '127.0.0.1' : '::1';

  test.each([
    ['what the application opens goes to the outbound listener', APPLICATION, client, 7080, `15001 from ${pod}`],
    ['root of the pod is no exception', 0, client, 7080, `15001 from ${pod}`],
    ['but for the ports that are left out', APPLICATION, client, 7081, `7081 from ${pod}`],
    ['what Envoy opens goes where it should', SIDECAR_USER, client, 7080, `7080 from ${pod}`],
    ['what stays in the pod stays', APPLICATION, loopback, 8080, `8080 from ${loopback}`],
    ['to its own address as well', APPLICATION, pod, 8080, `8080 from ${pod}`],
    ['Envoy reaches the application on loopback', SIDECAR_USER, loopback, 8080, `8080 from ${loopback}`],
    [
      "what Envoy opens to its own pod's address meets its inbound listener",
      SIDECAR_USER,
      pod,
      8080,
      `15006 from ${pod}`,
    ],
    ['nobody in the pod gets at the outbound listener itself', APPLICATION, loopback, 15001, 'ECONNREFUSED'],
    ['nor at the inbound one', APPLICATION, pod, 15006, 'ECONNREFUSED'],
    ['nor Envoy', SIDECAR_USER, pod, 15006, 'ECONNREFUSED'],
  ])('%s', (_, user, address, port, answer) => {
    expect(running.pod.connect(user, address, port)).toBe(answer);
  });

  test('the inbound listener reaches the application from an address of loopback', () => {
    const from = family === 'IPv4' ? '127.0.0.6' : '::1';
    expect(running.pod.connect(SIDECAR_USER, pod, 8080, from)).toBe(`8080 from ${from}`);
  });

  test.each([
    ['what the pod is sent goes to the inbound listener', 8080, `15006 from ${client}`],
    ['whether or not anything listens', 8081, `15006 from ${client}`],
    ['but for the ports that are left out', 9090, `9090 from ${client}`],
    ['probes go to Envoy as they are', 15020, `15020 from ${client}`],
    ['those of Envoy too', 19001, `19001 from ${client}`],
    ['nobody gets at the outbound listener itself', 15001, 'no answer'],
    ['nor at the inbound one', 15006, 'no answer'],
  ])('%s', (_, port, answer) => {
    expect(running.client.connect(APPLICATION, pod, port)).toBe(answer);
  });
});

test('a new rule set replaces the one before', () => {
  const { pod } = running;
  const [address] = CLIENT_ADDRESSES;
  pod.run('nft', ['-f', '-'], redirectRules({ outboundCidrs: ['198.18.0.0/24', 'fd00:c::/64', '198.18.0.0/16'] }));
  expect(pod.connect(APPLICATION, address, 7080)).toMatch(/^7080 /);
  expect(pod.connect(APPLICATION, CLIENT_ADDRESSES[1], 7080)).toMatch(/^7080 /);
  expect(pod.run('nft', ['list', 'tables'])).toBe('table inet gatewright');
});

test('the same rules twice are the same table', () => {
  const { pod } = running;
  const listed = [1, 2].map(() => {
    pod.run('nft', ['-f', '-'], redirectRules());
    return pod.run('nft', ['list', 'ruleset']);
  });
  expect(listed[0]).toBe(listed[1]);
});
