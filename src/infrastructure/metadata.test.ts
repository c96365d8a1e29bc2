import { expect, test } from '@jest/globals';
import { wantedProxy } from './graph.js';
import { proxyOf, SETTINGS } from './testing/proxy.js';

test('labels and annotations of users do not take the place of those that are ours', () => {
  const given = { 'gatewright.dev/sidecar': 'injected', 'gatewright.dev/controller': 'other', 'example.com/team': 'a' };
  const proxy = proxyOf({
    labels: given,
    annotations: given,
    parameters: {
      labels: given,
      annotations: given,
      podLabels: given,
      podAnnotations: given,
      service: { annotations: given },
    },
  });
  const { objects } = wantedProxy(proxy, 'PEM', SETTINGS);
  const all = JSON.stringify(objects);
  expect(all).not.toContain('gatewright.dev/sidecar');
  expect(all).not.toContain('"gatewright.dev/controller":"other"');
  expect(all).toContain('"example.com/team":"a"');
  for (const { kind, metadata } of objects) {
    expect([kind, metadata.labels?.['gatewright.dev/controller']]).toEqual([kind, 'gatewright.dev_gateway-controller']);
  }
});
