import type { X509Certificate } from 'node:crypto';

/** An element of DER: its tag, and where its content is. */
interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const SEQUENCE = 0x30;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const SET = 0x31;
const CONSTRUCTED = 0x20;
const CLASS = 0xc0;

/** Versions 2 and 3 as they are encoded; version 1 is the default, which DER leaves out. */
const V2 = 1;
const V3 = 2;

/** `2.5.29`, the extensions of X.509 itself, which are read whatever a certificate is used for. */
const STANDARD_EXTENSIONS = Buffer.from([0x55, 0x1d]);

/** By the last number of their identifier: those of the standard extensions that are not a sequence. Source: RFC 5280, section 4.2.1. */
const EXTENSION_TAGS: Readonly<Record<number, number>> = { 14: OCTET_STRING, 15: BIT_STRING, 54: INTEGER };

/**
 * Whether Envoy reads a certificate that Node reads: BoringSSL keeps to DER and RFC 5280 where OpenSSL forgives, in the version, the dates,
 * names, standard extensions and the signature.
 */
export function isStrict(certificate: X509Certificate): boolean {
  const { validFrom, validTo, raw } = certificate;
  if (Number.isNaN(Date.parse(validFrom)) || Number.isNaN(Date.parse(validTo))) return false;
  const [whole, ...after] = elements(raw) ?? [];
  if (whole === undefined || !isWhole(whole) || after.length > 0) return false;
  const [signed, , signature] = elements(whole.content) ?? [];
  if (signed === undefined || signature?.tag !== BIT_STRING || signature.content[0] !== 0) return false;
  const fields = elements(signed.content) ?? [];
  const extensions = fields.find(({ tag }) => tag === EXTENSIONS);
  const version = fields.find(({ tag }) => tag === VERSION);
  return hasVersion(version, extensions !== undefined) && (extensions === undefined || hasExtensions(extensions));
}

function hasVersion(version: Element | undefined, needsV3: boolean): boolean {
  if (version === undefined) return !needsV3;
  const [number, ...others] = elements(version.content) ?? [];
  if (number?.tag !== INTEGER || number.content.length !== 1 || others.length > 0) return false;
  return number.content[0] === V3 || (number.content[0] === V2 && !needsV3);
}

function hasExtensions({ content }: Element): boolean {
  const [list, ...others] = elements(content) ?? [];
  const extensions = list?.tag === SEQUENCE ? elements(list.content) : undefined;
  return others.length === 0 && extensions !== undefined && extensions.length > 0 && extensions.every(isExtension);
}

function isExtension({ content }: Element): boolean {
  const fields = elements(content) ?? [];
  const [id, value] = [fields[0], fields.at(-1)];
  if (id?.tag !== OBJECT_IDENTIFIER || value?.tag !== OCTET_STRING) return false;
  if (!id.content.subarray(0, 2).equals(STANDARD_EXTENSIONS)) return true;
  const found = elements(value.content) ?? [];
  const tag = EXTENSION_TAGS[id.content[2] ?? 0] ?? SEQUENCE;
  return found.length === 1 && found.every((element) => element.tag === tag && isWhole(element));
}

/** Whether an element and all that it holds end where they should, and only sequences and sets, among the universal types, hold others. */
function isWhole({ tag, content }: Element): boolean {
  const holds = (tag & CONSTRUCTED) !== 0;
  const isUniversal = (tag & CLASS) === 0;
  const isList = (tag | CONSTRUCTED) === SEQUENCE || (tag | CONSTRUCTED) === SET;
  if (isUniversal && holds !== isList) return false;
  return !holds || (elements(content)?.every(isWhole) ?? false);
}

/** Elements one after the other; undefined when they do not end where the bytes do. */
function elements(der: Buffer): Element[] | undefined {
  const found: Element[] = [];
  for (let at = 0; at < der.length; ) {
    const first = der[at + 1] ?? 0x80;
    const more = first < 0x80 ? 0 : first - 0x80;
    if (first === 0x80 || more > 4 || at + 2 + more > der.length) return undefined;
    const start = at + 2 + more;
    const end = start + (more === 0 ? first : der.readUIntBE(at + 2, more));
    if (end > der.length) return undefined;
    found.push({ tag: der[at] ?? 0, content: der.subarray(start, end) });
    at = end;
  }
  return found;
}
