import { Duplex } from 'node:stream';
import type { KubernetesClient } from './client.js';
import { type ApiResource, objectPath } from './paths.js';

const PODS: ApiResource = { group: '', version: 'v1', plural: 'pods', namespaced: true };
/** Each message begins with the number of its channel; of one port these are 0 and 1. */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
/** What each channel begins with: the port, in two bytes. */
const PREAMBLE = 2;

/**
 * A connection to a port of a pod, through the API server and kubelet, as `kubectl port-forward` has: also to what listens on loopback
 * only. Needs `get` (`create` from Kubernetes 1.35 on) on `pods/portforward`.
 *
 * @throws ApiError when the API server refuses; what kubelet has to say destroys the connection.
 */
export async function forwardPort(
  client: Pick<KubernetesClient, 'webSocket'>,
  pod: { readonly namespace: string; readonly name: string },
  port: number,
): Promise<Duplex> {
  const path = objectPath(PODS, pod, 'portforward');
  const socket = await client.webSocket({ path, query: { ports: port }, protocol: PROTOCOL });
  const skip = new Map<number, number>();
  const connection = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _, done) => socket.send(Buffer.concat([Buffer.of(DATA), chunk]), done),
    final: (done) => {
      socket.close();
      done();
    },
    destroy: (error, done) => {
      socket.terminate();
      done(error);
    },
  });
  socket.on('message', (payload: Buffer) => {
    const channel = payload[0] ?? DATA;
    const left = skip.get(channel) ?? PREAMBLE;
    const content = payload.subarray(1 + left);
    skip.set(channel, Math.max(0, left - (payload.length - 1)));
    if (content.length === 0) return;
    if (channel !== DATA) connection.destroy(new Error(content.toString('utf8').trim()));
    else if (!connection.push(content)) socket.pause();
  });
  socket.on('error', (error) => connection.destroy(error));
  socket.on('close', () => connection.push(null));
  socket.resume();
  return connection;
}
