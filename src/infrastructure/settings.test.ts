import { describe, expect, test } from '@jest/globals';
import { parseNetworkPolicy } from './settings.js';

describe('parseNetworkPolicy', () => {
  test('takes what a ProxyConfig may have', () => {
    const policy = {
      enabled: true,
      metricsFrom: [{ namespaceSelector: { matchLabels: { a: 'b' } } }, { ipBlock: { cidr: '10.0.0.0/8' } }],
      deniedRanges: ['10.1.0.0/16'],
    };
    expect(parseNetworkPolicy(JSON.stringify(policy))).toEqual(policy);
    expect(parseNetworkPolicy('{}')).toEqual({});
  });

  test.each([
    ['{', 'Expected JSON such as'],
    ['[]', 'networkPolicy: '],
    ['{"enabled":"yes"}', 'networkPolicy.enabled: '],
    ['{"metricsfrom":[]}', 'networkPolicy.metricsfrom: '],
    ['{"metricsFrom":[{}]}', 'networkPolicy.metricsFrom[0]: '],
    ['{"deniedRanges":["10.1"]}', 'networkPolicy.deniedRanges[0]: '],
  ])('refuses %s', (json, message) => expect(() => parseNetworkPolicy(json)).toThrow(message));
});
