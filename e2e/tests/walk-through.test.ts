import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kubectl } from '../support/kubectl.js';
import { answered, createNamespace, deleteNamespaces, IMAGE, programmed } from '../support/world.js';

const NAMESPACE = 'walk-through';

/** One file, as a new user applies it. */
const FILE = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: walk-through}
spec: {controllerName: gatewright.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: ${NAMESPACE}}
spec:
  gatewayClassName: walk-through
  listeners:
  - {name: http, port: 80, protocol: HTTP}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: httpd, namespace: ${NAMESPACE}}
spec:
  parentRefs: [{name: web}]
  hostnames: [httpd.example.com]
  rules: [{backendRefs: [{name: httpd, port: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: httpd, namespace: ${NAMESPACE}}
spec:
  selector: {app: httpd}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: httpd, namespace: ${NAMESPACE}}
spec:
  selector: {matchLabels: {app: httpd}}
  template:
    metadata: {labels: {app: httpd}}
    spec:
      containers:
      - name: httpd
        image: ${IMAGE}
        imagePullPolicy: IfNotPresent
        args: [echo, --name, httpd, --host, 0.0.0.0, --port, "8080"]
`;

/** What \`kubectl get -o wide\` prints: the cells of each line by column. */
function table(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const columns = [...head.matchAll(/\S+(?: \S+)*\s*/g)].map(({ 0: name, index }) => ({ name: name.trim(), index }));
  return lines.map((line) =>
    Object.fromEntries(
      columns.map(({ name, index }, i) => [name, line.slice(index, columns[i + 1]?.index ?? line.length).trim()]),
    ),
  );
}

describe('use case 1: the walk-through', () => {
  beforeAll(async () => {
    await createNamespace(NAMESPACE);
    await kubectl(['apply', '-f', '-'], FILE);
  });
  afterAll(async () => {
    await deleteNamespaces(NAMESPACE);
    await kubectl(['delete', 'gatewayclass', 'walk-through', '--ignore-not-found']);
  });

  test('applied in one file, everything answers and says so', async () => {
    const address = await programmed(NAMESPACE, 'web');
    await answered({ to: 80, address, host: 'httpd.example.com', by: 'httpd' });
    const wide = (kind: string) => kubectl(['get', kind, '-n', NAMESPACE, '-o', 'wide']).then(table);
    expect(await wide('gatewayclass/walk-through')).toEqual([
      expect.objectContaining({ NAME: 'walk-through', ACCEPTED: 'True' }),
    ]);
    expect(await wide('gateway/web')).toEqual([
      expect.objectContaining({ NAME: 'web', CLASS: 'walk-through', ADDRESS: address, PROGRAMMED: 'True' }),
    ]);
    expect(await wide('httproute/httpd')).toEqual([
      expect.objectContaining({ NAME: 'httpd', HOSTNAMES: '["httpd.example.com"]' }),
    ]);
  });

  test('deleting the Gateway leaves nothing of its proxy', async () => {
    await kubectl(['delete', 'gateway', 'web', '-n', NAMESPACE, '--wait']);
    const kinds = 'deployment,daemonset,service,serviceaccount,configmap,poddisruptionbudget,horizontalpodautoscaler';
    const selector = 'app.kubernetes.io/managed-by=gatewright';
    for (let i = 0; i < 300; i++) {
      const left = await kubectl(['get', kinds, '-n', NAMESPACE, '-l', selector, '-o', 'name']);
      if (left === '') return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await kubectl(['get', kinds, '-n', NAMESPACE, '-l', selector, '-o', 'name'])).toBe('');
  });
});
