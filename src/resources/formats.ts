import { parseAddress } from './addresses.js';

const FORMATS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['ipv4', (value) => value.includes('.') && parseAddress(value) !== undefined],
  ['ipv6', (value) => value.includes(':') && parseAddress(value) !== undefined],
]);

/** Whether a string has the OpenAPI format; formats of numbers and unknown ones say nothing about strings. */
export function hasFormat(value: string, format: string): boolean {
  return FORMATS.get(format)?.(value) ?? true;
}
