import { isRefusal } from '../kubernetes/api-error.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import type { KeyedQueue } from '../kubernetes/keyed-queue.js';
import { LeaderPart } from '../kubernetes/leader-part.js';
import { applyObject, isOlder, type KubernetesObject } from '../kubernetes/objects.js';
import type { ApiResource } from '../kubernetes/paths.js';
import { Reflector } from '../kubernetes/reflector.js';
import { applyQueue, type RetryMs } from './apply-queue.js';

export interface WebhookTrustOptions {
  readonly client: KubernetesClient;
  /** Name of the MutatingWebhookConfiguration. */
  readonly name: string;
  readonly onLog?: (level: 'debug' | 'info' | 'warn', message: string) => void;
  /** Milliseconds until the first, and at most until any further, attempt after a failure. */
  readonly retryMs?: RetryMs;
}

const CONFIGURATIONS: ApiResource = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'mutatingwebhookconfigurations',
  namespaced: false,
};
/** Owns nothing but the field that is written here: everything else is the chart's. */
const FIELD_MANAGER = 'gatewright-webhook-trust';

interface Webhook {
  readonly name: string;
  readonly clientConfig: { readonly service?: unknown; readonly caBundle?: string };
}

/**
 * Tells the API server which authorities the certificate of our webhook may come from: `caBundle` of each webhook of a configuration that
 * leads to a Service. The leader writes it, where it differs; whoever else changes it, is undone. Needs `list`, `watch` and `patch` on the
 * MutatingWebhookConfiguration of this name.
 */
export class WebhookTrust extends LeaderPart {
  /** Applications that were sent. */
  writes = 0;
  readonly #options: WebhookTrustOptions;
  readonly #reflector: Reflector;
  protected readonly reflectors: readonly Reflector[];
  protected readonly queue: KeyedQueue;
  #bundle = '';
  /** What the last write came back with: the watch may tell of it later. */
  #written: KubernetesObject | undefined;
  #failure: string | undefined;

  constructor(options: WebhookTrustOptions) {
    const { client, name, onLog, retryMs } = options;
    super();
    this.#options = options;
    this.queue = applyQueue(() => this.#bring(), retryMs);
    this.#reflector = new Reflector({
      client,
      resource: CONFIGURATIONS,
      fieldSelector: `metadata.name=${name}`,
      onChanges: () => this.queue.add(name, { urgent: true }),
      ...(onLog && { onLog }),
    });
    this.reflectors = [this.#reflector];
  }

  /** Whether it is known what there is. */
  get synced(): boolean {
    return this.#reflector.synced;
  }

  protected get isReady(): boolean {
    return this.#bundle !== '';
  }

  /** @param bundle PEM of all authorities that count now, so that a new one is known before it signs. */
  trust(bundle: string): void {
    this.#bundle = bundle;
    this.queue.add(this.#options.name, { urgent: true });
    this.update();
  }

  async #bring(): Promise<void> {
    const { client, name } = this.#options;
    const caBundle = Buffer.from(this.#bundle).toString('base64');
    const webhooks = webhooksOf(this.#live()).filter(({ clientConfig }) => clientConfig.service !== undefined);
    if (webhooks.every(({ clientConfig }) => clientConfig.caBundle === caBundle)) return;
    this.writes += 1;
    try {
      this.#written = await applyObject<KubernetesObject>(
        client,
        CONFIGURATIONS,
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'MutatingWebhookConfiguration',
          metadata: { name },
          webhooks: webhooks.map((webhook) => ({ name: webhook.name, clientConfig: { caBundle } })),
        },
        { fieldManager: FIELD_MANAGER },
      );
      this.#failure = undefined;
    } catch (error) {
      if (isRefusal(error)) this.#note(error.message);
      throw error;
    }
  }

  #live(): KubernetesObject | undefined {
    const watched = this.#reflector.get(this.#options.name);
    return watched !== undefined && this.#written !== undefined && isOlder(watched, this.#written)
      ? this.#written
      : watched;
  }

  #note(message: string): void {
    const complaint = `the API server can not be told to trust the webhook: ${message}`;
    if (this.#failure !== message) this.#options.onLog?.('warn', complaint);
    this.#failure = message;
  }
}

function webhooksOf(configuration: KubernetesObject | undefined): readonly Webhook[] {
  return (configuration?.webhooks as readonly Webhook[] | undefined) ?? [];
}
