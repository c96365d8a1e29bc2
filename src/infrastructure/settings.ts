import { admit } from '../resources/admit.js';
import { formatPath } from '../resources/errors.js';
import type { ProxyConfig, ProxyConfigNetworkPolicy } from '../resources/types.js';
import { OWN_API_VERSION } from '../well-known/names.js';

/** What all proxies have in common. */
export interface InfrastructureSettings {
  /** Image of a proxy that says nothing else. */
  readonly image: string;
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Of the NetworkPolicies of proxies, where their ProxyConfigs say nothing else; ranges are denied beside theirs. Absent: there are none. */
  readonly networkPolicy?: ProxyConfigNetworkPolicy;
  /** Where proxies find the xDS server: host name and port, and the name that its certificate has. */
  readonly xds: { readonly hostname: string; readonly port: number; readonly serverName: string };
}

/** `{"enabled":true,"metricsFrom":[…]}` as a ProxyConfig has it under `networkPolicy`. @throws RangeError that says what is wrong. */
export function parseNetworkPolicy(json: string): ProxyConfigNetworkPolicy {
  const metadata = { name: 'common' };
  const admission = admit({
    apiVersion: OWN_API_VERSION,
    kind: 'ProxyConfig',
    metadata,
    spec: { networkPolicy: parsed(json) },
  });
  if (admission.ok) return (admission.object as ProxyConfig).spec?.networkPolicy ?? {};
  throw new RangeError(
    admission.errors.map(({ path, message }) => `${formatPath(path.slice(1))}: ${message}`).join(', '),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new RangeError('Expected JSON such as {"enabled":true,"deniedRanges":["10.1.0.0/16"]}');
  }
}
