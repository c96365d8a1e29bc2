export type Path = readonly (string | number)[];

/** One reason why an object is refused. */
export interface FieldError {
  /** Where in the object; empty for the object as a whole. A required field that is missing is part of the path. */
  readonly path: Path;
  /** The path as messages show it, such as `spec.rules[0].matches`. In a confidential object it leaves out what is not the name of a field or key. */
  readonly field: string;
  /** What is wrong and what is allowed; the API server's words where they are clear. */
  readonly message: string;
}

/**
 * The kinds of error that stop the API server before the CEL rules: a rule could fail only because of them.
 * What is neither is `invalid`.
 */
export type ErrorType = 'required' | 'unsupported' | 'too-long' | 'too-many' | 'type' | 'invalid';

/** An error before it is known whether the object's values may be shown. */
export interface TypedError {
  readonly type: ErrorType;
  readonly path: Path;
  readonly message: string;
  /** The message without anything that the object holds. */
  readonly discreet: string;
}

/** @param message holds nothing of the object, unless `discreet` says the same without it. */
export function fieldError(type: ErrorType, path: Path, message: string, discreet = message): TypedError {
  return { type, path: [...path], message, discreet };
}

/** A value as it is shown in a message: short, in JSON. Private, so that no message gets a value without its discreet form. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 97)}…"` : text;
}

/** @param reason holds nothing of the object. */
export function invalid(path: Path, value: unknown, reason: string, type: ErrorType = 'invalid'): TypedError {
  return fieldError(type, path, `Invalid value: ${show(value)}: ${reason}`, `Invalid value: ${reason}`);
}

/** An object that made the reading itself fail, which is a mistake of ours. */
export function unreadable(error: unknown): TypedError {
  const what = 'Invalid value: could not be read';
  return fieldError('invalid', [], `${what}: ${String(error)}`, what);
}

export function required(path: Path, reason = ''): TypedError {
  return fieldError('required', path, reason === '' ? 'Required value' : `Required value: ${reason}`);
}

export function unsupported(path: Path, value: unknown, supported: readonly unknown[]): TypedError {
  const choice = `supported values: ${supported.map(show).join(', ')}`;
  return fieldError(
    'unsupported',
    path,
    `Unsupported value: ${show(value)}: ${choice}`,
    `Unsupported value: ${choice}`,
  );
}

export function duplicate(path: Path, value: unknown): TypedError {
  return fieldError('invalid', path, `Duplicate value: ${JSON.stringify(value)}`, 'Duplicate value');
}

export function tooLong(path: Path, maximum: number): TypedError {
  return fieldError('too-long', path, `Too long: may not be more than ${maximum} characters`);
}

export function tooMany(path: Path, actual: number, maximum: number): TypedError {
  return fieldError('too-many', path, `Too many: ${actual}: must have at most ${maximum} items`);
}

export function forbidden(path: Path, reason: string): TypedError {
  return fieldError('invalid', path, `Forbidden: ${reason}`);
}

/** A path in the API server's notation, e.g. `spec.rules[0].matches`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** An error as one line: the field, where it is known, and what is wrong there. */
export function formatError({ field, message }: FieldError): string {
  return field === '' ? message : `${field}: ${message}`;
}
