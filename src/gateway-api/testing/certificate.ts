import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A pair of PEM texts, as in a TLS Secret. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

export function ecKeys(namedCurve = 'prime256v1'): KeyPair {
  return generateKeyPairSync('ec', { namedCurve });
}

/** A certificate that its own key has signed, valid from 2020 to 2049. Without names it has no common name either. */
export function selfSigned(names: readonly string[], keys: KeyPair = ecKeys()): TestCertificate {
  return signed({ subject: distinguishedName(names[0]), keys, dnsNames: names });
}

/** Signs certificates of servers and clients. */
export interface TestAuthority {
  /** PEM. */
  readonly certificate: string;
  /** The first name is the common name, too. */
  issue(dnsNames: readonly string[], uris?: readonly string[]): TestCertificate;
}

export function testAuthority(name: string): TestAuthority {
  const keys = ecKeys();
  const subject = distinguishedName(name);
  const issuer = { subject, privateKey: keys.privateKey };
  return {
    certificate: signed({ subject, keys, authority: true }).certificate,
    issue: (dnsNames, uris = []) =>
      signed({ subject: distinguishedName(dnsNames[0]), keys: ecKeys(), dnsNames, uris, issuer }),
  };
}

interface Request {
  readonly subject: Buffer;
  readonly keys: KeyPair;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
  readonly authority?: boolean;
  /** By default the subject itself. */
  readonly issuer?: { readonly subject: Buffer; readonly privateKey: KeyObject };
}

function signed({ subject, keys, dnsNames = [], uris = [], authority = false, issuer }: Request): TestCertificate {
  const signer = issuer?.privateKey ?? keys.privateKey;
  const algorithm = SIGNATURES[signer.asymmetricKeyType ?? ''];
  if (algorithm === undefined) throw new Error(`no signature for a key of type ${signer.asymmetricKeyType}`);
  const altNames = [
    ...dnsNames.map((name) => tlv(0x82, Buffer.from(name))),
    ...uris.map((uri) => tlv(0x86, Buffer.from(uri))),
  ];
  const extensions = [
    ...(authority ? [extension(BASIC_CONSTRAINTS, sequence(tlv(0x01, Buffer.of(0xff))))] : []),
    ...(altNames.length > 0 ? [extension(ALT_NAME, sequence(...altNames))] : []),
  ];
  const body = sequence(
    tlv(0xa0, integer(2)),
    integer(1),
    algorithm.identifier,
    issuer?.subject ?? subject,
    sequence(tlv(0x17, Buffer.from('200101000000Z')), tlv(0x17, Buffer.from('490101000000Z'))),
    subject,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [tlv(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign(algorithm.digest, body, signer);
  const certificate = sequence(body, algorithm.identifier, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
  return { certificate: pem(certificate), key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function distinguishedName(name: string | undefined): Buffer {
  return name === undefined ? sequence() : sequence(set(sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from(name)))));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(oid(id), tlv(0x04, value));
}

const COMMON_NAME = [0x55, 0x04, 0x03];
const ALT_NAME = [0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];

const SIGNATURES: Readonly<Record<string, { readonly identifier: Buffer; readonly digest: string | null }>> = {
  rsa: {
    identifier: sequence(oid([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), tlv(0x05, Buffer.of())),
    digest: 'sha256',
  },
  ec: { identifier: sequence(oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])), digest: 'sha256' },
  ed25519: { identifier: sequence(oid([0x2b, 0x65, 0x70])), digest: null },
};

/** One value in DER: its tag, its length in as few bytes as possible, its content. */
function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function set(part: Buffer): Buffer {
  return tlv(0x31, part);
}

function integer(value: number): Buffer {
  return tlv(0x02, Buffer.of(value));
}

function oid(bytes: readonly number[]): Buffer {
  return tlv(0x06, Buffer.of(...bytes));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
