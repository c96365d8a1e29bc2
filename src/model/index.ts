export type * from './backend.js';
export type * from './certificate.js';
export type * from './feedback.js';
export type * from './http-rule.js';
export type * from './listener.js';
export type * from './model.js';
export type * from './proxy.js';
export * from './status.js';
export type * from './virtual-host.js';
