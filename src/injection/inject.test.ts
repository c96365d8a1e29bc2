import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { type Injection, injectSidecar } from './inject.js';
import { podPatch } from './json-patch.js';
import { type Container, type Pod, type Probe, parsePod } from './pod.js';
import { SIDECAR_RESOURCES, type SidecarSettings } from './settings.js';

const SETTINGS: SidecarSettings = { image: 'gatewright/gatewright:1', resources: SIDECAR_RESOURCES };
const folder = fileURLToPath(new URL('testdata/', import.meta.url));
const cases = readdirSync(folder).flatMap((file) => /^(.*)(?<!\.golden)\.yaml$/.exec(file)?.[1] ?? []);

const inject = (pod: Pod, settings = SETTINGS) => injectSidecar(pod, 'enabled', settings, 'seed');

function injected(injection: Injection): Pod {
  if (injection.type !== 'injected') throw new Error(JSON.stringify(injection));
  return injection.pod;
}

const podWith = (container: Partial<Container> = {}, annotations: Record<string, string> = {}): Pod => ({
  metadata: { annotations },
  spec: { containers: [{ name: 'app', ...container }] },
});

/** Each `NAME.yaml` is a pod, `NAME.golden.yaml` the same with its sidecar, which `UPDATE_GOLDEN=1` writes anew. */
describe('a pod and its sidecar', () => {
  test.each(cases)('%s', (name) => {
    const text = readFileSync(`${folder}${name}.yaml`, 'utf8');
    const pod = injected(inject(parsePod(parse(text))));
    const shown = text.startsWith('# only: containers') ? { containers: pod.spec.containers } : pod;
    const output = stringify(shown, { lineWidth: 140, aliasDuplicateObjects: false });
    const golden = `${folder}${name}.golden.yaml`;
    if (process.env.UPDATE_GOLDEN || !existsSync(golden)) writeFileSync(golden, output);
    expect(output).toBe(readFileSync(golden, 'utf8'));
  });

  test.each(cases)('%s: once more changes nothing', (name) => {
    const pod = injected(inject(parsePod(parse(readFileSync(`${folder}${name}.yaml`, 'utf8')))));
    expect(inject(pod)).toEqual({ type: 'unchanged', reason: 'it has its sidecar' });
    expect(inject(pod, { ...SETTINGS, image: 'gatewright/gatewright:2' }).type).toBe('unchanged');
  });

  test.each(cases)('%s: the patch makes it from what the pod was', (name) => {
    const before = parsePod(parse(readFileSync(`${folder}${name}.yaml`, 'utf8')));
    const after = injected(inject(before));
    const patched = structuredClone(before) as Record<string, Record<string, unknown>>;
    for (const { op, path, value } of podPatch(before, after)) {
      const [, part = '', field = ''] = path.split('/');
      expect(op).toBe('add');
      expect(field).toMatch(/^(labels|initContainers|containers|volumes)$/);
      patched[part] = { ...patched[part], [field]: value };
    }
    expect(patched).toEqual(after);
  });

  test('a pod without metadata gets some', () => {
    const before = parsePod({ spec: { containers: [] } });
    expect(podPatch(before, injected(inject(before)))).toContainEqual({ op: 'add', path: '/metadata', value: {} });
  });

  test('a container that another webhook adds later is asked through the sidecar, too', () => {
    const first = injected(inject(podWith({ livenessProbe: { tcpSocket: { port: 8080 } } })));
    const added = { name: 'added', readinessProbe: { tcpSocket: { port: 9090 } } };
    const grown = { ...first, spec: { ...first.spec, containers: [...first.spec.containers, added] } };
    const second = injected(inject(grown));
    const together = injected(
      inject({
        spec: { containers: [...podWith({ livenessProbe: { tcpSocket: { port: 8080 } } }).spec.containers, added] },
      }),
    );
    expect(second.spec).toEqual(together.spec);
    expect(inject(second).type).toBe('unchanged');
  });

  test('sidecars have different users', () => {
    const users = Array.from({ length: 100 }, (_, index) => {
      const { spec } = injected(injectSidecar(podWith(), 'enabled', SETTINGS, `${index}`));
      return spec.initContainers?.[1]?.securityContext as { runAsUser: number; runAsGroup: number };
    });
    expect(new Set(users.map(({ runAsUser }) => runAsUser)).size).toBeGreaterThan(90);
    for (const { runAsUser, runAsGroup } of users) {
      expect(runAsUser).toBeGreaterThanOrEqual(30_000);
      expect(runAsUser).toBeLessThan(60_000);
      expect(runAsGroup).toBe(1337);
    }
  });

  test('any probes are taken, and leave nothing to do', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const seconds = { periodSeconds: fc.integer(), timeoutSeconds: fc.integer() };
    const port = fc.oneof(fc.integer({ min: -1, max: 70_000 }), fc.constantFrom('web', 'none', 15020));
    const header = fc.record({ name: fc.constantFrom('Host', 'x-gatewright-probe'), value: text });
    const httpGet = fc.record(
      { port, path: text, scheme: fc.constantFrom('HTTP', 'HTTPS'), httpHeaders: fc.array(header, { maxLength: 2 }) },
      { requiredKeys: ['port'] },
    );
    const probe = fc.oneof(
      fc.record({ httpGet, ...seconds }, { requiredKeys: ['httpGet'] }),
      fc.record({ tcpSocket: fc.record({ port }), ...seconds }, { requiredKeys: ['tcpSocket'] }),
      fc.record({
        grpc: fc.record({ port: fc.integer(), service: text }, { requiredKeys: ['port'] }),
        ...seconds,
      }),
    );
    const container = fc.record(
      {
        name: text,
        ports: fc.constant([{ name: 'web', containerPort: 8080 }]),
        livenessProbe: probe,
        startupProbe: probe,
      },
      { requiredKeys: ['name'] },
    );
    fc.assert(
      fc.property(
        fc.array(container, { maxLength: 3 }),
        fc.array(container, { maxLength: 2 }),
        (containers, initContainers) => {
          const pod = injected(inject(parsePod({ spec: { containers, initContainers } })));
          expect(inject(pod).type).toBe('unchanged');
          expect(pod.spec.containers.map(({ name }) => name)).toEqual(containers.map(({ name }) => name));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('threads and requests follow the limits', () => {
    const sidecar = (annotations: Record<string, string>) =>
      injected(inject(podWith({}, annotations))).spec.initContainers?.[1] as Container & { resources: unknown };
    const limited = sidecar({
      'gatewright.dev/sidecar-cpu-limit': '2500m',
      'gatewright.dev/sidecar-memory-limit': '48Mi',
    });
    expect(limited.resources).toEqual({
      requests: { cpu: '10m', memory: '48Mi' },
      limits: { cpu: '2500m', memory: '48Mi' },
    });
    expect(limited.args?.join(' ')).toContain('--concurrency 3');
    expect(sidecar({}).args?.join(' ')).toContain('--concurrency 2');
  });
});

describe('a pod that stays as it is', () => {
  const annotated = (value: string) => podWith({}, { 'gatewright.dev/inject': value });
  const spec = podWith().spec;
  test.each<[string, Pod, string]>([
    ['network of the node', { spec: { ...spec, hostNetwork: true } }, 'it has the network of its node'],
    ['Windows', { spec: { ...spec, os: { name: 'windows' } } }, 'it is for Windows'],
    ['static', podWith({}, { 'kubernetes.io/config.mirror': 'a' }), 'it is the mirror of a static pod'],
    [
      'proxy of a Gateway',
      { metadata: { labels: { 'gateway.networking.k8s.io/gateway-name': 'web' } }, spec },
      'it is the proxy of a Gateway',
    ],
    ['opted out', annotated('false'), 'the annotation gatewright.dev/inject is "false"'],
  ])('%s', (_, pod, reason) => {
    expect(inject(pod)).toEqual({ type: 'unchanged', reason });
    expect(injectSidecar(pod, 'opt-in', SETTINGS, 'seed')).toEqual({ type: 'unchanged', reason });
  });

  test('that does not ask for a sidecar where pods have to', () => {
    const reason = 'the annotation gatewright.dev/inject is not "true"';
    expect(injectSidecar(podWith(), 'opt-in', SETTINGS, 'seed')).toEqual({ type: 'unchanged', reason });
    expect(injectSidecar(annotated('true'), 'opt-in', SETTINGS, 'seed').type).toBe('injected');
  });
});

describe('a pod that is refused', () => {
  const key = (name: string) => `gatewright.dev/${name}`;
  test.each<[string, string, string]>([
    ['inject', 'yes', '"yes" is neither "true" nor "false"'],
    ['rewrite-probes', '', '"" is neither "true" nor "false"'],
    ['exclude-outbound-ports', '80;', '"80;" is not a port: give numbers from 1 to 65535, separated by commas'],
    ['exclude-inbound-ports', '70000', '"70000" is not a port: give numbers from 1 to 65535, separated by commas'],
    [
      'exclude-outbound-cidrs',
      'a',
      '"a" is not a range of addresses: give e.g. 10.1.0.0/16 or fd00::/8, separated by commas',
    ],
    ['sidecar-cpu', 'fast', '"fast" is no quantity: give e.g. 100m or 64Mi'],
    ['sidecar-memory-limit', '', '"" is no quantity: give e.g. 100m or 64Mi'],
  ])('%s: %j', (name, value, message) => {
    expect(inject(podWith({}, { [key(name)]: value }))).toEqual({
      type: 'refused',
      message: `annotation ${key(name)}: ${message}`,
    });
  });

  test('requests more than its limit', () => {
    const annotations = { [key('sidecar-memory')]: '2Gi', [key('sidecar-memory-limit')]: '1Gi' };
    const message = 'annotation gatewright.dev/sidecar-memory: 2Gi is more than its limit, 1Gi';
    expect(inject(podWith({}, annotations))).toEqual({ type: 'refused', message });
  });

  test.each([15001, 15006, 15020, 19001])('has the port %i', (containerPort) => {
    const { type, ...rest } = inject(podWith({ ports: [{ containerPort }] }));
    expect(type).toBe('refused');
    expect(rest).toMatchObject({ message: expect.stringContaining(`container app has port ${containerPort}, which`) });
    expect(inject(podWith({ ports: [{ containerPort, protocol: 'UDP' }] })).type).toBe('injected');
  });

  const ARGUMENT = 131_071;
  const probing = (kind: (index: number) => Probe, count: number) => ({
    spec: {
      containers: Array.from({ length: count }, (_, index) => ({ name: `c${index}`, readinessProbe: kind(index) })),
    },
  });
  const PROBES: readonly (readonly [string, (index: number) => Probe, number])[] = [
    ['TCP', (index) => ({ tcpSocket: { port: 1 + index } }), 100],
    ['gRPC', (index) => ({ grpc: { port: 1 + index, service: 's' } }), 80],
    ['HTTP', (index) => ({ httpGet: { port: 8080, path: `/${index}` } }), 400],
    ['HTTPS', (index) => ({ httpGet: { port: 1 + index, scheme: 'HTTPS' } }), 80],
  ];

  test.each(PROBES)('has more %s probes than fit in an argument of its sidecar', (_, kind, some) => {
    const sizes: number[] = [];
    let refused: number | undefined;
    for (let count = some; refused === undefined; count += 20) {
      const injection = inject(probing(kind, count));
      if (injection.type === 'refused') {
        expect(injection.message).toMatch(
          /^the probes of the containers are too many for the sidecar: .*, at most 131071: give fewer probes/,
        );
        refused = count;
      } else {
        const args = injected(injection).spec.initContainers?.[1]?.args ?? [];
        // Kubernetes puts the longest address in.
        sizes.push(
          ...args.map((arg) => Buffer.byteLength(arg.replaceAll('$(POD_IP)', 'f'.repeat(45)).replaceAll('$$', '$'))),
        );
      }
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(ARGUMENT);
    expect(Math.max(...sizes)).toBeGreaterThan(ARGUMENT / 2);
  });

  test('has so many probes that nothing is built of them', () => {
    for (const [, kind] of PROBES) {
      const many = probing(kind, 3_000);
      expect(inject(many)).toMatchObject({ type: 'refused', message: expect.stringMatching(/they take \d+ bytes/) });
    }
  });

  test.each([
    ['exclude-outbound-ports', (index: number) => `${index + 1}`, 60_000],
    ['exclude-inbound-ports', (index: number) => `${index + 1}`, 60_000],
    ['exclude-outbound-cidrs', (index: number) => `10.${index >> 8}.${index & 255}.0/24`, 15_000],
  ])('%s: more than fits in an argument', (name, item, count) => {
    const list = (length: number) => Array.from({ length }, (_, index) => item(index)).join(',');
    expect(inject(podWith({}, { [key(name)]: list(count) }))).toMatchObject({
      type: 'refused',
      message: expect.stringMatching(
        `^annotation ${key(name)}: it takes \\d+ bytes as an argument, at most 131071: give less`,
      ),
    });
    expect(inject(podWith({}, { [key(name)]: list(1000) })).type).toBe('injected');
    expect(inject(podWith({}, { [key(name)]: `${list(2)},`.repeat(20_000) })).type).toBe('injected');
  });

  test('runs as the group of the sidecar', () => {
    const pod = { spec: { ...podWith().spec, securityContext: { runAsGroup: 1337 } } };
    expect(inject(pod)).toMatchObject({ type: 'refused', message: expect.stringContaining('runs as group 1337') });
    expect(inject(podWith({ securityContext: { runAsGroup: 1337 } })).type).toBe('refused');
    const other = { spec: { ...pod.spec, containers: [{ name: 'app', securityContext: { runAsGroup: 1 } }] } };
    expect(inject(other).type).toBe('injected');
  });
});
