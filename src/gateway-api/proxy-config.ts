import type { Lookup } from '../collections/index.js';
import type { ListenerSettings } from '../model/index.js';
import { isCidr } from '../resources/addresses.js';
import type { ProxyConfig, ProxyConfigSpec } from '../resources/types.js';
import { objectKey } from './names.js';
import type { Problem } from './problem.js';
import type { Settings } from './settings.js';

const GROUP = 'gatewright.dev';
const KIND = 'ProxyConfig';

/** A ProxyConfig, checked beyond its schema. */
export interface CheckedProxyConfig {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  readonly spec: ProxyConfigSpec;
  readonly problem?: Problem;
}

export function checkedProxyConfig({ metadata, spec }: ProxyConfig, settings: Settings): CheckedProxyConfig {
  const { namespace = '', name, generation = 0 } = metadata;
  const bootstrap = spec?.bootstrap && settings.bootstrapProblem?.(spec.bootstrap);
  const message = bootstrap === undefined ? rangeProblem(spec ?? {}) : `spec.bootstrap: ${bootstrap}`;
  return {
    key: objectKey(namespace, name),
    namespace,
    name,
    generation,
    spec: spec ?? {},
    ...(message !== undefined && { problem: { reason: 'Invalid', message } }),
  };
}

/** The first range of addresses that the API server refuses where the objects of a proxy have it. */
function rangeProblem({ networkPolicy, service }: ProxyConfigSpec): string | undefined {
  const ranges = [
    ...(networkPolicy?.metricsFrom ?? []).map(
      ({ ipBlock }, index) => [`networkPolicy.metricsFrom[${index}].ipBlock.cidr`, ipBlock?.cidr] as const,
    ),
    ...(networkPolicy?.deniedRanges ?? []).map(
      (range, index) => [`networkPolicy.deniedRanges[${index}]`, range] as const,
    ),
    ...(service?.loadBalancerSourceRanges ?? []).map(
      (range, index) => [`service.loadBalancerSourceRanges[${index}]`, range] as const,
    ),
  ];
  for (const [field, range] of ranges) {
    if (range === undefined) continue;
    if (!isCidr(range)) return `spec.${field}: "${range}" is not a range of addresses. Write one such as 10.1.0.0/16.`;
    // What is left of all addresses has to be something.
    if (field.startsWith('networkPolicy.deniedRanges') && /\/0+$/.test(range))
      return `spec.${field}: "${range}" is every address. Write a smaller range.`;
  }
  return undefined;
}

interface ParametersRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** What a `parametersRef` leads to. */
export type Parameters =
  | { readonly spec: ProxyConfigSpec; readonly problem?: undefined }
  | { readonly spec?: undefined; readonly problem: Problem };

/**
 * The parameters that a GatewayClass refers to, or a Gateway by its `infrastructure`.
 *
 * @param namespace where the Gateway is; a GatewayClass has to say which.
 */
export function parametersOf(
  ref: ParametersRef | undefined,
  namespace: string | undefined,
  configs: Lookup<CheckedProxyConfig>,
): Parameters {
  if (ref === undefined) return { spec: {} };
  const invalid = (message: string): Parameters => ({
    problem: { reason: 'InvalidParameters', message: `parametersRef${message}` },
  });
  if (ref.group !== GROUP || ref.kind !== KIND) {
    const known = `Use ${KIND} in group "${GROUP}".`;
    return invalid(`: there are no parameters of kind ${ref.kind} in group "${ref.group}". ${known}`);
  }
  const place = namespace ?? ref.namespace;
  if (place === undefined) return invalid(`.namespace: a ${KIND} is in a namespace. Name it.`);
  const key = objectKey(place, ref.name);
  const config = configs.get(key);
  if (config === undefined) return invalid(`: ${KIND} ${key} does not exist.`);
  if (config.problem !== undefined) return invalid(`: ${KIND} ${key}: ${config.problem.message}`);
  return { spec: config.spec };
}

/** What parameters say about listeners, where that differs from the defaults. */
export function listenerSettings({ accessLog }: ProxyConfigSpec): { readonly settings?: Partial<ListenerSettings> } {
  return accessLog === 'None' ? { settings: { accessLog: 'off' } } : {};
}

/** Fields whose parts belong together. */
const WHOLE: ReadonlySet<string> = new Set(['autoscaling', 'podDisruptionBudget', 'affinity', 'bootstrap']);

/** The parameters of a class with those of a Gateway over them, field by field; lists are not joined. */
export function mergeParameters(ofClass: ProxyConfigSpec, ofGateway: ProxyConfigSpec): ProxyConfigSpec {
  return merge(ofClass, ofGateway, WHOLE);
}

function merge<T extends object>(base: T, over: T, whole: ReadonlySet<string>): T {
  const merged: { [field: string]: unknown } = { ...(base as Readonly<Record<string, unknown>>) };
  for (const [field, value] of Object.entries(over)) {
    const below = merged[field];
    merged[field] = isObject(value) && isObject(below) && !whole.has(field) ? merge(below, value, NONE) : value;
  }
  return merged as T;
}

const NONE: ReadonlySet<string> = new Set();

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
