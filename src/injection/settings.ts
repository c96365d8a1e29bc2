import { quantity } from '../infrastructure/quantity.js';

/** Of a container, as in a pod. */
export interface Resources {
  readonly requests?: Readonly<Record<string, string | number>>;
  readonly limits?: Readonly<Record<string, string | number>>;
}

/** What all sidecars have in common. */
export interface SidecarSettings {
  /** Image of the proxies, which sidecars run too. */
  readonly image: string;
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Of a pod whose annotations say nothing else. */
  readonly resources: Resources;
}

/** Of sidecars that nobody says more about: what one uses without traffic, so that a node with many small pods takes them. */
export const SIDECAR_RESOURCES: Resources = { requests: { cpu: '10m', memory: '64Mi' } };

/** `{"requests":{"cpu":"50m"},"limits":{…}}` as resources. @throws RangeError that says what is wrong. */
export function parseResources(json: string): Resources {
  const resources = objectOf(json);
  for (const [part, amounts] of Object.entries(resources)) {
    if (part !== 'requests' && part !== 'limits') throw new RangeError(`"${part}" is neither requests nor limits`);
    for (const [name, amount] of Object.entries<string | number>(amounts ?? {})) {
      if (quantity(amount) === undefined)
        throw new RangeError(`"${amount}" is no quantity of ${name}: give e.g. 100m or 64Mi`);
    }
  }
  return resources;
}

function objectOf(json: string): Resources {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // What is no JSON at all is told the same.
  }
  throw new RangeError('Expected JSON such as {"requests":{"cpu":"50m","memory":"64Mi"}}');
}
