import { setTimeout as pause } from 'node:timers/promises';
import { splitAddress } from '../admin/server.js';
import { meshIdentity, meshRoots } from '../envoy/mesh-secrets.js';
import { SidecarApplier } from '../infrastructure/sidecar-applier.js';
import { WebhookTrust } from '../infrastructure/webhook-trust.js';
import { type ReviewResult, startWebhook, type Webhook } from '../injection/webhook.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { SidecarIdentity } from '../model/index.js';
import { Authority } from '../security/authority.js';
import type { CaStore } from '../security/ca-store.js';
import { ConnectedAudiences } from '../security/connected-audiences.js';
import { ServerCertificate, type ServerIdentity } from '../security/server-certificate.js';
import type { PodIdentity } from '../security/token-review.js';
import { WorkloadIdentities } from '../security/workload-identities.js';
import type { CacheChange } from '../xds/index.js';
import type { MeshOptions } from './mesh-options.js';
import type { LogLevel } from './standalone.js';

export interface MeshParts {
  readonly client: KubernetesClient;
  /** That of xDS, which the certificate of the webhook comes from too. */
  readonly authority: Authority;
  /** Name by which the API server reaches the webhook. */
  readonly dnsName: string;
  readonly options: MeshOptions;
  /** Where the replicas share the authorities of the mesh. */
  readonly store: CaStore;
  /** Where pods may be; absent: everywhere. */
  readonly namespaces?: readonly string[];
  readonly controllerName: string;
  /** UID of a pod that was given a sidecar, by `namespace/name`: `undefined` when it is not there. */
  readonly podUid: (pod: string) => string | undefined;
  readonly publish: (changes: readonly CacheChange[]) => void;
  /** Which ServiceAccounts have sidecars that are connected here has changed. */
  readonly onSidecars: (changes: ReadonlyMap<string, SidecarIdentity | undefined>) => void;
  /** Image of the proxies, which sidecars run too. */
  readonly image: string;
  /** The webhook can not be served. */
  readonly onFailure: (message: string) => void;
  readonly onLog: (component: string) => (level: LogLevel, message: string) => void;
}

const WEBHOOK_CONFIGURATION = 'gatewright-injector';
/** The API server goes on asking a replica that ends until all nodes know of it, and a pod that it cannot ask about is not made. */
const WEBHOOK_GRACE_MS = 5_000;
const SIDECAR = /^mesh\/([^/]+)\/([^/]+)$/;

/** The audience of the sidecars of a ServiceAccount. */
function sidecarAudience({ namespace, serviceAccount }: SidecarIdentity): string {
  return `mesh/${namespace}/${serviceAccount}`;
}

/** Whose sidecars an audience stands for; `undefined`: it is that of a Gateway, `namespace/name`. */
export function sidecarOf(audience: string): SidecarIdentity | undefined {
  const [, namespace, serviceAccount] = SIDECAR.exec(audience) ?? [];
  return namespace === undefined || serviceAccount === undefined ? undefined : { namespace, serviceAccount };
}

/** What a controller does for a mesh besides translating: identities of workloads, and what sidecars need to start. */
export class Mesh {
  readonly authority: Authority;
  readonly identities: WorkloadIdentities;
  readonly files: SidecarApplier;
  readonly webhookTrust: WebhookTrust;
  readonly webhookCertificate: ServerCertificate;
  readonly #parts: MeshParts;
  /** Pods that the webhook has looked at, by what became of them. */
  readonly reviews = new Map<ReviewResult, number>();
  readonly #connected: ConnectedAudiences;
  #webhook: Promise<Webhook | undefined> | undefined;

  constructor(parts: MeshParts) {
    this.#parts = parts;
    const { client, store, namespaces, controllerName, options, publish, onLog } = parts;
    const { certificateLifeMs, trustDomain } = options;
    this.authority = new Authority({
      store,
      purpose: 'mesh',
      ...(certificateLifeMs !== undefined && { certificateLifeMs }),
      clock: () => client.clock.state,
      onLog: onLog('security'),
    });
    const secrets = { identity: meshIdentity, roots: meshRoots };
    this.identities = new WorkloadIdentities({ authority: this.authority, trustDomain, secrets, publish });
    this.#connected = new ConnectedAudiences({
      onCome: (audience, workload) => {
        this.identities.add(audience, workload);
        if (sidecarOf(audience)) parts.onSidecars(new Map([[audience, workload]]));
      },
      onGone: (audiences) => {
        for (const audience of audiences) this.identities.remove(audience);
        const sidecars = audiences.filter(sidecarOf);
        if (sidecars.length > 0) parts.onSidecars(new Map(sidecars.map((audience) => [audience, undefined])));
      },
    });
    this.files = new SidecarApplier({
      client,
      controllerName,
      ...(namespaces && { namespaces }),
      onLog: onLog('infrastructure'),
    });
    this.webhookTrust = new WebhookTrust({ client, name: WEBHOOK_CONFIGURATION, onLog: onLog('injection') });
    this.webhookCertificate = new ServerCertificate({ authority: parts.authority, dnsNames: [parts.dnsName] });
    parts.authority.onChange((bundle) => this.webhookTrust.trust(bundle));
  }

  start(): void {
    void this.authority.start();
    this.webhookCertificate.onChange((certificate) => this.#serve(certificate));
    if (this.webhookCertificate.identity) this.#serve(this.webhookCertificate.identity);
    this.#connected.start();
    this.files.start();
    this.webhookTrust.start();
  }

  async stop(): Promise<void> {
    this.#connected.stop();
    this.files.stop();
    this.webhookTrust.stop();
    this.authority.stop();
    await (await this.#webhook)?.close(pause(WEBHOOK_GRACE_MS));
  }

  lead(isLeader: boolean): void {
    this.files.lead(isLeader);
    this.webhookTrust.lead(isLeader);
  }

  /** What sidecars start with, by namespace, has changed. The first call tells all of it. */
  want(files: ReadonlyMap<string, KubernetesObject | undefined>): void {
    this.files.want(files);
  }

  /** Opens the webhook with its first certificate, and shows each further one. */
  #serve(certificate: ServerIdentity): void {
    const { options, image, onFailure, onLog } = this.#parts;
    const { webhook: address, sidecarResources } = options;
    const failed = (error: Error) => onFailure(`--webhook ${address} can not be opened: ${error.message}`);
    this.#webhook ??= startWebhook({
      ...splitAddress(address),
      certificate,
      settings: { image, resources: sidecarResources },
      onReview: (result) => this.reviews.set(result, (this.reviews.get(result) ?? 0) + 1),
      onLog: onLog('injection'),
    }).catch((error: Error) => void failed(error));
    // The first one was for the opening, unless there was another meanwhile.
    void this.#webhook.then((webhook) => webhook?.setCertificate(certificate));
  }

  /** Whether this very pod has a sidecar. */
  isAlive({ namespace, name, uid }: PodIdentity['pod'] & { readonly namespace: string }): boolean {
    return this.#parts.podUid(`${namespace}/${name}`) === uid;
  }

  /**
   * The audience of who has proven to be this pod: that of its Gateway, else of the sidecars of its ServiceAccount, so that nobody sees
   * what another namespace or ServiceAccount gets. From then on it has its identity. A pod that is not known to have a sidecar is nobody:
   * the proxy of a Gateway that is not known yet must not be taken for one.
   */
  admit(who: PodIdentity, gateway: string | undefined): string | undefined {
    const { namespace, serviceAccount, pod } = who;
    const audience = gateway ?? (this.isAlive({ namespace, ...pod }) ? sidecarAudience(who) : undefined);
    if (audience !== undefined) this.#connected.expect(audience, { namespace, serviceAccount });
    return audience;
  }

  /** A stream has begun or ended. */
  note(event: { readonly audience: string; readonly open: boolean }): void {
    this.#connected.note(event);
  }
}
