import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { apply, get, kubectl, list } from '../support/kubectl.js';
import { createNamespace, deleteNamespaces, gateway, programmed, SYSTEM } from '../support/world.js';

const NAMESPACE = 'network-policy';
const POLICY = 'edge-gatewright';

/** The objects, as the API server has them: the plain network plugin of the local cluster enforces none, so nothing is connected here. */
describe('NetworkPolicies', () => {
  beforeAll(async () => {
    await createNamespace(NAMESPACE);
    await apply(gateway(NAMESPACE, 'edge'));
    await programmed(NAMESPACE, 'edge');
  });
  afterAll(() => deleteNamespaces(NAMESPACE));

  test("a Gateway's proxy has one, which selects its pods and denies the link of their node", async () => {
    const { spec, metadata } = await get('networkpolicy', POLICY, NAMESPACE);
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'Gateway', name: 'edge', controller: true }]);
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    const selector = Object.entries(spec.podSelector.matchLabels as Record<string, string>)
      .map(([name, value]) => `${name}=${value}`)
      .join(',');
    const pods = await list('pods', NAMESPACE, selector);
    expect(pods.length).toBeGreaterThan(0);
    const [anywhere, controller] = spec.egress;
    expect(anywhere.to[0].ipBlock).toMatchObject({
      cidr: '0.0.0.0/0',
      except: expect.arrayContaining(['169.254.0.0/16']),
    });
    expect(anywhere.to[1].ipBlock).toMatchObject({ cidr: '::/0', except: expect.arrayContaining(['fe80::/10']) });
    expect(controller.ports).toEqual([{ port: 18000, protocol: 'TCP' }]);
  });

  test('the pods that it takes for the controller are the controller', async () => {
    const { spec } = await get('networkpolicy', POLICY, NAMESPACE);
    const labels = Object.entries(spec.egress[1].to[0].podSelector.matchLabels as Record<string, string>);
    const selector = labels.map(([name, value]) => `${name}=${value}`).join(',');
    const controllers = await list('pods', SYSTEM, selector);
    expect(controllers.length).toBeGreaterThan(0);
    for (const { spec: pod } of controllers) expect(pod.containers[0].args[0]).toBe('controller');
  });

  test('a ProxyConfig takes it away and brings it back', async () => {
    const config = (networkPolicy: object) => ({
      apiVersion: 'gatewright.dev/v1alpha1',
      kind: 'ProxyConfig',
      metadata: { name: 'own', namespace: NAMESPACE },
      spec: { networkPolicy },
    });
    const parametersRef = { group: 'gatewright.dev', kind: 'ProxyConfig', name: 'own' };
    await apply(config({ enabled: false }), gateway(NAMESPACE, 'edge', { infrastructure: { parametersRef } }));
    await eventually(async () => expect(await list('networkpolicies', NAMESPACE)).toEqual([]), { timeoutMs: 60_000 });
    await apply(config({ enabled: true, deniedRanges: ['10.255.0.0/16'] }));
    await eventually(
      async () => {
        const { spec } = await get('networkpolicy', POLICY, NAMESPACE);
        expect(spec.egress[0].to[0].ipBlock.except).toContain('10.255.0.0/16');
      },
      { timeoutMs: 60_000 },
    );
    await kubectl(['delete', 'proxyconfig', 'own', '-n', NAMESPACE]);
  });
});
