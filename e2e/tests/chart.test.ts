import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { apply, type KubeObject, kubectl } from '../support/kubectl.js';
import { createNamespace, deleteNamespaces } from '../support/world.js';

const run = promisify(execFile);
const NAMESPACE = 'chart-test';
const helm = (...args: string[]) => run('e2e/cluster/helm', args).then(({ stdout }) => stdout);

const VARIANTS = {
  default: [],
  'watch-namespaces': ['--set', 'watchNamespaces={team-a,team-b}'],
  minimal: [
    ...['--set', 'replicas=1', '--set', 'networkPolicy.create=false', '--set', 'podDisruptionBudget.create=false'],
    ...['--set', 'gatewayClass.create=false'],
  ],
} as const;
type Variant = keyof typeof VARIANTS;

const render = (variant: Variant) =>
  helm(
    'template',
    'gatewright',
    'charts/gatewright',
    '-n',
    NAMESPACE,
    '--kube-version',
    '1.34.0',
    ...VARIANTS[variant],
  );

const objectsOf = (text: string) =>
  parseAllDocuments(text).flatMap((document) => (document.contents === null ? [] : [document.toJS() as KubeObject]));

describe('the chart', () => {
  beforeAll(async () => {
    await createNamespace(NAMESPACE, { 'pod-security.kubernetes.io/enforce': 'restricted' });
    for (const name of ['team-a', 'team-b']) await createNamespace(name);
  });
  afterAll(() => deleteNamespaces(NAMESPACE, 'team-a', 'team-b'));

  test('helm lint has nothing to say against it', async () => {
    expect(await helm('lint', '--strict', 'charts/gatewright')).toContain('0 chart(s) failed');
  });

  test.each(['replicas=0', 'image.repositry=x', 'watchNamespaces=team', 'logLevel=loud'])(
    'refuses %s',
    async (value) => {
      const wrong = helm('template', 'gatewright', 'charts/gatewright', '--kube-version', '1.34.0', '--set', value);
      await expect(wrong).rejects.toThrow(/values don't meet the specifications/);
    },
  );

  test.each(Object.keys(VARIANTS) as Variant[])('renders %s as reviewed', async (variant) => {
    const golden = fileURLToPath(new URL(`../testdata/chart/${variant}.yaml`, import.meta.url));
    const rendered = await render(variant);
    if (process.env.UPDATE_GOLDEN === '1' || !existsSync(golden)) {
      await mkdir(dirname(golden), { recursive: true });
      await writeFile(golden, rendered);
      if (process.env.UPDATE_GOLDEN !== '1') throw new Error(`${golden} was not there; review it`);
    }
    expect(rendered).toBe(await readFile(golden, 'utf8'));
  });

  test.each(Object.keys(VARIANTS) as Variant[])('the API server takes every object of %s', async (variant) => {
    const answer = await kubectl(['apply', '--dry-run=server', '-f', '-'], await render(variant));
    expect(answer.trim().split('\n')).toHaveLength(objectsOf(await render(variant)).length);
  });

  test('its pods run in a namespace that enforces restricted Pod Security', async () => {
    const deployment = objectsOf(await render('default')).find(({ kind }) => kind === 'Deployment') as KubeObject;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'controller', namespace: NAMESPACE },
      spec: { ...deployment.spec.template.spec, serviceAccountName: 'default' },
    };
    await kubectl(['apply', '--dry-run=server', '-f', '-'], JSON.stringify(pod));
  });

  describe('what the controller may do', () => {
    const bystander = 'kube-public';
    const may = async (verb: string, resource: string, namespace?: string) => {
      const place = namespace === undefined ? [] : ['-n', namespace];
      const as = `system:serviceaccount:${NAMESPACE}:gatewright`;
      const [, kind = resource, subresource] = /^(.*)\/(status|exec)$/.exec(resource) ?? [];
      const part = subresource === undefined ? [] : ['--subresource', subresource];
      return kubectl(['auth', 'can-i', verb, kind, ...part, ...place, '--as', as]).then(
        () => true,
        () => false,
      );
    };
    const install = async (variant: Variant) => {
      const rbac = objectsOf(await render(variant)).filter(({ kind }) => /Role|ServiceAccount/.test(kind));
      await apply(...rbac);
      return () =>
        kubectl(['delete', '-f', '-'], `---\n${rbac.map((object) => JSON.stringify(object)).join('\n---\n')}`);
    };

    /** Verb and resource, and whether it may in a served namespace, in its own and in others, by variant. */
    const TABLE: readonly [string, string, Readonly<Record<'default' | 'watch-namespaces', readonly boolean[]>>][] = [
      [
        'list',
        'httproutes.gateway.networking.k8s.io',
        { default: [true, true, true], 'watch-namespaces': [true, true, false] },
      ],
      ['watch', 'secrets', { default: [true, true, true], 'watch-namespaces': [true, true, false] }],
      [
        'patch',
        'gateways.gateway.networking.k8s.io/status',
        { default: [true, true, true], 'watch-namespaces': [true, true, false] },
      ],
      ['create', 'deployments.apps', { default: [true, true, true], 'watch-namespaces': [true, true, false] }],
      [
        'update',
        'httproutes.gateway.networking.k8s.io',
        { default: [false, false, false], 'watch-namespaces': [false, false, false] },
      ],
      [
        'delete',
        'gateways.gateway.networking.k8s.io',
        { default: [false, false, false], 'watch-namespaces': [false, false, false] },
      ],
      ['create', 'secrets', { default: [false, true, false], 'watch-namespaces': [false, true, false] }],
      ['update', 'secrets/gatewright-ca', { default: [false, true, false], 'watch-namespaces': [false, true, false] }],
      ['update', 'secrets/other', { default: [false, false, false], 'watch-namespaces': [false, false, false] }],
      [
        'update',
        'leases.coordination.k8s.io/gatewright',
        { default: [false, true, false], 'watch-namespaces': [false, true, false] },
      ],
      ['create', 'pods', { default: [false, false, false], 'watch-namespaces': [false, false, false] }],
      ['create', 'pods/exec', { default: [false, false, false], 'watch-namespaces': [false, false, false] }],
      ['impersonate', 'users', { default: [false, false, false], 'watch-namespaces': [false, false, false] }],
      [
        'create',
        'clusterrolebindings.rbac.authorization.k8s.io',
        { default: [false, false, false], 'watch-namespaces': [false, false, false] },
      ],
    ];

    test.each(['default', 'watch-namespaces'] as const)('%s', async (variant) => {
      const uninstall = await install(variant);
      try {
        for (const [verb, resource, expected] of TABLE) {
          const answers: boolean[] = [];
          for (const namespace of ['team-a', NAMESPACE, bystander]) answers.push(await may(verb, resource, namespace));
          expect([verb, resource, ...answers]).toEqual([verb, resource, ...expected[variant]]);
        }
        expect(await may('create', 'tokenreviews.authentication.k8s.io')).toBe(true);
        expect(await may('patch', 'gatewayclasses.gateway.networking.k8s.io/status')).toBe(true);
        expect(await may('delete', 'gatewayclasses.gateway.networking.k8s.io')).toBe(false);
      } finally {
        await uninstall();
      }
    });
  });
});
