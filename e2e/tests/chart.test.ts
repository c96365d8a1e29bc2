import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { kindsRead } from '../../src/gateway-api/inputs.js';
import { OWN_KINDS, PODS } from '../../src/infrastructure/own-kinds.js';
import { statusShapeOf } from '../../src/model/kinds.js';
import { kindOf } from '../../src/resources/kinds.js';
import { apply, documents, type KubeObject, kubectl } from '../support/kubectl.js';
import { createNamespace, deleteNamespaces } from '../support/world.js';

const run = promisify(execFile);
const NAMESPACE = 'chart-test';
const helm = (...args: string[]) => run('helm', args).then(({ stdout }) => stdout);

const VARIANTS = {
  default: [],
  'watch-namespaces': ['--set', 'watchNamespaces={team-a,team-b}'],
  mesh: ['--set', 'mesh.enabled=true', '--api-versions', 'gateway.networking.x-k8s.io/v1alpha1/XMesh'],
  'mesh-watch-namespaces': [
    ...['--set', 'mesh.enabled=true', '--set', 'watchNamespaces={team-a,team-b}'],
    ...['--set', 'mesh.failurePolicy=Ignore', '--set', 'mesh.sidecar.resources.limits.memory=128Mi'],
  ],
  minimal: [
    ...['--set', 'replicas=1', '--set', 'networkPolicy.create=false', '--set', 'podDisruptionBudget.create=false'],
    ...['--set', 'gatewayClass.create=false'],
  ],
} as const;
type Variant = keyof typeof VARIANTS;
type Installed = 'default' | 'watch-namespaces';
const WEBHOOKS = 'mutatingwebhookconfigurations.admissionregistration.k8s.io';

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
    const golden = fileURLToPath(new URL(`../testdata/chart/${variant}.golden.yaml`, import.meta.url));
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

  test.each(Object.keys(VARIANTS) as Variant[])(
    '%s grants nothing by wildcard, and no way to more',
    async (variant) => {
      const rules = rulesOf(await render(variant));
      expect(
        rules.flatMap(({ apiGroups = [], resources = [], verbs }) => [...apiGroups, ...resources, ...verbs]),
      ).not.toEqual(expect.arrayContaining([expect.stringMatching(/\*|^escalate$|^bind$|^impersonate$|^pods\/exec$/)]));
    },
  );

  const MESH = { mesh: { controllerName: 'gatewright.dev/mesh-controller', trustDomain: 'cluster.local' } };

  test.each([
    ['default', {}],
    ['mesh', MESH],
  ] as const)(
    '%s reads the kinds that the translation takes, writes their statuses, and reads its proxies',
    async (variant, settings) => {
      const rules = rulesOf(await render(variant));
      const granted = (verb: string) =>
        new Set(
          rules.flatMap(({ apiGroups = [], resources = [], verbs, resourceNames }) =>
            verbs.includes(verb) && resourceNames === undefined
              ? apiGroups.flatMap((group) => resources.map((resource) => `${resource}.${group}`))
              : [],
          ),
        );
      const inputs = kindsRead(settings).map(kindOf);
      const own = [...Object.values(OWN_KINDS), PODS];
      for (const verb of ['get', 'list', 'watch']) {
        expect(granted(verb)).toEqual(new Set([...inputs, ...own].map(({ plural, group }) => `${plural}.${group}`)));
      }
      const patched = [...granted('patch')].filter((resource) => resource.includes('/'));
      expect(patched.sort()).toEqual(
        inputs
          .filter(({ kind }) => statusShapeOf(kind) !== undefined)
          .map(({ plural, group }) => `${plural}/status.${group}`)
          .sort(),
      );
    },
  );

  describe('what the controller may do', () => {
    const install = async (variant: Variant) => {
      const rbac = objectsOf(await render(variant)).filter(({ kind }) => /Role|ServiceAccount/.test(kind));
      await apply(...rbac);
      return () => kubectl(['delete', '-f', '-'], documents(rbac));
    };
    const [served, own, bystander] = ['team-a', NAMESPACE, 'kube-public'] as const;
    const PLACES = [served, own, bystander];
    const ASKED: readonly (readonly [verb: string, resource: string, where: Record<Installed, readonly string[]>])[] = [
      ['list', 'httproutes.gateway.networking.k8s.io', { default: PLACES, 'watch-namespaces': [served, own] }],
      ['watch', 'secrets', { default: PLACES, 'watch-namespaces': [served, own] }],
      ['patch', 'gateways/status.gateway.networking.k8s.io', { default: PLACES, 'watch-namespaces': [served, own] }],
      ['create', 'deployments.apps', { default: PLACES, 'watch-namespaces': [served, own] }],
      ['delete', 'services', { default: PLACES, 'watch-namespaces': [served, own] }],
      ['create', 'secrets', { default: [own], 'watch-namespaces': [own] }],
      ['update', 'secrets:gatewright-ca', { default: [own], 'watch-namespaces': [own] }],
      ['update', 'leases.coordination.k8s.io:gatewright', { default: [own], 'watch-namespaces': [own] }],
      ['update', 'leases.coordination.k8s.io:other', { default: [], 'watch-namespaces': [] }],
      ['update', 'secrets:other', { default: [], 'watch-namespaces': [] }],
      ['delete', 'secrets:gatewright-ca', { default: [], 'watch-namespaces': [] }],
      ['update', 'httproutes.gateway.networking.k8s.io', { default: [], 'watch-namespaces': [] }],
      ['delete', 'gateways.gateway.networking.k8s.io', { default: [], 'watch-namespaces': [] }],
      ['create', 'pods', { default: [], 'watch-namespaces': [] }],
      ['create', 'pods/exec', { default: [], 'watch-namespaces': [] }],
      ['create', 'serviceaccounts/token', { default: [], 'watch-namespaces': [] }],
      ['create', 'rolebindings.rbac.authorization.k8s.io', { default: [], 'watch-namespaces': [] }],
    ];
    const CLUSTER_WIDE: readonly (readonly [verb: string, resource: string, may: boolean])[] = [
      ['create', 'tokenreviews.authentication.k8s.io', true],
      ['watch', 'gatewayclasses.gateway.networking.k8s.io', true],
      ['patch', 'gatewayclasses/status.gateway.networking.k8s.io', true],
      ['watch', 'namespaces', true],
      ['delete', 'gatewayclasses.gateway.networking.k8s.io', false],
      ['create', 'namespaces', false],
      ['impersonate', 'users', false],
      ['create', 'clusterrolebindings.rbac.authorization.k8s.io', false],
    ];

    test.each(['default', 'watch-namespaces'] as const)('%s', async (variant) => {
      const uninstall = await install(variant);
      try {
        const asked = ASKED.flatMap(([verb, resource]) =>
          PLACES.map((namespace) => ({ verb, resource, namespace: namespace as string | undefined })),
        );
        const everywhere = CLUSTER_WIDE.map(([verb, resource]) => ({ verb, resource, namespace: undefined }));
        const answers = await mayAll([...asked, ...everywhere]);
        const found = ASKED.map(([verb, resource], i) => [
          verb,
          resource,
          PLACES.filter((_, place) => answers[i * PLACES.length + place]),
        ]);
        expect(found).toEqual(ASKED.map(([verb, resource, where]) => [verb, resource, where[variant]]));
        expect(CLUSTER_WIDE.map(([verb, resource], i) => [verb, resource, answers[asked.length + i]])).toEqual(
          CLUSTER_WIDE,
        );
      } finally {
        await uninstall();
      }
    });

    const OF_THE_MESH: readonly (readonly [
      verb: string,
      resource: string,
      namespace: string | undefined,
      may: boolean,
    ])[] = [
      ['watch', 'xmeshes.gateway.networking.x-k8s.io', undefined, true],
      ['patch', 'xmeshes/status.gateway.networking.x-k8s.io', undefined, true],
      ['watch', `${WEBHOOKS}:gatewright-injector`, undefined, true],
      ['patch', `${WEBHOOKS}:gatewright-injector`, undefined, true],
      ['update', 'secrets:gatewright-mesh-ca', own, true],
      ['patch', `${WEBHOOKS}:other`, undefined, false],
      ['create', WEBHOOKS, undefined, false],
      ['delete', `${WEBHOOKS}:gatewright-injector`, undefined, false],
      ['update', 'secrets:gatewright-mesh-ca', served, false],
      ['create', 'pods', served, false],
    ];
    test.each(['default', 'mesh'] as const)('for a mesh: %s', async (variant) => {
      const uninstall = await install(variant);
      try {
        const answers = await mayAll(OF_THE_MESH.map(([verb, resource, namespace]) => ({ verb, resource, namespace })));
        const expected = OF_THE_MESH.map(([, , , may]) => may && variant === 'mesh');
        expect(answers.map((answer, i) => [OF_THE_MESH[i], answer])).toEqual(
          expected.map((answer, i) => [OF_THE_MESH[i], answer]),
        );
      } finally {
        await uninstall();
      }
    });
  });
});

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

function rulesOf(rendered: string): readonly Rule[] {
  return objectsOf(rendered).flatMap(({ kind, rules }) => (/Role$/.test(kind) ? (rules as Rule[]) : []));
}

/** What the API server's authorizer says of the controller; `resource` is `plural[/subresource][.group][:name]`. */
async function mayAll(
  questions: readonly { readonly verb: string; readonly resource: string; readonly namespace: string | undefined }[],
): Promise<readonly boolean[]> {
  const reviews = questions.map(({ verb, resource, namespace }) => {
    const [, plural, subresource, group = '', name] =
      /^([^/.:]+)(?:\/([^.:]+))?(?:\.([^:]+))?(?::(.+))?$/.exec(resource) ?? [];
    return {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: `system:serviceaccount:${NAMESPACE}:gatewright`,
        groups: ['system:serviceaccounts', 'system:authenticated'],
        resourceAttributes: { verb, group, resource: plural, subresource, name, namespace },
      },
    };
  });
  const answers = await kubectl(['create', '-f', '-', '-o', 'jsonpath={.status.allowed}{"\\n"}'], documents(reviews));
  return answers
    .trim()
    .split('\n')
    .map((answer) => answer === 'true');
}
