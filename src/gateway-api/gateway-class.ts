import type { Lookup } from '../collections/index.js';
import type { GatewayClass, ProxyConfigSpec } from '../resources/types.js';
import type { Problem } from './problem.js';
import { type CheckedProxyConfig, parametersOf } from './proxy-config.js';
import type { Settings } from './settings.js';

/** A GatewayClass that names this controller. */
export interface OwnClass {
  readonly name: string;
  readonly generation: number;
  /** How its proxies are run, as far as the class says it. */
  readonly parameters: ProxyConfigSpec;
  /** Why it is not accepted. */
  readonly problem?: Problem;
}

/** A class of another controller is none of our business: no status, no Gateways. */
export function ownClass(
  gatewayClass: GatewayClass,
  { configs }: { readonly configs: Lookup<CheckedProxyConfig> },
  settings: Settings,
): OwnClass | undefined {
  const { metadata, spec } = gatewayClass;
  if (spec?.controllerName !== settings.controllerName) return undefined;
  const { spec: parameters = {}, problem } = parametersOf(spec.parametersRef, undefined, configs);
  return { name: metadata.name, generation: metadata.generation ?? 0, parameters, ...(problem && { problem }) };
}
