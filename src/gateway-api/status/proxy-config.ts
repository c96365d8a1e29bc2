import type { ProxyConfigStatusValue } from '../../model/index.js';
import type { ProxyConfigSpec } from '../../resources/types.js';
import type { CheckedProxyConfig } from '../proxy-config.js';
import type { Settings } from '../settings.js';
import { condition } from './condition.js';

export function* proxyConfigStatus(
  { key, namespace, name, generation, spec, problem }: CheckedProxyConfig,
  { proxyOf }: Settings,
): Generator<readonly [string, ProxyConfigStatusValue]> {
  const unused = proxyOf === 'shared' ? withoutEffect(spec) : undefined;
  const message = `The ProxyConfig is valid.${unused === undefined ? '' : ` ${unused}`}`;
  const conditions = [condition('Accepted', generation, problem, { reason: 'Accepted', message })];
  yield [`ProxyConfig/${key}`, { kind: 'ProxyConfig', namespace, name, status: { conditions } }];
}

/** What still means something where one Envoy carries all Gateways. */
const OF_GATEWAY: ReadonlySet<string> = new Set(['accessLog'] satisfies (keyof ProxyConfigSpec)[]);
/** Options of `gatewright run` that say the same of that Envoy. */
const OPTIONS: ReadonlyMap<string, string> = new Map<keyof ProxyConfigSpec, string>([
  ['concurrency', '--concurrency'],
  ['drainTimeoutSeconds', '--drain-timeout'],
]);

/** Which fields have no effect where one Envoy carries all Gateways: most of them are about pods, the others about an Envoy for one Gateway. */
export function withoutEffect(spec: ProxyConfigSpec): string | undefined {
  const fields = Object.keys(spec).filter((field) => !OF_GATEWAY.has(field));
  if (fields.length === 0) return undefined;
  const options = fields.flatMap((field) => OPTIONS.get(field) ?? []);
  const instead = options.length === 0 ? '' : ` Use ${options.join(' and ')} of gatewright run instead.`;
  const verb = fields.length === 1 ? 'has' : 'have';
  const names = fields.map((field) => `spec.${field}`).join(', ');
  return `${names} ${verb} no effect here, where one Envoy on this machine carries all Gateways.${instead}`;
}
