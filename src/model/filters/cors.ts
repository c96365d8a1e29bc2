import { callsNoBackend, type FilterSetting, preferBackend } from './filter-setting.js';

/** GEP-1767. */
export interface Cors {
  /** `*`, `https://example.com`, `https://*.example.com[:port]`. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge: number;
}

export const cors: FilterSetting<Cors> = { merge: preferBackend, mapBackends: callsNoBackend };
