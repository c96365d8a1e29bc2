import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from './der.js';

/** A certificate and its private key. */
export interface KeyPair {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/** How long a certificate holds, in milliseconds since the epoch; certificates count in seconds. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const SERIAL_BYTES = 16;
const DNS_NAME = 2;
const URI = 6;
const VERSION_3 = Buffer.of(2);
/** Bits of KeyUsage from the most significant one on, and how many of a byte are not used. */
const DIGITAL_SIGNATURE = bitString(Buffer.of(0b1000_0000), 7);
const CERTIFICATE_AND_CRL_SIGN = bitString(Buffer.of(0b0000_0110), 1);
const ALGORITHM = sequence(objectIdentifier(OID.ecdsaWithSha256));

/** Whom a certificate is for, and what it may be used for. */
export interface CertificateSubject {
  readonly dnsNames: readonly string[];
  readonly uris?: readonly string[];
  readonly usages: readonly ('serverAuth' | 'clientAuth')[];
}

/** A self-signed authority on P-256 that signs certificates of servers and clients, and no other authorities. */
export function createAuthority(name: string, validity: Validity): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = distinguishedName(name);
  const identifier = keyIdentifier(publicKey);
  return signed(privateKey, privateKey, [
    ...certificateHead(subject, validity, subject, publicKey),
    extensions([
      extension(OID.basicConstraints, true, sequence(boolean(true), integer(Buffer.of(0)))),
      extension(OID.keyUsage, true, CERTIFICATE_AND_CRL_SIGN),
      extension(OID.subjectKeyIdentifier, false, octetString(identifier)),
    ]),
  ]);
}

/** A certificate on P-256 of a server with these DNS names. */
export function issueServerCertificate(authority: KeyPair, dnsNames: readonly string[], validity: Validity): KeyPair {
  return issueCertificate(authority, { dnsNames, usages: ['serverAuth'] }, validity);
}

/** A certificate on P-256, with a new key. Names are ASCII. */
export function issueCertificate(
  authority: KeyPair,
  { dnsNames, uris = [], usages }: CertificateSubject,
  validity: Validity,
): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = distinguishedName(commonName(authority.certificate) ?? '');
  const names = sequence(
    ...uris.map((uri) => implicit(URI, Buffer.from(uri, 'ascii'))),
    ...dnsNames.map((name) => implicit(DNS_NAME, Buffer.from(name, 'ascii'))),
  );
  return signed(authority.privateKey, privateKey, [
    // Without a subject the names have to be critical (RFC 5280, 4.2.1.6).
    ...certificateHead(issuer, validity, sequence(), publicKey),
    extensions([
      extension(OID.basicConstraints, true, sequence()),
      extension(OID.keyUsage, true, DIGITAL_SIGNATURE),
      extension(OID.extendedKeyUsage, false, sequence(...usages.map((usage) => objectIdentifier(OID[usage])))),
      extension(OID.subjectAltName, true, names),
      extension(
        OID.authorityKeyIdentifier,
        false,
        sequence(implicit(0, keyIdentifier(createPublicKey(authority.privateKey)))),
      ),
    ]),
  ]);
}

/** Version, serial number, algorithm, issuer, validity, subject and key: the fields that every certificate begins with. */
function certificateHead(issuer: Buffer, validity: Validity, subject: Buffer, publicKey: KeyObject): Buffer[] {
  const serial = randomBytes(SERIAL_BYTES);
  // A first byte of zero would make the number shorter, which nothing forbids but some readers dislike.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return [
    explicit(0, integer(VERSION_3)),
    integer(serial),
    ALGORITHM,
    issuer,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  ];
}

function signed(signer: KeyObject, privateKey: KeyObject, fields: readonly Buffer[]): KeyPair {
  const body = sequence(...fields);
  const signature = sign('sha256', body, signer);
  return { certificate: new X509Certificate(sequence(body, ALGORITHM, bitString(signature))), privateKey };
}

function extensions(list: readonly Buffer[]): Buffer {
  return explicit(3, sequence(...list));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function distinguishedName(name: string): Buffer {
  return sequence(set(sequence(objectIdentifier(OID.commonName), utf8String(name))));
}

/** Whether certificates can be issued by this pair: one that {@link createAuthority} has made. */
export function isAuthority({ certificate, privateKey }: KeyPair): boolean {
  return (
    certificate.ca &&
    privateKey.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
    certificate.checkPrivateKey(privateKey) &&
    commonName(certificate) !== undefined
  );
}

function commonName({ subject }: X509Certificate): string | undefined {
  return /^CN=([\w -]+)$/.exec(subject)?.[1];
}

/** SHA-1 of the bits of the key, as RFC 5280 (4.2.1.2) proposes: a name for the key, not a protection. */
function keyIdentifier(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return createHash('sha1').update(point).digest();
}
