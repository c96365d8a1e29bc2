import { readFileSync } from 'node:fs';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { code, page, table } from './markdown.js';

const CHART = new URL('../../charts/gatewright/', import.meta.url);

/** The part of JSON Schema that values.schema.json uses and the page shows. */
interface ValueSchema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly items?: ValueSchema;
}

/** A value that the page describes. */
interface Row {
  readonly path: string;
  readonly schema: ValueSchema;
  readonly fallback: unknown;
  readonly description: string;
}

/** All values: defaults and comments of values.yaml, types and what has no default of values.schema.json. */
export function chartValuesPage(): string {
  return page('Values of the chart', 'charts/gatewright/values.yaml and values.schema.json', chartValues());
}

/** The chart's own page, for who has nothing but the packed chart. */
export function chartReadme(): string {
  return page(
    'gatewright',
    'charts/gatewright/values.yaml and values.schema.json',
    'Installs Gatewright, a [Gateway API](https://gateway-api.sigs.k8s.io) controller that runs an Envoy for each Gateway and programs it over xDS. ' +
      'It needs the CRDs of the Gateway API, and an image that the cluster can pull: see `docs/kubernetes.md` of the repository.',
    '```sh\nhelm install gatewright charts/gatewright -n gatewright-system --create-namespace --wait\n```',
    '## Values',
    chartValues(),
  );
}

function chartValues(): string {
  const document = parseDocument(readFileSync(new URL('values.yaml', CHART), 'utf8'));
  const schema = JSON.parse(readFileSync(new URL('values.schema.json', CHART), 'utf8')) as ValueSchema;
  if (!isMap(document.contents)) throw new Error('values.yaml is not a map');
  const rows = values('', schema, document.contents, document.commentBefore ?? undefined);
  const missing = rows.filter(({ description }) => description === '').map(({ path }) => path);
  if (missing.length > 0) throw new Error(`values without a comment in values.yaml: ${missing.join(', ')}`);
  return table(
    ['Value', 'Type', 'Default', 'Description'],
    rows.map(({ path, schema, fallback, description }) => [code(path), type(schema), shown(fallback), description]),
  );
}

/** @param first comment that the parser gives to the map instead of to its first key */
function values(prefix: string, schema: ValueSchema, map: YAMLMap | undefined, first?: string): readonly Row[] {
  const pairs = new Map<string, { readonly pair: Pair; readonly isFirst: boolean }>();
  for (const [index, pair] of (map?.items ?? []).entries()) {
    pairs.set(isScalar(pair.key) ? `${pair.key.value}` : '', { pair, isFirst: index === 0 });
  }
  const unknown = [...pairs.keys()].filter((name) => schema.properties?.[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`values without a schema: ${unknown.map((name) => prefix + name).join(', ')}`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, below]): readonly Row[] => {
    const known = pairs.get(name);
    const comment =
      (isScalar(known?.pair.key) && known.pair.key.commentBefore) || (known?.isFirst && first) || undefined;
    const description = (comment ?? below.description ?? '').trim();
    const value = known?.pair.value;
    const children = isMap(value) ? value : undefined;
    if (below.properties === undefined) {
      const fallback =
        known === undefined ? undefined : (children?.toJSON() ?? (value as { toJSON(): unknown }).toJSON());
      return [{ path: prefix + name, schema: below, fallback, description }];
    }
    const group = { path: prefix + name, schema: below, fallback: undefined, description };
    const rows = values(`${prefix}${name}.`, below, children, children?.commentBefore ?? undefined);
    return description === '' ? rows : [group, ...rows];
  });
}

function shown(fallback: unknown): string {
  return fallback === undefined ? '' : code(JSON.stringify(fallback));
}

function type({ type, enum: choices, minimum, items }: ValueSchema): string {
  if (choices) return choices.map(code).join(', ');
  if (type === 'array') return items?.type ? `list of ${items.type}s` : 'list';
  return [type, minimum !== undefined && `at least ${minimum}`].filter(Boolean).join(', ');
}
