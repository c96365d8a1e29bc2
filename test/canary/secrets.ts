import { selfSigned } from '../../src/gateway-api/testing/certificate.js';

/** What no output may have, in any of its forms. */
export const MARKER = 'hunter2Canary';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The marker, the same in base64 wherever it begins in a text, and in hexadecimal. */
const FORMS: readonly string[] = [
  MARKER,
  // What comes before and after a text decides about the first and last characters of its base64.
  ...['', 'x', 'xx'].map((before) => base64(before + MARKER).slice(before === '' ? 0 : 4, -4)),
  Buffer.from(MARKER).toString('hex'),
];

/** The forms of the marker that a text has. */
export function leaks(text: string): readonly string[] {
  return FORMS.filter((form) => text.includes(form)).map((form) => {
    const at = text.indexOf(form);
    return text.slice(Math.max(0, at - 100), at + form.length + 20);
  });
}

const { certificate, key } = selfSigned(['www.example.com']);
const marked = `# ${MARKER}\n`;
const broken = (pem: string) => pem.replace(/\n.{13}/, `\n${MARKER}`);
const block = (type: string) => `-----BEGIN ${type}-----\n${base64(MARKER)}\n-----END ${type}-----\n`;

/** What a field may hold instead of what belongs there. */
const VALUES: readonly unknown[] = [
  MARKER,
  base64(MARKER),
  [MARKER],
  { [`${MARKER}!`]: MARKER },
  { password: MARKER },
  { password: base64(MARKER) },
  { password: [{ [`${MARKER}!`]: MARKER }] },
  { '.dockerconfigjson': base64(`{"auths": "${MARKER}`), '.dockercfg': base64(`["${MARKER}"]`) },
  { 'tls.crt': base64(`${certificate}${marked}`), 'tls.key': base64(`${marked}${key}`) },
  { 'tls.crt': base64(broken(certificate)), 'tls.key': base64(broken(key)) },
  { 'tls.crt': base64(block(MARKER)), 'tls.key': base64(block('PRIVATE KEY')) },
  { 'tls.crt': certificate, 'tls.key': `${key}${MARKER}` },
  { 'tls.crt': base64(certificate), 'tls.key': base64(block('ENCRYPTED PRIVATE KEY')) },
  { 'ca.crt': base64(broken(certificate)), 'ca.key': 20_260_101 },
  { 'ca.crt': `${marked}${block('RSA PRIVATE KEY')}` },
];
const TYPES = [
  ...['Opaque', 'kubernetes.io/tls', 'kubernetes.io/dockercfg', 'kubernetes.io/dockerconfigjson'],
  ...['kubernetes.io/ssh-auth', 'kubernetes.io/basic-auth', 'kubernetes.io/service-account-token', MARKER],
];
const METADATA = [
  ...['labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields', 'generateName', 'creationTimestamp'],
  ...['generation', `${MARKER}!`],
];

/** Objects that hold the marker in each of their fields, in each way; most of them are refused. */
export function* hostileObjects(): Generator<Readonly<Record<string, unknown>>> {
  let count = 0;
  const metadata = () => ({ name: `object-${count++}`, namespace: 'default' });
  const secret = { apiVersion: 'v1', kind: 'Secret' };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };
  const bundle = { apiVersion: 'certificates.k8s.io/v1beta1', kind: 'ClusterTrustBundle' };
  for (const value of VALUES) {
    for (const type of TYPES) {
      yield { ...secret, metadata: metadata(), type, data: value };
      yield { ...secret, metadata: metadata(), type, stringData: value };
    }
    for (const field of ['type', 'immutable', 'spec', `${MARKER}!`]) {
      yield { ...secret, metadata: metadata(), [field]: value };
      yield { ...configMap, metadata: metadata(), [field]: value };
    }
    for (const field of METADATA) {
      yield { ...secret, metadata: { ...metadata(), [field]: value } };
      yield { ...configMap, metadata: { ...metadata(), [field]: value } };
    }
    yield { ...secret, metadata: value };
    yield { ...secret, metadata: metadata(), apiVersion: value };
    yield { ...configMap, metadata: metadata(), data: value };
    yield { ...configMap, metadata: metadata(), binaryData: value };
    yield { ...bundle, metadata: { name: `bundle-${count++}` }, spec: value };
    yield { ...bundle, metadata: { name: `bundle-${count++}` }, spec: { signerName: value, trustBundle: value } };
  }
}

/** A Secret as people write it, to be damaged. */
export const TEXT = `apiVersion: v1
kind: Secret
metadata: {name: a}
type: kubernetes.io/tls
stringData:
  password: ${MARKER}
  "quoted": "${MARKER}"
  'single': '${MARKER} x'
  list: [ "${MARKER}", ${MARKER} ]
  tls.key: |
    -----BEGIN PRIVATE KEY-----
    ${MARKER}
    -----END PRIVATE KEY-----
  url: https://user:${MARKER}@example.com
`;

/** Insertions that make YAML mean something else, or nothing. */
const DAMAGES = [
  '"',
  "'",
  '[',
  ']',
  '{',
  '*',
  '&a ',
  '!x ',
  '%',
  '@',
  '\t',
  ': ',
  ':',
  '\n',
  '\n  ',
  '- ',
  '|',
  '>',
  ',',
  '\\',
  '---\n',
];

/** The Secret with something inserted, at every place outside what names it. */
export function* damagedTexts(): Generator<string> {
  for (let at = TEXT.indexOf('type:'); at <= TEXT.length; at += 2) {
    for (const damage of DAMAGES) yield TEXT.slice(0, at) + damage + TEXT.slice(at);
    yield TEXT.slice(0, at);
  }
  yield TEXT.replace(`password: ${MARKER}`, `password: *${MARKER}`);
  yield TEXT.replace(`password: ${MARKER}`, `password: !${MARKER} x`);
  yield TEXT.replace(`password: ${MARKER}`, `password: "\\${MARKER}"`);
  yield TEXT.replace('password:', `"${MARKER}${'x'.repeat(1_100)}":`);
  yield `%${MARKER} x\n---\n${TEXT}`;
  yield `${MARKER}\n`;
  yield `{"password": ${MARKER}`;
  yield TEXT.replace('    -----BEGIN', '-----BEGIN').replace(`    ${MARKER}`, MARKER);
}

/** A Gateway and routes that refer to Secrets and ConfigMaps that hold the marker where it breaks them. */
export function referringObjects(port: number): readonly object[] {
  const api = 'gateway.networking.k8s.io/v1';
  const keys = VALUES.filter((value) => typeof value === 'object' && value !== null && 'tls.crt' in value);
  const names = keys.map((_, index) => `tls-${index}`);
  return [
    ...keys.flatMap((value, index) => [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: names[index] }, type: 'kubernetes.io/tls', data: value },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: `opaque-${index}` }, stringData: value },
    ]),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca' }, data: { 'ca.crt': broken(certificate) } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'key' }, data: { 'ca.crt': `${MARKER}${key}` } },
    {
      apiVersion: api,
      kind: 'GatewayClass',
      metadata: { name: 'gatewright' },
      spec: { controllerName: 'gatewright.dev/gateway-controller' },
    },
    ...names.map((name, index) => ({
      apiVersion: api,
      kind: 'Gateway',
      metadata: { name },
      spec: {
        gatewayClassName: 'gatewright',
        tls: {
          backend: { clientCertificateRef: { name: `opaque-${index}` } },
          frontend: {
            default: {
              validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: index % 2 ? 'ca' : 'key' }] },
            },
          },
        },
        listeners: [
          { name: 'https', port: port + 2 * index, protocol: 'HTTPS', tls: { certificateRefs: [{ name }] } },
          {
            name: 'tls',
            port: port + 2 * index + 1,
            protocol: 'TLS',
            tls: { certificateRefs: [{ name }, { name: 'none' }] },
          },
        ],
      },
    })),
  ];
}
