import { X509Certificate } from 'node:crypto';
import { invalid, type TypedError, tooLong } from '../errors.js';
import { always, object, string } from '../go-schema.js';
import { dnsLabelProblem, dnsSubdomainProblem } from '../names.js';
import type { CoreKind } from './kind.js';
import type { ClusterTrustBundleSpec } from './types.js';

const MOST_BYTES = 1024 * 1024;
const MOST_DOMAIN = 253;
const MOST_SIGNER = MOST_DOMAIN + 1 + 253 + 1 + 63;

/** A block of PEM: its type, headers and content. What is not between such lines does not count. */
const BLOCK = /^-----BEGIN (.*)-----[ \t\r]*\n((?:[^-:\n][^:\n]*:.*\n)*)([^-]*)^-----END \1-----[ \t\r]*$/gm;

function checkSigner(signer: string): TypedError[] {
  const path = ['spec', 'signerName'];
  const [domain = '', name, ...others] = signer.split('/');
  if (name === undefined || others.length > 0)
    return [invalid(path, signer, 'must be a domain and a name with one "/" between them (e.g. "example.com/signer")')];
  const labels = domain.split('.');
  const domainProblem = labels.map(dnsLabelProblem).find((problem) => problem !== undefined);
  const nameProblem = name
    .split('.')
    .map(dnsSubdomainProblem)
    .find((problem) => problem !== undefined);
  return [
    ...(domain.length > MOST_DOMAIN ? [tooLong(path, MOST_DOMAIN)] : []),
    ...(domainProblem === undefined ? [] : [invalid(path, domain, domainProblem)]),
    ...(labels.length < 2 ? [invalid(path, domain, 'must be a domain of at least two parts between dots')] : []),
    ...(nameProblem === undefined ? [] : [invalid(path, name, nameProblem)]),
    ...(signer.length > MOST_SIGNER ? [tooLong(path, MOST_SIGNER)] : []),
  ];
}

/** With a signer the name says whose it is. */
function nameProblem(name: string, signer: string): string | undefined {
  const prefix = signer === '' ? '' : `${signer.replaceAll('/', ':')}:`;
  if (signer === '' && name.includes(':')) return 'must not contain ":" without spec.signerName';
  if (!name.startsWith(prefix)) return 'must begin with spec.signerName and ":", with ":" for each "/"';
  return dnsSubdomainProblem(name.slice(prefix.length));
}

interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly der: Buffer;
}

/** As Go reads PEM: a block that is not base64 is passed over. */
function blocksOf(text: string): readonly PemBlock[] {
  return [...text.matchAll(BLOCK)].flatMap(([, type = '', headers = '', content = '']) => {
    const base64 = content.replace(/\s/g, '');
    const der = Buffer.from(base64, 'base64');
    return der.toString('base64') === base64 ? [{ type, hasHeaders: headers !== '', der }] : [];
  });
}

function blockProblem({ type, hasHeaders, der }: PemBlock): string | undefined {
  if (type !== 'CERTIFICATE') return 'is not a CERTIFICATE';
  if (hasHeaders) return 'has headers';
  try {
    return new X509Certificate(der).ca ? undefined : 'is not of a certificate authority';
  } catch {
    return 'can not be read';
  }
}

function checkBundle(text: string): TypedError[] {
  const path = ['spec', 'trustBundle'];
  const wrong = (reason: string): TypedError => invalid(path, '…', reason);
  if (Buffer.byteLength(text) > MOST_BYTES) return [tooLong(path, MOST_BYTES)];
  const blocks = blocksOf(text);
  if (blocks.length === 0) return [wrong('must hold at least one PEM certificate')];
  const problems = blocks.flatMap((block, index) => {
    const problem = blockProblem(block);
    return problem === undefined ? [] : [wrong(`PEM block ${index + 1} ${problem}`)];
  });
  if (problems.length > 0) return problems;
  return blocks.flatMap(({ der }, index) =>
    blocks.findIndex((other) => other.der.equals(der)) < index
      ? [wrong(`PEM block ${index + 1} repeats an earlier one`)]
      : [],
  );
}

export const clusterTrustBundle: CoreKind = {
  schema: object({ spec: always(object({ signerName: string, trustBundle: always(string) })) }),
  nameProblem: (name, { spec }) => nameProblem(name, (spec as ClusterTrustBundleSpec).signerName ?? ''),
  keepsGeneration: true,
  complete: (object) => object,
  check: ({ spec }) => {
    const { signerName = '', trustBundle } = spec as ClusterTrustBundleSpec;
    return [...(signerName === '' ? [] : checkSigner(signerName)), ...checkBundle(trustBundle)];
  },
  checkChange: ({ spec }, old) => {
    const [after, before] = [spec, old.spec].map((each) => (each as ClusterTrustBundleSpec).signerName ?? '');
    return after === before ? [] : [invalid(['spec', 'signerName'], after, 'cannot change')];
  },
};
