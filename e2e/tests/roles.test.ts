import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apply, kubectl } from '../support/kubectl.js';
import { createNamespace, deleteNamespaces, gateway, httpRoute } from '../support/world.js';

const [infra, team] = ['roles-infra', 'roles-team'];
const ROLES = ['gateway-infrastructure-provider', 'gateway-cluster-operator', 'gateway-application-developer'] as const;
type Role = (typeof ROLES)[number];

const binding = (kind: 'RoleBinding' | 'ClusterRoleBinding', role: Role, namespace?: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name: `test-${role}`, ...(namespace !== undefined && { namespace }) },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: role }],
});

const GATEWAY_CLASS = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'roles' },
  spec: { controllerName: 'example.com/nobody' },
};
const PROXY_CONFIG = {
  apiVersion: 'gatewright.dev/v1alpha1',
  kind: 'ProxyConfig',
  metadata: { name: 'roles', namespace: infra },
  spec: { replicas: 2 },
};
const OBJECTS = {
  GatewayClass: GATEWAY_CLASS,
  ProxyConfig: PROXY_CONFIG,
  Gateway: gateway(infra, 'web'),
  'route of the team': httpRoute(team, 'mine', { parent: `${infra}/web`, hostname: 'a.example.com', rules: [{}] }),
  'XBackend of the team': {
    apiVersion: 'gateway.networking.x-k8s.io/v1alpha1',
    kind: 'XBackend',
    metadata: { name: 'outside', namespace: team },
    spec: {
      type: 'ExternalHostname',
      port: { number: 443 },
      externalHostname: { hostname: 'api.example.com' },
    },
  },
  'route elsewhere': httpRoute(infra, 'theirs', { parent: `${infra}/web`, hostname: 'b.example.com', rules: [{}] }),
};

const MAY: Readonly<Record<keyof typeof OBJECTS, readonly Role[]>> = {
  GatewayClass: ['gateway-infrastructure-provider'],
  ProxyConfig: ['gateway-infrastructure-provider'],
  Gateway: ['gateway-cluster-operator'],
  'route of the team': ['gateway-application-developer'],
  'XBackend of the team': ['gateway-application-developer'],
  'route elsewhere': [],
};

describe('use case 14: roles hold', () => {
  beforeAll(async () => {
    for (const name of [infra, team]) await createNamespace(name);
    await kubectl(['apply', '-f', '-'], await readFile('examples/rbac/roles.yaml', 'utf8'));
    await apply(
      binding('ClusterRoleBinding', 'gateway-infrastructure-provider'),
      binding('ClusterRoleBinding', 'gateway-cluster-operator'),
      binding('RoleBinding', 'gateway-application-developer', team),
    );
  });
  afterAll(async () => {
    await deleteNamespaces(infra, team);
    await kubectl(['delete', 'clusterrolebinding', `test-${ROLES[0]}`, `test-${ROLES[1]}`, '--ignore-not-found']);
    await kubectl(['delete', 'clusterrole', ...ROLES, '--ignore-not-found']);
  });

  test.each(Object.keys(OBJECTS) as (keyof typeof OBJECTS)[])('who may create a %s', async (what) => {
    const allowed: Role[] = [];
    for (const role of ROLES) {
      const created = kubectl(['create', '--dry-run=server', '--as', role, '-f', '-'], JSON.stringify(OBJECTS[what]));
      const refusal = await created.then(
        () => undefined,
        (error: Error) => error.message,
      );
      if (refusal === undefined) allowed.push(role);
      else expect(refusal).toContain('forbidden');
    }
    expect(allowed).toEqual(MAY[what]);
  });
});
