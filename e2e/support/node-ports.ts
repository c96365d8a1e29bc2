import { once } from 'node:events';
import { connect } from 'node:net';
import { type Received, type SendOptions, send } from '../../test/envoy/http-client.js';
import { get, type KubeObject } from './kubectl.js';
import type { ClusterNode } from './nodes.js';

/** A Gateway's ports on the nodes. */
export class NodePorts {
  readonly #spec: KubeObject['spec'];

  static async of(namespace: string, gateway: string): Promise<NodePorts> {
    return new NodePorts((await get('service', `${gateway}-gatewright`, namespace)).spec);
  }

  private constructor(spec: KubeObject['spec']) {
    this.#spec = spec;
  }

  /** Where a listener is on this node. */
  at({ address }: ClusterNode, port = 80): { readonly to: number; readonly address: string } {
    const found = this.#spec.ports.find((each: { readonly port: number }) => each.port === port);
    return { to: found.nodePort, address };
  }

  /** What comes back through this node. */
  send(node: ClusterNode, options: Omit<SendOptions, 'to' | 'address'>): Promise<Received> {
    return send({ ...this.at(node), ...options });
  }

  /** What the node answers to the health checks of load balancers, with `externalTrafficPolicy: Local`: 200 with a ready proxy, else 503. */
  async health({ address }: ClusterNode): Promise<number> {
    return (await send({ to: this.#spec.healthCheckNodePort, address, path: '/healthz' })).status;
  }

  /** The address that this program has for the node. */
  async ownAddress(node: ClusterNode): Promise<string> {
    const { to, address } = this.at(node);
    const socket = connect(to, address);
    await once(socket, 'connect');
    const { localAddress } = socket;
    socket.destroy();
    return localAddress as string;
  }
}
