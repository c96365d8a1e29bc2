import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ClusterCredentials } from '../../kubernetes/credentials.js';
import type { KubernetesObject } from '../../kubernetes/objects.js';

/** What the server was asked to change. */
export interface Write {
  readonly method: 'PATCH' | 'DELETE';
  readonly kind: string;
  readonly name: string;
}

/** What to answer instead, with this HTTP status. */
export type Refusal = (write: Write) => { readonly code: number; readonly message: string } | undefined;

const KINDS: Readonly<Record<string, string>> = {
  serviceaccounts: 'ServiceAccount',
  configmaps: 'ConfigMap',
  services: 'Service',
  deployments: 'Deployment',
  daemonsets: 'DaemonSet',
  poddisruptionbudgets: 'PodDisruptionBudget',
  networkpolicies: 'NetworkPolicy',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  pods: 'Pod',
  mutatingwebhookconfigurations: 'MutatingWebhookConfiguration',
};

interface Watcher {
  readonly kind: string;
  readonly selector: readonly (readonly [string, string?])[];
  readonly response: ServerResponse;
  /** Lines to be told later. */
  held: string;
}

/**
 * An API server in memory that knows what the applier needs: lists and watches by label, apply, get and delete. To apply merges, so
 * that fields of others stay; {@link ScriptedApiServer.normalize} may rewrite what is stored.
 */
export class ScriptedApiServer {
  readonly writes: Write[] = [];
  refuse: Refusal = () => undefined;
  /** Milliseconds that watches are behind, and then tell all at once. */
  lagMs = 0;
  /** Milliseconds that the answers to writes are behind what watches tell. */
  answerLagMs = 0;
  normalize: (object: KubernetesObject) => KubernetesObject = (object) => object;
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #watchers = new Set<Watcher>();
  readonly #server: Server;
  #version = 100;

  static async start(): Promise<ScriptedApiServer> {
    const server = new ScriptedApiServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get credentials(): ClusterCredentials {
    const { port } = this.#server.address() as AddressInfo;
    return ClusterCredentials.fromString(
      JSON.stringify({
        clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
        users: [{ name: 'a', user: {} }],
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        'current-context': 'a',
      }),
    );
  }

  /** `kind/namespace/name` of what there is; of what has no namespace `kind//name`. */
  get ids(): readonly string[] {
    return [...this.#objects.keys()].sort();
  }

  get(id: string): KubernetesObject | undefined {
    return this.#objects.get(id);
  }

  /** Somebody else creates or changes an object. */
  set(id: string, change: (object: KubernetesObject) => KubernetesObject): void {
    const [kind = '', namespace = '', name = ''] = id.split('/');
    const blank: KubernetesObject = { apiVersion: 'v1', kind, metadata: { ...(namespace && { namespace }), name } };
    this.#store(id, change(structuredClone(this.#objects.get(id) ?? blank)));
  }

  /** Somebody deletes an object. */
  delete(id: string): void {
    const object = this.#objects.get(id);
    if (object === undefined) return;
    this.#objects.delete(id);
    this.#tell('DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: this.#next() } });
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #next(): string {
    this.#version += 1;
    return String(this.#version);
  }

  #store(id: string, object: KubernetesObject): KubernetesObject {
    const before = this.#objects.get(id);
    const uid = before?.metadata.uid ?? `uid-${this.#next()}`;
    const { resourceVersion = '' } = before?.metadata ?? {};
    const same = { ...object, metadata: { ...object.metadata, uid, resourceVersion } };
    if (JSON.stringify(same) === JSON.stringify(before)) return same;
    const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion: this.#next() } };
    this.#objects.set(id, stored);
    this.#tell(before === undefined ? 'ADDED' : 'MODIFIED', stored);
    return stored;
  }

  #tell(type: string, object: KubernetesObject): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    for (const watcher of this.#watchers) {
      const { kind, selector, response } = watcher;
      if (kind !== object.kind || !matches(object, selector)) continue;
      if (this.lagMs === 0) response.write(line);
      else this.#tellLater(watcher, line);
    }
  }

  #tellLater(watcher: Watcher, line: string): void {
    if (watcher.held === '') {
      setTimeout(() => {
        watcher.response.write(watcher.held);
        watcher.held = '';
      }, this.lagMs);
    }
    watcher.held += line;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://server');
    const [, , namespace = '', plural = '', name = ''] =
      /^\/apis?\/(.*?v\d)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const kind = KINDS[plural] ?? '';
    const id = `${kind}/${namespace}/${name}`;
    if (url.searchParams.has('watch')) return this.#watch(kind, url.searchParams, response);
    const body = await text(request);
    if (request.method === 'GET') return reply(response, this.#objects.get(id));
    const write: Write = { method: request.method as Write['method'], kind, name };
    this.writes.push(write);
    const refusal = this.refuse(write);
    if (refusal !== undefined) return reply(response, { message: refusal.message }, refusal.code);
    if (request.method === 'PATCH') {
      const applied = this.normalize(JSON.parse(body) as KubernetesObject);
      const stored = this.#store(id, merge(this.#objects.get(id), applied) as KubernetesObject);
      if (this.answerLagMs > 0) await pause(this.answerLagMs);
      return reply(response, stored);
    }
    const found = this.#objects.get(id);
    this.delete(id);
    reply(response, found);
  }

  #watch(kind: string, query: URLSearchParams, response: ServerResponse): void {
    const selector = (query.get('labelSelector') ?? '')
      .split(',')
      .filter((part) => part !== '')
      .map((part) => part.split('=') as unknown as readonly [string, string?]);
    const watcher: Watcher = { kind, selector, response, held: '' };
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const object of this.#objects.values()) {
      if (object.kind === kind && matches(object, selector))
        response.write(`${JSON.stringify({ type: 'ADDED', object })}\n`);
    }
    const metadata = { resourceVersion: String(this.#version), annotations: { 'k8s.io/initial-events-end': 'true' } };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`);
  }
}

function matches({ metadata }: KubernetesObject, selector: Watcher['selector']): boolean {
  // A key alone selects any value.
  return selector.every(
    ([key, value = metadata.labels?.[key]]) => value !== undefined && metadata.labels?.[key] === value,
  );
}

function merge(live: unknown, applied: unknown): unknown {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(live) || !isObject(applied)) return applied;
  const merged: Record<string, unknown> = { ...(live as object) };
  for (const [name, value] of Object.entries(applied as object)) {
    merged[name] = name === 'webhooks' ? mergeByName(merged[name], value) : merge(merged[name], value);
  }
  return merged;
}

type Named = { readonly name: string };

/** As the API server does with a list whose items have keys. */
function mergeByName(live: unknown, applied: unknown): unknown {
  const items = new Map((live as readonly Named[] | undefined)?.map((item) => [item.name, item as unknown]));
  for (const item of applied as readonly Named[]) items.set(item.name, merge(items.get(item.name), item));
  return [...items.values()];
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function reply(response: ServerResponse, body: unknown, code = body === undefined ? 404 : 200): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? { message: 'not found' }));
}
