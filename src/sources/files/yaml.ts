import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type ScalarTag,
  visit,
} from 'yaml';

/**
 * The scalars of a plain (unquoted) word, as `kubectl` reads them: YAML 1.1 in the reading of go-yaml v2, so that `on` is true
 * and `010` is eight here too. Without dates and base 60, which go-yaml leaves strings.
 *
 * Source: https://pkg.go.dev/go.yaml.in/yaml/v2 (resolve.go)
 */
const PLAIN_SCALARS: readonly ScalarTag[] = [
  { tag: 'tag:yaml.org,2002:null', default: true, test: /^(?:~|null|Null|NULL)?$/, resolve: () => null },
  {
    tag: 'tag:yaml.org,2002:bool',
    default: true,
    test: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
    resolve: (text) => /^(?:y|t|on)/i.test(text),
  },
  {
    tag: 'tag:yaml.org,2002:int',
    default: true,
    test: /^[-+]?(?:0[xX][_0-9a-fA-F]+|0[oO]?[_0-7]+|0[bB][_01]+|[1-9][_0-9]*|0)$/,
    resolve: parseInteger,
  },
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    test: /^(?:[-+]?(?:\.[_0-9]+|[0-9][_0-9]*(?:\.[_0-9]*)?)(?:[eE][-+]?[_0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    resolve: (text) =>
      Number(
        text
          .replaceAll('_', '')
          .replace(/\.inf$/i, 'Infinity')
          .replace(/^\.nan$/i, 'NaN'),
      ),
  },
];

function parseInteger(text: string): number {
  const plain = text.replaceAll('_', '');
  const digits = plain.replace(/^[-+]/, '');
  const magnitude = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return plain.startsWith('-') ? -magnitude : magnitude;
}

/** Uses of anchors in a document, nested ones counted each time: enough to avoid repetition, too few to blow up. */
const MOST_ALIASES = 50;

/** Parses one document. Errors are in the result, but for keys that are given twice; custom tags are errors too. */
export function parseYaml(text: string): Document {
  return parseDocument(text, {
    schema: 'failsafe',
    customTags: [...PLAIN_SCALARS],
    merge: true,
    // The parser would compare each key with each.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
}

/** @throws Error when anchors are used too often. */
export function plainValue(document: Document): unknown {
  return document.toJS({ maxAliasCount: MOST_ALIASES });
}

/** The offset of the first key that its map has already. Costs a look at each key. */
export function repeatedKey(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          offset = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return offset;
}

/**
 * Finds where the deepest part of a path that exists is written: the offset of the key of a field, or of the beginning of an item. The first look at
 * a map costs a look at its keys, others do not.
 */
export function placesOf(document: Document): (path: readonly (string | number)[]) => number {
  const keys = new Map<Node, ReadonlyMap<string, Pair<unknown, unknown>>>();
  const pairsOf = (node: Node & { readonly items: Pair<unknown, unknown>[] }) => {
    const known = keys.get(node) ?? firstPairs(node.items);
    keys.set(node, known);
    return known;
  };
  return (path) => {
    let node = document.contents as Node | null;
    let offset = node?.range?.[0] ?? 0;
    for (const part of path) {
      if (isMap(node)) {
        const pair = pairsOf(node).get(String(part));
        if (pair === undefined) break;
        offset = (pair.key as Node).range?.[0] ?? offset;
        node = pair.value as Node | null;
      } else if (isSeq(node)) {
        const item = node.items[Number(part)] as Node | undefined;
        if (item === undefined) break;
        offset = item.range?.[0] ?? offset;
        node = item;
      } else break;
    }
    return offset;
  };
}

function firstPairs(items: readonly Pair<unknown, unknown>[]): ReadonlyMap<string, Pair<unknown, unknown>> {
  const pairs = new Map<string, Pair<unknown, unknown>>();
  for (const pair of items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
    if (key !== undefined && !pairs.has(key)) pairs.set(key, pair);
  }
  return pairs;
}
