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
export function selfSigned(names: readonly string[], { publicKey, privateKey }: KeyPair = ecKeys()): TestCertificate {
  const algorithm = SIGNATURES[privateKey.asymmetricKeyType ?? ''];
  if (algorithm === undefined) throw new Error(`no signature for a key of type ${privateKey.asymmetricKeyType}`);
  const [first] = names;
  const subject =
    first === undefined ? sequence() : sequence(set(sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from(first)))));
  const altNames = sequence(...names.map((name) => tlv(0x82, Buffer.from(name))));
  const body = sequence(
    tlv(0xa0, integer(2)),
    integer(1),
    algorithm.identifier,
    subject,
    sequence(tlv(0x17, Buffer.from('200101000000Z')), tlv(0x17, Buffer.from('490101000000Z'))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(names.length > 0 ? [tlv(0xa3, sequence(sequence(oid(ALT_NAME), tlv(0x04, altNames))))] : []),
  );
  const signature = sign(algorithm.digest, body, privateKey);
  const certificate = sequence(body, algorithm.identifier, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
  return { certificate: pem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const COMMON_NAME = [0x55, 0x04, 0x03];
const ALT_NAME = [0x55, 0x1d, 0x11];

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
