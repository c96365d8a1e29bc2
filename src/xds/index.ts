export { type Authenticate, type Identity, Refusal } from './auth.js';
export { type CacheChange, XdsCache } from './cache.js';
export type { TypeCounters } from './counters.js';
export type { Rejection, RejectionListener } from './rejections.js';
export type { Reference, XdsResource } from './resource.js';
export { XdsServer } from './server.js';
export type { StreamEvent, XdsServerOptions } from './server-options.js';
export type { StreamDump, TypeDump } from './stream-dump.js';
