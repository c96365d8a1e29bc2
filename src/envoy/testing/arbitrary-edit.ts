import fc from 'fast-check';
import { backendName } from '../../model/backend-variant.js';
import type {
  BackendVariant,
  FilterChain,
  HttpAction,
  HttpFilters,
  Listener,
  WeightedBackend,
} from '../../model/index.js';
import { meshValues } from './arbitrary-mesh.js';
import { rule } from './example.js';
import type { SourceModel } from './source-model.js';

type Kind = Exclude<keyof SourceModel, 'statuses'>;
/** One change of a source. */
export interface Edit {
  readonly kind: Kind | 'sharded';
  readonly key: string;
  /** Undefined deletes. */
  readonly value: unknown;
}

const proxy = fc.constantFrom('p/1', 'p/2');
const table = fc.constantFrom('t/80', 't/81');
const listener = fc.constantFrom('l/80', 'l/81');
const group = fc.constantFrom('g/tcp', 'g/udp');
const domain = fc.constantFrom('a.test', 'b.test', '*.test', '*');
const ruleKey = fc.constantFrom('r1', 'r2', 'r3');
const tls = (trustBundle: string) => ({
  serverName: 'b.test',
  subjectAltNames: [{ type: 'DNS', value: 'b.test' } as const],
  trustBundle,
});
const variants: readonly BackendVariant[] = [
  { target: 'default/a:80' },
  { target: 'default/b:80', tls: tls('System'), showsCertificate: true },
  { target: 'default/b:80', tls: { ...tls('System'), certificate: 'default/c1' }, showsCertificate: true },
  { target: 'XBackend/default/c', tls: tls('ConfigMap/default/ca') },
  { target: 'default/a:80', settings: { connectTimeout: 1 } },
];
const variant = fc.constantFrom(...variants);
const backend = fc.constantFrom(...variants.map(backendName));
const certificate = fc.constantFrom('default/c1', 'default/c2');
const trustBundle = fc.constantFrom('ConfigMap/default/ca', 'System');
const path = fc.constantFrom(
  { type: 'Prefix', value: '/' },
  { type: 'Prefix', value: '/a' },
  { type: 'Exact', value: '/b' },
  { type: 'Regex', value: '/c.*' },
) as fc.Arbitrary<{ type: 'Prefix' | 'Exact' | 'Regex'; value: string }>;

const replacement = fc.record({
  type: fc.constantFrom('ReplaceFullPath' as const, 'ReplacePrefixMatch' as const),
  value: fc.constantFrom('/', '/x', '/100%'),
});
const modifier = fc.record({
  set: fc.constantFrom([], [{ name: 'x-a', value: '%' }]),
  add: fc.constantFrom([], [{ name: 'x-b', value: 'b' }]),
  remove: fc.constantFrom([], ['x-c'], ['x-a']),
});
/** A setting that is missing here does not compile. */
const settings: { readonly [Name in keyof HttpFilters]-?: fc.Arbitrary<NonNullable<HttpFilters[Name]>> } = {
  requestHeaders: modifier,
  responseHeaders: modifier,
  rewrite: fc.record({ hostname: fc.constant('h.test'), path: replacement }, { requiredKeys: [] }),
  mirrors: fc.array(
    fc.record({
      backend,
      fraction: fc.constantFrom({ numerator: 1, denominator: 1 }, { numerator: 1, denominator: 3 }),
    }),
    { maxLength: 2 },
  ),
  externalAuth: fc.record(
    {
      protocol: fc.constantFrom('HTTP', 'GRPC'),
      backend,
      authority: fc.constant('auth.test'),
      pathPrefix: fc.constant('/check'),
      requestHeaders: fc.constant(['x-a']),
      responseHeaders: fc.constant(['x-b']),
      maxBodySize: fc.constant(1024),
    },
    { requiredKeys: ['protocol', 'backend', 'authority'] },
  ),
  cors: fc.constant({
    allowOrigins: ['https://*.foo.test', '*'],
    allowMethods: ['GET'],
    allowHeaders: ['*'],
    exposeHeaders: ['*'],
    allowCredentials: true,
    maxAge: 5,
  }),
};
const filters = fc.record(settings, { requiredKeys: [] }) as fc.Arbitrary<HttpFilters>;
const redirect = fc.record(
  {
    scheme: fc.constantFrom('http' as const, 'https' as const),
    hostname: fc.constant('r.test'),
    port: fc.constantFrom(80, 443, 8080),
    path: replacement,
    statusCode: fc.constantFrom(301 as const, 302 as const),
  },
  { requiredKeys: ['statusCode'] },
);
const weighted: fc.Arbitrary<WeightedBackend> = fc.record(
  { weight: fc.integer({ min: 1, max: 1_000_000 }), backend, filters, redirect },
  { requiredKeys: ['weight', 'filters'] },
) as fc.Arbitrary<WeightedBackend>;
const action: fc.Arbitrary<HttpAction> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(weighted, { minLength: 1, maxLength: 3 })
      .map((backends) => ({ type: 'Forward' as const, backends })),
  },
  { weight: 1, arbitrary: redirect.map((value) => ({ type: 'Redirect' as const, redirect: value })) },
  { weight: 1, arbitrary: fc.constant({ type: 'Error' as const, status: 500 }) },
) as fc.Arbitrary<HttpAction>;

const chain = fc
  .record({
    listener,
    name: fc.constantFrom('c', 'd'),
    certificates: fc.option(fc.uniqueArray(certificate, { minLength: 1 }), { nil: undefined }),
    clientValidation: fc.option(
      fc.record({ trustBundle, mode: fc.constantFrom('AllowValidOnly' as const, 'AllowInsecureFallback' as const) }),
      { nil: undefined },
    ),
  })
  .map(({ certificates, clientValidation, ...each }) => {
    const serverNames = [`${each.name}.test`];
    const tls = certificates && { serverNames, certificates, ...(clientValidation && { clientValidation }) };
    return { ...each, ...(tls && { tls }) };
  });
const keyed = (value: FilterChain) => [`${value.listener}|${value.name}`, value] as const;

const httpRules = fc
  .record({
    key: ruleKey,
    paths: fc.array(path, { minLength: 1, maxLength: 2 }),
    filters,
    action,
    timeouts: fc.record(
      { request: fc.constantFrom(0, 500, 900_000), backendRequest: fc.constantFrom(0, 100) },
      { requiredKeys: [] },
    ),
    retry: fc.option(fc.record({ codes: fc.constantFrom([], [500]), attempts: fc.integer({ min: 0, max: 3 }) }), {
      nil: undefined,
    }),
    clientCertificates: fc.option(fc.uniqueArray(certificate, { minLength: 1 }), { nil: undefined }),
  })
  .map(({ key, paths, retry, clientCertificates, ...parts }) => {
    const matches = paths.map((each) => ({ path: each, headers: [], queryParams: [] }));
    const more = { ...(retry && { retry }), ...(clientCertificates && { clientCertificates }) };
    return [key, rule({ ...parts, key, matches, ...more } as Parameters<typeof rule>[0])] as const;
  });

const values: { readonly [K in Kind | 'sharded']: fc.Arbitrary<readonly [key: string, value: unknown]> } = {
  sharded: fc.tuple(table, fc.boolean()),
  routeTables: fc
    .record(
      {
        name: table,
        proxy,
        scheme: fc.constantFrom('http', 'https'),
        port: fc.constantFrom(80, 443, 8080),
        clientCertificate: certificate,
      },
      { requiredKeys: ['name', 'proxy', 'scheme', 'port'] },
    )
    .map((value) => [value.name, value] as const),
  virtualHosts: fc
    .record({
      routeTable: table,
      domain,
      chain: fc.constantFrom(undefined, 'c', 'd'),
      routes: fc.array(fc.record({ rule: ruleKey, match: fc.integer({ min: 0, max: 1 }) }), { maxLength: 4 }),
    })
    .map((value) => [`${value.routeTable}|${value.domain}`, value] as const),
  httpRules,
  ...meshValues(httpRules, ruleKey, backend),
  backendVariants: variant.map((value) => [backendName(value), value] as const),
  backends: fc
    .record(
      {
        name: backend,
        protocol: fc.constantFrom('HTTP', 'HTTP2', 'Downstream'),
        discovery: fc.constantFrom(
          { type: 'Endpoints' },
          { type: 'DNS', hostname: 'x.test', port: 80, refused: ['169.254.0.0/16'] },
        ),
        tls: fc.record(
          {
            serverName: fc.constant('b.test'),
            subjectAltNames: fc.constantFrom(
              [{ type: 'DNS', value: 'b.test' }],
              [{ type: 'URI', value: 'spiffe://b' }],
            ),
            trustBundle,
            certificate,
          },
          { requiredKeys: ['serverName', 'subjectAltNames', 'trustBundle'] },
        ),
        mesh: fc.constant(true),
        settings: fc.constant({ connectTimeout: 1 }),
      },
      { requiredKeys: ['name', 'protocol', 'discovery'] },
    )
    .map(({ mesh, ...value }) => [value.name, { ...value, ...(mesh && !value.tls && { mesh }) }] as const),
  endpoints: fc
    .record({
      backend,
      endpoints: fc.array(
        fc.record(
          {
            address: fc.constantFrom('192.0.2.1', '2001:db8::1'),
            port: fc.integer({ min: 1, max: 3 }),
            health: fc.constantFrom('Healthy', 'Draining'),
            zone: fc.constantFrom('z1', 'z2'),
            identity: fc.constantFrom('default/a', 'other/a'),
          },
          { requiredKeys: ['address', 'port', 'health'] },
        ),
        { maxLength: 3 },
      ),
    })
    .map((value) => [value.backend, value] as const),
  certificates: fc
    .record({ name: certificate, chain: fc.constantFrom('chain 1', 'chain 2'), privateKey: fc.constant('key') })
    .map((value) => [value.name, value] as const),
  trustBundles: fc
    .record({
      name: trustBundle,
      source: fc.constantFrom(
        { type: 'Inline', certificates: 'one' },
        { type: 'Inline', certificates: 'two' },
        { type: 'File', path: '/ca.crt' },
      ),
    })
    .map((value) => [value.name, value] as const),
  trustBundleUses: fc
    .record({ proxy, trustBundle })
    .map((value) => [`${value.proxy}|${value.trustBundle}`, value] as const),
  backendUses: fc.record({ proxy, backend }).map((value) => [`${value.proxy}|${value.backend}`, value] as const),
  proxies: fc
    .record({ name: proxy, addresses: fc.constantFrom(['127.0.0.1'], ['::']) })
    .map((value) => [value.name, value] as const),
  certificateUses: fc
    .record({ proxy, certificate })
    .map((value) => [`${value.proxy}|${value.certificate}`, value] as const),
  backendGroups: fc
    .record({
      name: group,
      proxy,
      members: fc.array(
        fc.record({ weight: fc.integer({ min: 1, max: 1_000_000 }), backend }, { requiredKeys: ['weight'] }),
        { maxLength: 3 },
      ),
    })
    .map((value) => [value.name, { ...value, transport: value.name === 'g/udp' ? 'UDP' : 'TCP' }] as const),
  listeners: fc
    .record({ name: fc.oneof(listener, fc.constant('l/udp')), proxy, tls: fc.boolean() })
    .map(({ name, proxy, tls }): readonly [string, Listener] => {
      const transport = name === 'l/udp' ? 'UDP' : 'TCP';
      return [
        name,
        { name, proxy, addresses: ['127.0.0.1', '::1'], port: 80, transport, tls: tls && name !== 'l/udp' },
      ];
    }),
  filterChains: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(chain, table).map(([each, routeTable]) => keyed({ kind: 'HTTP', ...each, routeTable })),
    },
    chain.map((each) => keyed({ kind: 'TCP', serverNames: [`${each.name}.test`], ...each, backendGroup: 'g/tcp' })),
    fc.constant(keyed({ kind: 'UDP', listener: 'l/udp', name: 'u', backendGroup: 'g/udp' })),
  ),
};

/** Any edit. Names come from small sets, so that edits meet. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  ...Object.entries(values).map(([kind, arbitrary]) =>
    fc
      .tuple(arbitrary, fc.integer({ min: 0, max: 3 }))
      .map(([[key, value], dice]) => ({ kind: kind as Edit['kind'], key, value: dice === 0 ? undefined : value })),
  ),
);
