export type { Change, Collection, CollectionOptions, Entry, Reader, SourceCollection } from './collection.js';
export { equal } from './equal.js';
export {
  type CollectionStats,
  Graph,
  type GraphOptions,
  type GraphStats,
  type KeyDump,
} from './graph.js';
export type { CollectionKind, Failure } from './node.js';
