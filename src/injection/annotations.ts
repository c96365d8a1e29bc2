import { quantity } from '../infrastructure/quantity.js';
import {
  EXCLUDE_INBOUND_PORTS,
  EXCLUDE_OUTBOUND_CIDRS,
  EXCLUDE_OUTBOUND_PORTS,
  REWRITE_PROBES,
  sidecarLimit,
  sidecarRequest,
} from '../well-known/annotations.js';
import { type Exclusions, parseCidrs, parsePorts } from './exclusions.js';
import type { Resources, SidecarSettings } from './settings.js';

const AMOUNTS = ['cpu', 'memory'] as const;

type Annotations = Readonly<Record<string, string>>;

/** What a pod's annotations say about its sidecar. */
export interface Wishes {
  readonly exclusions: Exclusions;
  readonly resources: Resources;
  readonly rewriteProbes: boolean;
}

/** @throws RangeError that names the annotation, what is wrong with it, and what it may be. */
export function readAnnotations(annotations: Annotations, settings: Pick<SidecarSettings, 'resources'>): Wishes {
  return {
    exclusions: {
      outboundPorts: read(annotations, EXCLUDE_OUTBOUND_PORTS, parsePorts) ?? [],
      inboundPorts: read(annotations, EXCLUDE_INBOUND_PORTS, parsePorts) ?? [],
      outboundCidrs: read(annotations, EXCLUDE_OUTBOUND_CIDRS, parseCidrs) ?? [],
    },
    resources: resourcesOf(annotations, settings.resources),
    rewriteProbes: readFlag(annotations, REWRITE_PROBES) ?? true,
  };
}

/** @throws RangeError as {@link readAnnotations}. */
export function readFlag(annotations: Annotations, name: string): boolean | undefined {
  return read(annotations, name, (text) => {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new RangeError(`"${text}" is neither "true" nor "false"`);
  });
}

/** What is said counts; of what is limited below the default request, the limit is requested. */
function resourcesOf(annotations: Annotations, defaults: Resources): Resources {
  const requests: Record<string, string | number> = { ...defaults.requests };
  const limits: Record<string, string | number> = { ...defaults.limits };
  for (const name of AMOUNTS) {
    const request = read(annotations, sidecarRequest(name), amount);
    const limit = read(annotations, sidecarLimit(name), amount);
    if (limit !== undefined) limits[name] = limit;
    if (request !== undefined) requests[name] = request;
    const [least, most] = [quantity(requests[name]), quantity(limits[name])];
    if (least === undefined || most === undefined || least <= most) continue;
    if (request === undefined) requests[name] = limits[name] ?? '';
    else if (limit === undefined) limits[name] = request;
    else throw new RangeError(`annotation ${sidecarRequest(name)}: ${request} is more than its limit, ${limit}`);
  }
  return {
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

function amount(text: string): string {
  if (quantity(text) !== undefined) return text;
  throw new RangeError(`"${text}" is no quantity: give e.g. 100m or 64Mi`);
}

function read<T>(annotations: Annotations, name: string, parse: (text: string) => T): T | undefined {
  const text = annotations[name];
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    throw new RangeError(`annotation ${name}: ${(error as Error).message}`);
  }
}
