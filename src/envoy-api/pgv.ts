import protobuf from 'protobufjs/light.js';
import { messageNameOf } from '../well-known/xds-types.js';
import { decode } from './codec.js';
import type { MessageTypes } from './generated/messages.js';
import { validation } from './generated/validation.js';
import { type Check, compileScalar, type ScalarRules } from './pgv-rules.js';
import { isMessageName, type MessageName, typeOf } from './schema.js';

/** Rules of one field, as in `validate.proto`: `message` beside one member named after the type. */
interface FieldRules {
  readonly disallowed?: true;
  readonly message?: { readonly required?: boolean; readonly skip?: boolean };
  readonly any?: { readonly required?: boolean };
  readonly duration?: ScalarRules;
  readonly repeated?: {
    readonly min_items?: number;
    readonly max_items?: number;
    readonly unique?: boolean;
    readonly items?: FieldRules;
  };
  readonly map?: { readonly min_pairs?: number; readonly max_pairs?: number; readonly keys?: FieldRules };
}

interface MessageRules {
  readonly disabled?: true;
  readonly required_oneofs?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldRules>>;
}

type Report = (path: string, what: string) => void;
type Visit = (message: Record<string, unknown>, path: string, report: Report) => void;
type VisitValue = (value: unknown, path: string, report: Report) => void;

/**
 * Checks a message against the validation rules in the Envoy API (protoc-gen-validate), as Envoy does when it
 * receives it, and follows every `Any` whose type is known. Returns one `path: what` per fault, in field order.
 *
 * The message must be well-typed: rules are about values, `verify` is about kinds.
 */
export function validate<Name extends MessageName>(type: Name, message: MessageTypes[Name]): string[] {
  const faults: string[] = [];
  visitorOf(typeOf(type))(message as Record<string, unknown>, '', (path, what) => {
    faults.push(path === '' ? what : `${path}: ${what}`);
  });
  return faults;
}

let allRules: Readonly<Record<string, MessageRules>> | undefined;
const visitors = new Map<protobuf.Type, Visit>();

function visitorOf(type: protobuf.Type): Visit {
  let visit = visitors.get(type);
  if (!visit) {
    visit = compileMessage(type);
    visitors.set(type, visit);
  }
  return visit;
}

function compileMessage(type: protobuf.Type): Visit {
  if (type.fullName === '.google.protobuf.Any') return visitAny;
  allRules ??= JSON.parse(validation) as Readonly<Record<string, MessageRules>>;
  const rules: MessageRules = allRules[type.fullName.slice(1)] ?? {};
  if (rules.disabled) return () => {};
  const fields = type.fieldsArray.flatMap((field) => {
    const visit = compileField(field.resolve(), rules.fields?.[field.name] ?? {});
    return visit ? [{ name: field.name, visit }] : [];
  });
  const oneofs = (rules.required_oneofs ?? []).map((name) => ({ name, members: type.oneofs[name]?.oneof ?? [] }));
  return (message, path, report) => {
    for (const { name, visit } of fields) visit(message[name], path === '' ? name : `${path}.${name}`, report);
    for (const { name, members } of oneofs) {
      if (!members.some((member) => isSet(message[member])))
        report(path, `one of ${members.join(', ')} (${name}) is required`);
    }
  };
}

const visitAny: Visit = (message, path, report) => {
  const name = messageNameOf(String(message.type_url ?? ''));
  if (!isMessageName(name)) return;
  let inner: object;
  try {
    inner = decode(name, (message.value as Uint8Array | undefined) ?? new Uint8Array());
  } catch (error) {
    report(path, `does not decode as ${name}: ${(error as Error).message}`);
    return;
  }
  visitorOf(typeOf(name))(inner as Record<string, unknown>, path, report);
};

/** The check of a field's value, set or not; nothing when nothing can be wrong with it. */
function compileField(field: protobuf.Field, rules: FieldRules): VisitValue | undefined {
  const visit = compileShape(field, rules);
  if (rules.disallowed) {
    return (value, path, report) => {
      if (isSet(value)) report(path, 'this field is no longer accepted');
    };
  }
  // What is absent is checked as if it had its default, except in a oneof and where absence means something.
  const optional = field.partOf || (field.hasPresence && !(field.resolvedType instanceof protobuf.Type));
  return visit && optional ? whenSet(visit) : visit;
}

function compileShape(field: protobuf.Field, rules: FieldRules): VisitValue | undefined {
  if (field instanceof protobuf.MapField) return compileMap(field, rules);
  if (field.repeated) return compileList(field, rules);
  return compileValue(field, rules);
}

function compileMap(field: protobuf.MapField, rules: FieldRules): VisitValue | undefined {
  const { min_pairs, max_pairs, keys, ...others } = rules.map ?? {};
  only(field, ['map'], { ...rules, ...others });
  const ofKey = keys && scalarVisit(field.keyType, keys);
  const ofValue = compileValue(field, {});
  if (!ofValue && !rules.map) return undefined;
  return (value, path, report) => {
    const entries = Object.entries((value as Record<string, unknown> | undefined) ?? {});
    checkSize(entries.length, min_pairs, max_pairs, 'pairs', path, report);
    for (const [key, item] of entries) {
      const at = `${path}[${JSON.stringify(key)}]`;
      ofKey?.(key, at, report);
      ofValue?.(item, at, report);
    }
  };
}

function compileList(field: protobuf.Field, rules: FieldRules): VisitValue | undefined {
  const { min_items, max_items, unique, items, ...others } = rules.repeated ?? {};
  only(field, ['repeated'], { ...rules, ...others });
  const ofItem = compileValue(field, items ?? {});
  if (!ofItem && !rules.repeated) return undefined;
  return (value, path, report) => {
    const list = (value as readonly unknown[] | undefined) ?? [];
    checkSize(list.length, min_items, max_items, 'items', path, report);
    if (unique && new Set(list).size !== list.length) report(path, 'repeated value must contain unique items');
    for (const [index, item] of list.entries()) ofItem?.(item, `${path}[${index}]`, report);
  };
}

function checkSize(
  size: number,
  min: number | undefined,
  max: number | undefined,
  unit: string,
  path: string,
  report: Report,
): void {
  if (min !== undefined && size < min) report(path, `value must contain at least ${min} ${unit}`);
  if (max !== undefined && size > max) report(path, `value must contain at most ${max} ${unit}`);
}

function compileValue(field: protobuf.FieldBase, rules: FieldRules): VisitValue | undefined {
  const target = field.resolvedType;
  if (target instanceof protobuf.Type) {
    const { required: _, ...others } = rules.any ?? {};
    only(field, ['message', 'any', 'duration', target.fields.value?.type], { ...rules, ...others });
    return compileMessageValue(target, rules);
  }
  const kind = target ? 'enum' : field.type;
  only(field, [kind], rules);
  return scalarVisit(kind, rules, new Set(Object.values(target instanceof protobuf.Enum ? target.values : {})));
}

function compileMessageValue(target: protobuf.Type, rules: FieldRules): VisitValue {
  const required = (rules.message?.required ?? rules.any?.required ?? rules.duration?.required) === true;
  const inner = rules.message?.skip ? () => {} : compileInner(target, rules);
  return (value, path, report) => {
    if (isSet(value)) inner(value, path, report);
    else if (required) report(path, 'value is required');
  };
}

function compileInner(target: protobuf.Type, rules: FieldRules): VisitValue {
  if (target.fullName === '.google.protobuf.Duration') return compileDuration(rules.duration ?? {});
  const wrapped = target.fields.value;
  const scalar = wrapped && target.fieldsArray.length === 1 ? scalarVisit(wrapped.type, rules) : undefined;
  if (scalar) return (value, path, report) => scalar((value as { value?: unknown }).value, path, report);
  // Found when it is first needed: message types refer to each other in cycles.
  return (value, path, report) => visitorOf(target)(value as Record<string, unknown>, path, report);
}

function compileDuration(rules: ScalarRules): VisitValue {
  const { required: _, ...bounds } = rules;
  const check = compileScalar('duration', bounds, new Set());
  return (value, path, report) => {
    const { seconds = 0, nanos = 0 } = value as { seconds?: number; nanos?: number };
    const found = check(seconds * 1e9 + nanos);
    if (found) report(path, found);
  };
}

const defaults: Readonly<Record<string, unknown>> = { string: '', bytes: new Uint8Array(), bool: false };

function scalarVisit(
  kind: string,
  rules: FieldRules,
  defined: ReadonlySet<number> = new Set(),
): VisitValue | undefined {
  const own = (rules as Readonly<Record<string, ScalarRules | undefined>>)[kind];
  if (!own) return undefined;
  const check: Check = compileScalar(kind, own, defined);
  const initial = defaults[kind] ?? 0;
  return (value, path, report) => {
    const found = check(value ?? initial);
    if (found) report(path, found);
  };
}

function whenSet(visit: VisitValue): VisitValue {
  return (value, path, report) => {
    if (isSet(value)) visit(value, path, report);
  };
}

/** Throws on rules that would be passed over, so that a newer API cannot bring in any unnoticed. */
function only(field: protobuf.FieldBase, names: readonly (string | undefined)[], rules: object): void {
  const other = Object.keys(rules).find((name) => name !== 'disallowed' && !names.includes(name));
  if (other) throw new Error(`${field.fullName}: unsupported validation rule ${other}`);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
