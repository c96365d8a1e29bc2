import { request } from 'node:http';
import { z } from 'zod';
import { KubernetesClient } from '../kubernetes/client.js';
import { ClusterCredentials } from '../kubernetes/credentials.js';
import { listObjects } from '../kubernetes/list.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { type ApiResource, collectionPath } from '../kubernetes/paths.js';
import { forwardPort } from '../kubernetes/port-forward.js';
import { UserError } from '../user-error.js';
import { colorsFor } from './colors.js';
import { printable, printableJson } from './printable.js';
import { PROXY_SELECTORS, proxySyncs, REPLICAS, type ReplicaReport } from './proxy-sync.js';
import { proxySyncTable } from './proxy-sync-table.js';

export interface StatusCommandOptions {
  /** Whose proxies are shown; absent: those of all namespaces. */
  readonly namespace?: string;
  readonly controllerNamespace: string;
  /** The port of the controller's `--admin`. */
  readonly adminPort: number;
  readonly output: 'table' | 'json';
}

const PODS: ApiResource = { group: '', version: 'v1', plural: 'pods', namespaced: true };
const TIMEOUT_MS = 10_000;

const RESOURCE = z.object({ typeUrl: z.string(), name: z.string() });
const STREAMS = z.array(
  z.object({
    identity: z.string(),
    audience: z.string(),
    waiting: z.array(RESOURCE),
    rejected: z.array(RESOURCE.extend({ reason: z.string() })),
    held: z.number(),
  }),
);

/**
 * `gatewright status`: whether each proxy of a cluster has acknowledged what it should have. Asks every replica of the controller on its admin
 * port, with the rights of the kubeconfig: `list` on pods, `get` and `create` on `pods/portforward` in the controller's namespace.
 *
 * @throws UserError when the cluster or its controller can not be asked.
 */
export async function statusCommand(options: StatusCommandOptions): Promise<number> {
  const { namespace, controllerNamespace, adminPort, output } = options;
  const client = new KubernetesClient(ClusterCredentials.fromDefault());
  try {
    const [controllers, ...proxies] = await Promise.all([
      listPods(client, controllerNamespace, REPLICAS),
      ...PROXY_SELECTORS.map((selector) => listPods(client, namespace, selector)),
    ]);
    const replicas = controllers.filter(isRunning);
    if (replicas.length === 0) {
      throw new UserError(
        `namespace ${controllerNamespace} has no controller; give its namespace with --controller-namespace`,
      );
    }
    const reports = await Promise.all(replicas.map((pod) => ask(client, pod, adminPort)));
    for (const { replica, error } of reports) {
      if (error !== undefined) console.error(printable(`gatewright: replica ${replica} can not be asked: ${error}`));
    }
    if (reports.every(({ error }) => error !== undefined))
      throw new UserError('no replica of the controller can be asked');
    const syncs = proxySyncs(proxies.flat(), reports);
    if (output === 'json') console.log(printableJson(JSON.stringify(syncs, undefined, 2)));
    else console.log(proxySyncTable(syncs, colorsFor(process.stdout)).join('\n'));
    return 0;
  } finally {
    client.close();
  }
}

function isRunning({ metadata, status }: KubernetesObject): boolean {
  return metadata.deletionTimestamp === undefined && (status as { phase?: string } | undefined)?.phase === 'Running';
}

async function listPods(
  client: KubernetesClient,
  namespace: string | undefined,
  labelSelector: string,
): Promise<readonly KubernetesObject[]> {
  try {
    const { objects } = await listObjects(client, collectionPath(PODS, namespace), {
      query: { labelSelector },
      signal: AbortSignal.timeout(3 * TIMEOUT_MS),
      timeoutMs: TIMEOUT_MS,
      onPage: () => {},
    });
    return [...objects.values()];
  } catch (error) {
    throw new UserError(`pods can not be listed: ${(error as Error).message}`);
  }
}

async function ask(client: KubernetesClient, { metadata }: KubernetesObject, port: number): Promise<ReplicaReport> {
  const { namespace = '', name: replica } = metadata;
  try {
    const connection = await forwardPort(client, { namespace, name: replica }, port);
    const body = await new Promise<string>((resolve, reject) => {
      const outgoing = request(
        {
          host: 'localhost',
          path: '/debug/sync',
          createConnection: () => connection,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => resolve(text));
          response.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
    connection.destroy();
    return { replica, streams: STREAMS.parse(JSON.parse(body)) };
  } catch (error) {
    return { replica, streams: [], error: (error as Error).message };
  }
}
