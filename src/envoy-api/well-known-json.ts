/** The text forms that proto JSON gives to the well-known types: https://protobuf.dev/programming-guides/json/ */

export interface Seconds {
  readonly seconds?: number;
  readonly nanos?: number;
}

/** `1.5s`: fractions in groups of three digits, as many as are needed. */
export function formatDuration({ seconds = 0, nanos = 0 }: Seconds): string {
  const sign = seconds < 0 || nanos < 0 ? '-' : '';
  return `${sign}${Math.abs(seconds)}${fraction(Math.abs(nanos))}s`;
}

/** Reads `1.5s`. Throws on anything else. */
export function parseDuration(text: string): Seconds {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?s$/.exec(text);
  if (!match) throw new Error('must be a duration such as 1.5s');
  const sign = match[1] === '-' ? -1 : 1;
  return compact(sign * Number(match[2]), sign * Number((match[3] ?? '').padEnd(9, '0')));
}

/** RFC 3339 in UTC. */
export function formatTimestamp({ seconds = 0, nanos = 0 }: Seconds): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', `${fraction(nanos)}Z`);
}

/** Reads RFC 3339. Throws on anything else. */
export function parseTimestamp(text: string): Seconds {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const millis = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
  if (!match || Number.isNaN(millis)) throw new Error('must be a time as in RFC 3339');
  return compact(millis / 1000, Number((match[2] ?? '').padEnd(9, '0')));
}

function fraction(nanos: number): string {
  if (nanos === 0) return '';
  return `.${String(nanos)
    .padStart(9, '0')
    .replace(/(000){1,2}$/, '')}`;
}

function compact(seconds: number, nanos: number): Seconds {
  return { ...(seconds === 0 ? {} : { seconds }), ...(nanos === 0 ? {} : { nanos }) };
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The types that proto JSON writes as a bare value: inside an `Any` they go under `value`. */
export function hasBareJson(fullName: string): boolean {
  return fullName === '.google.protobuf.Any' || bareTypes.has(fullName) || wrapperTypes.has(fullName);
}

export function isWrapper(fullName: string): boolean {
  return wrapperTypes.has(fullName);
}

const bareTypes = new Set(
  ['Duration', 'Timestamp', 'FieldMask', 'Struct', 'Value', 'ListValue'].map((name) => `.google.protobuf.${name}`),
);

const wrapperTypes = new Set(
  ['Bool', 'Bytes', 'Double', 'Float', 'Int32', 'Int64', 'String', 'UInt32', 'UInt64'].map(
    (name) => `.google.protobuf.${name}Value`,
  ),
);
