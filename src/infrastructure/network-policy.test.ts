import { describe, expect, test } from '@jest/globals';
import { networkPolicy } from './network-policy.js';
import { proxyOf, SETTINGS } from './testing/proxy.js';

const common = { enabled: true, deniedRanges: ['10.1.0.0/16'] };

interface Spec {
  readonly ingress: readonly { readonly from?: unknown; readonly ports: readonly { readonly port: number }[] }[];
  readonly egress: readonly {
    readonly to?: readonly { readonly ipBlock?: { readonly cidr: string; readonly except: readonly string[] } }[];
  }[];
}

const specOf = (parameters: object, settings: object = { networkPolicy: common }) =>
  networkPolicy(proxyOf({ parameters }), { ...SETTINGS, ...settings })?.spec as Spec | undefined;

const denied = (spec: Spec | undefined) =>
  spec?.egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock?.except ?? []));

describe('the NetworkPolicy of a proxy', () => {
  test('is there when the controller or the ProxyConfig says so', () => {
    expect(specOf({})).toBeDefined();
    expect(specOf({ networkPolicy: { enabled: false } })).toBeUndefined();
    expect(specOf({}, {})).toBeUndefined();
    expect(specOf({ networkPolicy: { enabled: true } }, {})).toBeDefined();
  });

  test('denies the ranges of both, beside those that no backend has', () => {
    const ranges = denied(specOf({ networkPolicy: { deniedRanges: ['10.2.0.0/16', 'fd01::/16'] } }));
    expect(ranges).toEqual(
      expect.arrayContaining(['169.254.0.0/16', 'fe80::/10', '10.1.0.0/16', '10.2.0.0/16', 'fd01::/16']),
    );
    expect(new Set(ranges).size).toBe(ranges?.length);
  });

  test('never takes a range as an exception of the other version of IP, which the API server refuses', () => {
    for (const { to = [] } of specOf({})?.egress ?? []) {
      for (const { ipBlock } of to) {
        expect(ipBlock?.except.every((range) => range.includes(':') === ipBlock.cidr.includes(':')) ?? true).toBe(true);
      }
    }
  });

  test('names a range alone', () => {
    const peer = { ipBlock: { cidr: '192.0.2.0/24' }, podSelector: {} };
    const [, statistics] = specOf({ networkPolicy: { metricsFrom: [peer] } })?.ingress ?? [];
    expect(statistics?.from).toEqual([{ ipBlock: { cidr: '192.0.2.0/24' } }]);
  });

  test('lets only named peers reach the statistics, and every peer the listeners', () => {
    const [listeners, statistics] = specOf({ networkPolicy: { metricsFrom: [{ podSelector: {} }] } })?.ingress ?? [];
    expect(listeners).toEqual({ ports: [{ port: 80, protocol: 'TCP' }] });
    expect(statistics).toEqual({ from: [{ podSelector: {} }], ports: [{ port: 19001, protocol: 'TCP' }] });
    expect(specOf({ networkPolicy: { metricsFrom: [] } })?.ingress).toEqual([listeners]);
  });
});
