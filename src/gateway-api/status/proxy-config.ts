import type { ProxyConfigStatusValue } from '../../model/index.js';
import type { CheckedProxyConfig } from '../proxy-config.js';
import type { Settings } from '../settings.js';
import { condition } from './condition.js';

/** Where one proxy carries all Gateways a ProxyConfig means nothing, and has no status. */
export function* proxyConfigStatus(
  { key, namespace, name, generation, problem }: CheckedProxyConfig,
  { proxyOf }: Settings,
): Generator<readonly [string, ProxyConfigStatusValue]> {
  if (proxyOf === 'shared') return;
  const good = { reason: 'Accepted', message: 'The ProxyConfig is valid.' };
  const conditions = [condition('Accepted', generation, problem, good)];
  yield [`ProxyConfig/${key}`, { kind: 'ProxyConfig', namespace, name, status: { conditions } }];
}
