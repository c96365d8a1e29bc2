/**
 * What one change costs the translation, with few and with many other objects around: functions called, Envoy resources that
 * came out different, and time. `npm run bench -- change-cost`.
 */

import { parseAllDocuments } from 'yaml';
import { Pipeline, type PipelineChange } from '../src/app/pipeline.js';
import { standaloneSettings } from '../src/app/settings.js';
import { admit } from '../src/resources/admit.js';
import { keyOf } from '../src/resources/kinds.js';
import type { Resource } from '../src/resources/types.js';
import { shortTypeName } from '../src/well-known/xds-types.js';
import { gatewayYaml, routeYaml } from './fixture.js';
import { percentile, table } from './statistics.js';

const ROUNDS = 200;
const FEW = 50;
const MANY = 5_000;

function objects(yaml: string): Resource[] {
  return parseAllDocuments(yaml).map((document) => {
    const admission = admit(document.toJS());
    if (!admission.ok) throw new Error(JSON.stringify(admission.errors));
    return admission.object;
  });
}

const service = `apiVersion: v1
kind: Service
metadata: {name: pods, namespace: default}
spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
`;
const slice = (last: number) => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: pods-1, namespace: default, labels: {kubernetes.io/service-name: pods}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: [{addresses: [198.18.0.1]}, {addresses: [198.18.1.${last}]}]
`;

class Measured {
  readonly #pipeline = new Pipeline({
    settings: standaloneSettings(['127.0.0.1']),
    envoy: { accessLog: 'off', bucketingSupported: true },
    onError: ({ error }) => {
      throw error;
    },
  });

  constructor(routes: number) {
    const yaml = [
      gatewayYaml(8080, 9001),
      service,
      slice(1),
      routeYaml('pods', 'pods.bench.test').replaceAll(
        'group: gateway.networking.x-k8s.io, kind: XBackend, name: backend',
        'name: pods, port: 80',
      ),
    ];
    for (let i = 0; i < routes; i++) yaml.push(routeYaml(`route-${i}`, `host-${i}.bench.test`));
    this.apply(yaml.join('---\n'));
  }

  apply(yaml: string): { change: PipelineChange; calls: number; ms: number } {
    const changes = objects(yaml).map((object) => ({ kind: object.kind, key: keyOf(object), resource: object }));
    const before = this.#calls();
    const start = performance.now();
    const change = this.#pipeline.apply(changes);
    return { change, ms: performance.now() - start, calls: this.#calls() - before };
  }

  #calls(): number {
    return this.#pipeline.graph
      .stats()
      .collections.filter(({ kind }) => kind === 'map' || kind === 'flatMap')
      .reduce((sum, { computations }) => sum + computations, 0);
  }
}

export async function changeCost(): Promise<void> {
  const sizes = [FEW, MANY].map((routes) => ({ routes, measured: new Measured(routes) }));
  const kinds: Readonly<Record<string, (i: number) => string>> = {
    'one HTTPRoute (filter)': (i) => routeYaml('route-7', 'host-7.bench.test', i),
    'one HTTPRoute (hostname)': (i) => routeYaml('route-7', `moved-${i}.bench.test`),
    'one EndpointSlice': (i) => slice((i % 250) + 2),
  };
  for (const [kind, yaml] of Object.entries(kinds)) {
    const rows = sizes.map(({ routes, measured }) => {
      const rounds = Array.from({ length: ROUNDS }, (_, i) => measured.apply(yaml(i + 1)));
      const { change, calls } = rounds[ROUNDS - 1] as (typeof rounds)[number];
      return {
        change: kind,
        routes,
        'functions called': calls,
        'Envoy resources': change.resources.map(({ typeUrl }) => shortTypeName(typeUrl)).join(', '),
        bytes: change.resources.reduce((sum, { resource }) => sum + (resource?.any.length ?? 0), 0),
        'p50 ms': percentile(
          rounds.map(({ ms }) => ms),
          0.5,
        ).toFixed(3),
      };
    });
    console.log(table(rows));
    const [few, many] = rows as [(typeof rows)[number], (typeof rows)[number]];
    console.log(
      `${kind}, ${MANY} routes / ${FEW} routes: functions ${(many['functions called'] / few['functions called']).toFixed(2)}, time ${(Number(many['p50 ms']) / Number(few['p50 ms'])).toFixed(2)}\n`,
    );
  }
}
