import { describe, expect, test } from '@jest/globals';
import { injectSidecar } from '../../src/injection/inject.js';
import { podPatch } from '../../src/injection/json-patch.js';
import { parsePod } from '../../src/injection/pod.js';
import { SIDECAR_RESOURCES } from '../../src/injection/settings.js';
import { boolean, int32, list, map, object, string } from '../../src/resources/go-schema.js';
import type { Schema } from '../../src/resources/schema.js';
import { hostileShapes } from './hostile.js';
import { costOf } from './reference.js';

const TIMEOUT_MS = 900_000;
/** Milliseconds of CPU for one pod. A pod is read with a library that looks at each field of tens of thousands of containers. */
const BOUND = 250;

const port = { type: 'integer', minimum: 1, maximum: 14_000 } as Schema;
const headers = list(object({ name: string, value: string }));

const handler = (required: string): Schema => ({
  ...object({
    httpGet: { ...object({ path: string, port, scheme: string, httpHeaders: headers }), required: ['port', 'path'] },
    tcpSocket: { ...object({ port }), required: ['port'] },
    grpc: { ...object({ port, service: string }), required: ['port', 'service'] },
  }),
  required: [required],
});

/** What a pod consists of that is looked at, with one kind of probe. */
const podOf = (kind: string): Schema => {
  const container: Schema = {
    ...object({
      name: string,
      ports: list({ ...object({ name: string, containerPort: port, protocol: string }), required: ['containerPort'] }),
      env: list(object({ name: string, value: string })),
      readinessProbe: handler(kind),
    }),
    required: ['name', 'readinessProbe'],
  };
  return object({
    metadata: object({ labels: map(string), annotations: map(string) }),
    spec: {
      ...object({
        containers: list(container),
        initContainers: list(container),
        volumes: list(object({ name: string })),
        hostNetwork: boolean,
        priority: int32,
      }),
      required: ['containers'],
    },
  });
};

const ANNOTATIONS = [
  'exclude-outbound-ports',
  'exclude-inbound-ports',
  'exclude-outbound-cidrs',
  'sidecar-cpu',
  'inject',
  'rewrite-probes',
];
const VALUES = ['1', '1,', '1:2:3:4:5:6:1.2.3.4/64,', ','];

function* pods(): Generator<{ readonly name: string; readonly value: unknown }> {
  for (const kind of ['httpGet', 'tcpSocket', 'grpc']) {
    for (const { name, value } of hostileShapes(podOf(kind), () => undefined, false))
      yield { name: `${kind} ${name}`, value };
  }
  for (const name of ANNOTATIONS) {
    for (const unit of VALUES) {
      const annotations = { [`gatewright.dev/${name}`]: unit.repeat(250_000 / unit.length) };
      yield { name: `${name} ${unit}`, value: { metadata: { annotations }, spec: { containers: [{ name: 'a' }] } } };
    }
  }
}

/** What the webhook does with the text of a pod. */
function review(text: string): string {
  try {
    const pod = parsePod(JSON.parse(text));
    const injection = injectSidecar(pod, 'enabled', { image: 'a', resources: SIDECAR_RESOURCES }, 'seed');
    if (injection.type === 'injected') JSON.stringify(podPatch(pod, injection.pod));
    return injection.type;
  } catch (error) {
    if (error instanceof RangeError) return 'refused';
    throw error;
  }
}

describe('no pod costs the webhook more than it may', () => {
  test(
    'in whatever way it is as large as the API server takes',
    () => {
      const expensive: string[] = [];
      const results = new Set<string>();
      for (const { name, value } of pods()) {
        const text = JSON.stringify({ spec: { containers: [] }, ...(value as object) });
        const cost = costOf(() => results.add(review(text)), BOUND);
        if (cost > BOUND) expensive.push(`${name}: ${cost.toFixed(0)} ms`);
      }
      expect(expensive).toEqual([]);
      expect([...results].sort()).toEqual(['injected', 'refused']);
    },
    TIMEOUT_MS,
  );
});
