export type {
  Change,
  Collection,
  CollectionsOf,
  Entry,
  Lookup,
  LookupsOf,
  SourceCollection,
} from './collection.js';
export { equal } from './equal.js';
export { Graph, type GraphOptions, type GraphStats } from './graph.js';
export type { Pair } from './join.js';
export type { Failure } from './node.js';
