import { RE2JS } from 're2js';

/** Says what is wrong with a value, or nothing when it satisfies the rules. */
export type Check = (value: unknown) => string | undefined;

/** The options of one scalar type, as `validate.proto` names them; durations in nanoseconds. */
export type ScalarRules = Readonly<Record<string, unknown>>;

type RuleCompiler = (bound: never, rules: ScalarRules) => Check | undefined;

const encoder = new TextEncoder();

/** Utf8 code points: what `min_len` and `max_len` of a string count. */
const characters = (text: string): number => [...text].length;
const byteLength = (value: string | Uint8Array): number =>
  typeof value === 'string' ? encoder.encode(value).length : value.length;

const list = (values: readonly unknown[]): string => `[${values.join(', ')}]`;

function when(fails: (value: never) => boolean, message: string): Check {
  return (value) => (fails(value as never) ? message : undefined);
}

const common: Readonly<Record<string, RuleCompiler>> = {
  const: (expected: unknown) => when((value: unknown) => value !== expected, `value must equal ${expected}`),
  in: (allowed: readonly unknown[]) =>
    when((value: unknown) => !allowed.includes(value), `value must be in list ${list(allowed)}`),
  not_in: (denied: readonly unknown[]) =>
    when((value: unknown) => denied.includes(value), `value must not be in list ${list(denied)}`),
  // How the other rules of the field apply: see `compile`.
  ignore_empty: () => undefined,
};

const stringRules: Readonly<Record<string, RuleCompiler>> = {
  ...common,
  min_len: (min: number) =>
    when((text: string) => characters(text) < min, `value length must be at least ${min} characters`),
  max_len: (max: number) =>
    when((text: string) => characters(text) > max, `value length must be at most ${max} characters`),
  min_bytes: (min: number) =>
    when((text: string) => byteLength(text) < min, `value length must be at least ${min} bytes`),
  max_bytes: (max: number) =>
    when((text: string) => byteLength(text) > max, `value length must be at most ${max} bytes`),
  prefix: (prefix: string) =>
    when((text: string) => !text.startsWith(prefix), `value does not have prefix ${JSON.stringify(prefix)}`),
  suffix: (suffix: string) =>
    when((text: string) => !text.endsWith(suffix), `value does not have suffix ${JSON.stringify(suffix)}`),
  pattern: (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return when(
      (text: string) => !compiled.matcher(text).matches(),
      `value does not match regex pattern ${JSON.stringify(pattern)}`,
    );
  },
};

const bytesRules: Readonly<Record<string, RuleCompiler>> = {
  ignore_empty: () => undefined,
  min_len: (min: number) =>
    when((bytes: Uint8Array) => bytes.length < min, `value length must be at least ${min} bytes`),
  max_len: (max: number) =>
    when((bytes: Uint8Array) => bytes.length > max, `value length must be at most ${max} bytes`),
};

/** Both ends of a range are one rule: with the upper end below the lower one, the range is what is forbidden. */
function range(_bound: number, rules: ScalarRules): Check {
  const { lt, lte, gt, gte } = rules as { lt?: number; lte?: number; gt?: number; gte?: number };
  const upper = lt ?? lte;
  const lower = gt ?? gte;
  const below = (value: number): boolean => (lt === undefined ? value <= (lte as number) : value < lt);
  const above = (value: number): boolean => (gt === undefined ? value >= (gte as number) : value > gt);
  const text = ['gt', 'gte', 'lt', 'lte'].filter((name) => rules[name] !== undefined).map((n) => `${n} ${rules[n]}`);
  const message = `value must be ${text.join(' and ')}`;
  if (upper === undefined) return when((value: number) => !above(value), message);
  if (lower === undefined) return when((value: number) => !below(value), message);
  if (upper > lower) return when((value: number) => !(below(value) && above(value)), message);
  return when((value: number) => !(below(value) || above(value)), message.replace(' and ', ' or '));
}

const numberRules: Readonly<Record<string, RuleCompiler>> = { ...common, lt: range, lte: range, gt: range, gte: range };

/** The rules of each scalar kind. `required` of messages and the sizes of lists and maps are the caller's. */
const kinds: Readonly<Record<string, Readonly<Record<string, RuleCompiler>>>> = {
  string: stringRules,
  bytes: bytesRules,
  bool: common,
  duration: { ...numberRules, required: () => undefined },
  ...Object.fromEntries(
    ['float', 'double', 'int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64'].map((kind) => [kind, numberRules]),
  ),
};

/**
 * Compiles the rules of one scalar. `definedOnly` is the set of numbers an enum has.
 *
 * Throws on a rule that is not known here, so that a newer API cannot bring rules that are passed over.
 */
export function compileScalar(kind: string, rules: ScalarRules, definedOnly: ReadonlySet<number>): Check {
  const known = kind === 'enum' ? enumRules(definedOnly) : kinds[kind];
  const checks = new Map<string, Check>();
  for (const [name, bound] of Object.entries(rules)) {
    const compiler = known?.[name];
    if (!compiler) throw new Error(`unsupported validation rule ${kind}.${name}`);
    const check = compiler(bound as never, rules);
    if (check) checks.set(compiler === range ? 'range' : name, check);
  }
  const all = [...checks.values()];
  return (value) => {
    if (rules.ignore_empty === true && isEmpty(value)) return undefined;
    for (const check of all) {
      const found = check(value);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function enumRules(defined: ReadonlySet<number>): Readonly<Record<string, RuleCompiler>> {
  const message = 'value must be one of the defined enum values';
  return { ...common, defined_only: () => when((value: number) => !defined.has(value), message) };
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === 0 || (value instanceof Uint8Array && value.length === 0);
}
