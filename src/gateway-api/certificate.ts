import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Lookup } from '../collections/index.js';
import type { Certificate, LastCertificate } from '../model/index.js';
import type { Secret } from '../resources/types.js';
import { TLS_CERTIFICATE, TLS_KEY, TLS_SECRET } from '../well-known/files.js';
import { isPair } from './key-pair.js';
import { certificatesIn } from './pem.js';

/** What a Secret gives as a certificate of a server or a client: one that Envoy takes, or what is wrong with it; both when an earlier one stays in use. */
export interface CheckedSecret {
  readonly certificate?: Certificate;
  readonly problem?: string;
}

/** What a Secret that is referred to holds now. */
export interface HeldCertificate extends CheckedSecret {
  /** Distinguishes the Secret from another one of the same name; empty in files. Absent: there is no Secret. */
  readonly uid?: string;
}

/** @param name `namespace/name` of the Secret. */
export function heldCertificate(secret: Secret | undefined, name: string): HeldCertificate {
  return { ...(secret && { uid: secret.metadata.uid ?? '' }), ...checkSecret(secret, name) };
}

/**
 * A Secret that is still there but has become unusable gives what it held before: one wrong byte ends no service. A Secret that is gone, or
 * that may not be referred to any more, gives nothing. Whether a certificate has expired is for clients to say, here as for any other.
 */
export function usableCertificate(
  { uid, ...checked }: HeldCertificate,
  { lastCertificates }: { readonly lastCertificates: Lookup<LastCertificate> },
  name: string,
): CheckedSecret {
  if (checked.problem === undefined || uid === undefined) return checked;
  const last = lastCertificates.get(name);
  if (last?.uid !== uid) return checked;
  return {
    certificate: last.certificate,
    problem: `${checked.problem} The certificate that it held before stays in use.`,
  };
}

/** Curves and sizes that Envoy accepts for certificates with a key. */
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
const SMALLEST_RSA = 2048;

/** All clients of a proxy wait for the handshakes of each: one with 8192 bits takes the time of six with 4096. */
const LARGEST_RSA = 4096;

/** Certificates of a chain, which every handshake carries; those in use have up to five. */
const LONGEST_CHAIN = 10;

/**
 * Checks everything about a TLS Secret for which Envoy would refuse it. Messages never show what a Secret holds.
 * @param name `namespace/name` of the Secret.
 */
export function checkSecret(secret: Secret | undefined, name: string): CheckedSecret {
  if (secret === undefined) return { problem: `Secret ${name} does not exist.` };
  const type = secret.type ?? 'Opaque';
  if (type !== TLS_SECRET) {
    return { problem: `Secret ${name} is of type ${type}, it must be ${TLS_SECRET}.` };
  }
  const pem = decode(secret, TLS_CERTIFICATE);
  const keyPem = decode(secret, TLS_KEY);
  if (pem === undefined || keyPem === undefined) {
    return { problem: `Secret ${name} has no ${pem === undefined ? TLS_CERTIFICATE : TLS_KEY}.` };
  }
  const chain = certificatesIn(pem);
  if (chain.length === 0) return { problem: `${TLS_CERTIFICATE} of Secret ${name} holds no PEM certificate.` };
  if (chain.length > LONGEST_CHAIN) {
    return {
      problem:
        `${TLS_CERTIFICATE} of Secret ${name} holds ${chain.length} certificates, ${LONGEST_CHAIN} are possible; keep the server's own and the ` +
        'intermediate ones that lead to its authority.',
    };
  }
  const broken = chain.findIndex(({ certificate }) => certificate === undefined);
  const leaf = chain[0]?.certificate;
  if (broken >= 0 || leaf === undefined) {
    return { problem: `${TLS_CERTIFICATE} of Secret ${name}: certificate ${broken + 1} cannot be read.` };
  }
  if (!leaf.subjectAltName && !/^CN=/m.test(leaf.subject)) {
    return {
      problem: `${TLS_CERTIFICATE} of Secret ${name}: the first certificate has neither a subject alternative name nor a common name.`,
    };
  }
  const key = parseKey(keyPem);
  if (key === undefined)
    return { problem: `${TLS_KEY} of Secret ${name} holds no PEM private key without a passphrase.` };
  const unfit = keyProblem(key);
  if (unfit !== undefined) return { problem: `${TLS_KEY} of Secret ${name}: ${unfit}` };
  if (!isPair(key, leaf.publicKey)) {
    return {
      problem: `${TLS_KEY} of Secret ${name} does not belong to the first certificate in ${TLS_CERTIFICATE}, or is damaged.`,
    };
  }
  // Written again from its numbers, since Envoy reads fewer forms of keys.
  const numbers = createPrivateKey({ key: key.export({ format: 'jwk' }), format: 'jwk' });
  const privateKey = numbers.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certificate: { name, chain: chain.map((each) => `${each.pem}\n`).join(''), privateKey } };
}

function decode(secret: Secret, key: string): string | undefined {
  const value = secret.data?.[key];
  return typeof value === 'string' && value !== '' ? Buffer.from(value, 'base64').toString('latin1') : undefined;
}

function parseKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    return undefined;
  }
}

function keyProblem({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  switch (asymmetricKeyType) {
    case 'rsa': {
      const bits = asymmetricKeyDetails?.modulusLength ?? 0;
      if (bits < SMALLEST_RSA) return `an RSA key must have at least ${SMALLEST_RSA} bits, not ${bits}.`;
      return bits > LARGEST_RSA
        ? `an RSA key must have at most ${LARGEST_RSA} bits, not ${bits}; use ECDSA P-256 or RSA of ${SMALLEST_RSA} bits.`
        : undefined;
    }
    case 'ec': {
      const curve = asymmetricKeyDetails?.namedCurve ?? '';
      return CURVES.includes(curve) ? undefined : `the curve must be P-256, P-384 or P-521, not ${curve}.`;
    }
    case 'ed25519':
      return undefined;
    default:
      return `the key must be RSA, ECDSA or Ed25519, not ${asymmetricKeyType}.`;
  }
}
