import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { CA_FILE } from '../well-known/files.js';
import { createAuthority, isAuthority, type KeyPair } from './certificate.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far certificates begin in the past, for proxies whose clock is behind. */
export const BACK_DATED_MS = HOUR;
/** How long certificates hold, unless somebody wants another time. */
export const CERTIFICATE_LIFE_MS = DAY;
const AUTHORITY_LIFE_MS = 365 * DAY;
/** After half its life an authority gets a successor. */
const SUCCEEDED_AFTER_MS = AUTHORITY_LIFE_MS / 2;

/**
 * The authorities that proxies trust, oldest first. Everything about them follows from their certificates and the time, so replicas
 * that see the same ones do the same: the newest that everybody knows signs, an older one stays until what it has signed has expired.
 */
export type Authorities = readonly KeyPair[];

/** What is the same for all authorities of one purpose. */
export interface AuthorityRules {
  /** Their names begin with it: letters, digits, spaces and hyphens. */
  readonly name: string;
  /**
   * How long what they sign holds. A new authority is only trusted, and does not sign, for as long: who has not heard of it by then has
   * no certificate that holds either.
   */
  readonly certificateLifeMs: number;
}

/**
 * An authority that begins in the future, by this clock, neither signs nor counts. It stays, as do all when none holds now: it may be this
 * clock that is wrong, and others may have nothing else that they trust.
 *
 * @param succeed whether the newest gets a successor before its time, unless it has not signed yet itself.
 * @returns what there should be now instead of `authorities`; the same array when nothing is to be done.
 */
export function nextAuthorities(
  authorities: Authorities,
  now: number,
  rules: AuthorityRules,
  succeed = false,
): Authorities {
  const kept = authorities.filter((each) => isNeeded(each, authorities, now, rules));
  const newest = kept.findLast((each) => holds(each, now));
  const isDue =
    newest === undefined ||
    now >= created(newest) + SUCCEEDED_AFTER_MS ||
    (succeed && newest === signerOf(kept, now, rules));
  if (isDue) kept.push(newAuthority(now, rules));
  kept.sort((a, b) => created(a) - created(b));
  const same = kept.length === authorities.length && kept.every((each, index) => each === authorities[index]);
  return same ? authorities : kept;
}

/** The authority that signs now. */
export function signerOf(authorities: Authorities, now: number, rules: AuthorityRules): KeyPair | undefined {
  const valid = authorities.filter((each) => holds(each, now));
  return valid.findLast((each) => now >= signsFrom(each, rules)) ?? valid[0];
}

function holds(authority: KeyPair, now: number): boolean {
  return now >= begins(authority) && now < expires(authority);
}

function isNeeded(authority: KeyPair, authorities: Authorities, now: number, rules: AuthorityRules): boolean {
  const signer = signerOf(authorities, now, rules);
  if (signer === undefined || now < begins(authority)) return true;
  const isOlder = authorities.indexOf(authority) < authorities.indexOf(signer);
  if (now < expires(authority) && !isOlder) return true;
  return now < signsFrom(signer, rules) + rules.certificateLifeMs + BACK_DATED_MS;
}

function newAuthority(now: number, rules: AuthorityRules): KeyPair {
  // Each has a name of its own: who checks a certificate finds its issuer by the name.
  const name = `${rules.name} ${randomBytes(4).toString('hex')}`;
  return createAuthority(name, { notBefore: now - BACK_DATED_MS, notAfter: now + AUTHORITY_LIFE_MS });
}

function begins({ certificate }: KeyPair): number {
  return Date.parse(certificate.validFrom);
}

function created(authority: KeyPair): number {
  return begins(authority) + BACK_DATED_MS;
}

function signsFrom(authority: KeyPair, { certificateLifeMs }: AuthorityRules): number {
  return created(authority) + certificateLifeMs;
}

function expires({ certificate }: KeyPair): number {
  return Date.parse(certificate.validTo);
}

/** The PEM bundle of what proxies trust. */
export function bundleOf(authorities: Authorities): string {
  return authorities.map(({ certificate }) => certificate.toString()).join('');
}

const KEYS = 'ca.key';
/** Put there by people, whatever its value is: a successor is wanted now. It goes with the next write. */
const SUCCEED = 'rotate';

/** Whether somebody asks for a successor before its time. */
export function wantsSuccessor(data: Readonly<Record<string, string>>): boolean {
  return data[SUCCEED] !== undefined;
}

/** As the data of a Secret, in plain text: `ca.crt` is the bundle, `ca.key` has the private keys. */
export function printAuthorities(authorities: Authorities): Readonly<Record<string, string>> {
  const keys = authorities.map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { [CA_FILE]: bundleOf(authorities), [KEYS]: keys.join('') };
}

/**
 * Reads what {@link printAuthorities} has written. A certificate without its key is left out: nobody can go on with it.
 *
 * @throws Error when a part cannot be read.
 */
export function parseAuthorities(data: Readonly<Record<string, string>>): Authorities {
  const keys = pemBlocks(data[KEYS]).map((pem) => createPrivateKey(pem));
  const pairs = pemBlocks(data[CA_FILE]).flatMap((pem) => pairOf(new X509Certificate(pem), keys) ?? []);
  return pairs.filter(isAuthority).sort((a, b) => created(a) - created(b));
}

function pairOf(certificate: X509Certificate, keys: readonly KeyObject[]): KeyPair | undefined {
  const privateKey = keys.find((key) => certificate.checkPrivateKey(key));
  return privateKey && { certificate, privateKey };
}

function pemBlocks(text = ''): readonly string[] {
  return text.match(/-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----\n?/g) ?? [];
}
