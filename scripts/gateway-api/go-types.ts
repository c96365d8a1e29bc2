import { readdirSync, readFileSync } from 'node:fs';

/** A field of a Go struct as it appears in JSON. */
export interface GoField {
  readonly json: string;
  /** The Go type with pointers and package names of Gateway API removed, e.g. `[]HTTPRouteRule`, `metav1.Condition`. */
  readonly type: string;
}

/** Go's named types: structs with all fields (embedded ones included), other names with what they stand for. */
export interface GoTypes {
  readonly structs: ReadonlyMap<string, readonly GoField[]>;
  readonly aliases: ReadonlyMap<string, string>;
}

const FIELD = /^\t(?:\w+\s+)?(\S+)\s+`json:"(\w*)[^"]*"`/;
const OWN_PACKAGES = /\b(?:v1|gatewayv1|gatewayapiv1)\./g;

/**
 * Reads the structs of Gateway API's Go packages. They are regular enough (gofmt, one field a line, a JSON tag on each)
 * for a line reader; a shape that it does not know fails the generation because the schema then names an unknown type.
 */
export function readGoTypes(moduleDir: string): GoTypes {
  const embedding = new Map<string, (GoField & { inline: boolean })[]>();
  const aliases = new Map<string, string>();
  for (const folder of ['apis/v1', 'apisx/v1alpha1']) {
    for (const file of readdirSync(`${moduleDir}/${folder}`)
      .filter((name) => name.endsWith('_types.go'))
      .sort()) {
      let open: (GoField & { inline: boolean })[] | undefined;
      for (const line of readFileSync(`${moduleDir}/${folder}/${file}`, 'utf8').split('\n')) {
        const struct = /^type (\w+) struct {/.exec(line);
        const alias = /^type (\w+) =? ?([\w.]+)$/.exec(line);
        const field = FIELD.exec(line);
        if (struct?.[1] !== undefined) {
          open = [];
          embedding.set(struct[1], open);
        } else if (alias?.[1] !== undefined && alias[2] !== undefined)
          aliases.set(alias[1], alias[2].replaceAll(OWN_PACKAGES, ''));
        else if (line === '}') open = undefined;
        else if (open !== undefined && field?.[1] !== undefined && field[2] !== undefined) {
          const type = field[1].replaceAll('*', '').replaceAll(OWN_PACKAGES, '');
          open.push({ json: field[2], type, inline: field[2] === '' });
        }
      }
    }
  }
  const flatten = (name: string): GoField[] =>
    (embedding.get(name) ?? []).flatMap((field) =>
      field.inline ? flatten(field.type) : [{ json: field.json, type: field.type }],
    );
  return { structs: new Map([...embedding.keys()].map((name) => [name, flatten(name)])), aliases };
}
