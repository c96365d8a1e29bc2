export type { Change, Collection, Entry, Reader, SourceCollection } from './collection.js';
export { equal } from './equal.js';
export { Graph, type GraphOptions, type GraphStats } from './graph.js';
export type { Failure } from './node.js';
