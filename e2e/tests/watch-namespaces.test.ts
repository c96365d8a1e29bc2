import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apply, get, type KubeObject, kubectl } from '../support/kubectl.js';
import {
  answered,
  conditionOf,
  createNamespace,
  deleteNamespaces,
  echoBackend,
  gateway,
  httpRoute,
  programmed,
  routeCondition,
} from '../support/world.js';

const run = promisify(execFile);
const [system, watched, other] = ['watch-system', 'watch-served', 'watch-other'];
const CLASS = 'watch-namespaces';
const CONTROLLER = 'example.com/watch-namespaces';

/** A second installation beside the first, with Roles in one namespace in place of the ClusterRole. */
describe('an installation for one namespace', () => {
  beforeAll(async () => {
    const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    for (const name of [system, watched, other]) await createNamespace(name, restricted);
    const values = [`watchNamespaces={${watched}}`, `controllerName=${CONTROLLER}`, `gatewayClass.name=${CLASS}`];
    const set = values.flatMap((value) => ['--set', value]);
    // Class-wide settings are in the namespace of the release, which is served too.
    const proxies = ['--set', 'gatewayClass.proxyConfig.service.type=ClusterIP'];
    await run('e2e/cluster/helm', [
      'install',
      'watch',
      'charts/gatewright',
      '-n',
      system,
      '--skip-crds',
      '--wait',
      ...set,
      ...proxies,
    ]);
    for (const namespace of [watched, other]) {
      await apply(
        gateway(namespace, 'web', { gatewayClassName: CLASS }),
        ...echoBackend(namespace, 'app').map(restrict),
        httpRoute(namespace, 'app', {
          parent: 'web',
          hostname: 'app.example.com',
          rules: [{ backendRefs: [{ name: 'app', port: 80 }] }],
        }),
      );
    }
  });
  afterAll(async () => {
    await kubectl(['delete', 'gateway', '--all', '-n', watched]);
    await run('e2e/cluster/helm', ['uninstall', 'watch', '-n', system, '--wait', '--ignore-not-found']);
    await deleteNamespaces(system, watched, other);
  });

  test('serves that namespace', async () => {
    const address = await programmed(watched, 'web');
    await answered({ to: 80, address, host: 'app.example.com', by: 'app' });
    expect((await get('service', `web-${CLASS}`, watched)).spec.type).toBe('ClusterIP');
    await routeCondition('httproute', watched, 'app', 'Accepted', 'True', CONTROLLER);
  });

  test('leaves others alone', async () => {
    const { status } = await get('gateway', 'web', other);
    expect(conditionOf(status, 'Programmed')).toMatchObject({ status: 'Unknown', reason: 'Pending' });
    expect(await kubectl(['get', 'deployment', '-n', other, '-o', 'name'])).toBe('deployment.apps/app\n');
  });

  test('and asks the API server for nothing that it may not have', async () => {
    const logs = await kubectl(['logs', '-n', system, '-l', 'app.kubernetes.io/component=controller', '--tail=-1']);
    expect(logs).toContain('"serving"');
    expect(logs.split('\n').filter((line) => /forbidden/i.test(line))).toEqual([]);
  });
});

/** What the restricted Pod Security standard asks for. */
function restrict(object: KubeObject): KubeObject {
  const { template, ...spec } = object.spec;
  if (template === undefined) return object;
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  const containers = template.spec.containers.map((container: object) => ({
    ...container,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  }));
  return {
    ...object,
    spec: { ...spec, template: { ...template, spec: { ...template.spec, securityContext, containers } } },
  };
}
