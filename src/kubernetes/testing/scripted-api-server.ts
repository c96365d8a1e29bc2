import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { KubernetesClient } from '../client.js';
import { ClusterCredentials } from '../credentials.js';
import { keyOf } from '../object-set.js';
import type { KubernetesObject } from '../objects.js';
import type { ApiResource } from '../paths.js';
import { apiVersionOf, eventLine, parsePath, refuse, selector, send, statusOf } from './api-protocol.js';

export interface ServedResource extends ApiResource {
  readonly kind: string;
}

/** One request, as the server understood it. */
export interface ApiCall {
  readonly verb: 'list' | 'watch' | 'watch-list' | 'discovery';
  readonly path: string;
  readonly plural: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What happens to a request instead of its answer. */
export type Fault =
  | { readonly fault: 'status'; readonly code: number; readonly retryAfter?: number }
  /** The connection breaks before an answer. */
  | { readonly fault: 'reset' }
  /** No answer ever comes. */
  | { readonly fault: 'silence' }
  /** The answer begins, and ends with half a line. */
  | { readonly fault: 'half' }
  /** The watch is ended as soon as it begins. */
  | { readonly fault: 'end' }
  /** The answer comes after so many milliseconds. */
  | { readonly fault: 'delay'; readonly ms: number };

interface Stored {
  readonly resource: ServedResource;
  readonly resourceVersion: number;
  readonly before: KubernetesObject | undefined;
  readonly after: KubernetesObject | undefined;
}

interface Watch {
  readonly resource: ServedResource;
  readonly selects: (object: KubernetesObject | undefined) => boolean;
  readonly response: ServerResponse;
  readonly end: () => void;
  isSilent: boolean;
}

const RECENT = 1_000_000;

/**
 * An API server in this process that keeps objects, lists and watches as the real one does, and fails as it is told. It
 * listens on loopback.
 */
export class ScriptedApiServer {
  /** Every request so far. */
  readonly calls: ApiCall[] = [];
  /** Decides about each request before it is answered. */
  script: (call: ApiCall) => Fault | undefined = () => undefined;
  /** `refused`: as by servers before 1.32. `endless`: lists are streamed and their end is never told. */
  watchList: 'served' | 'refused' | 'endless' = 'served';
  /** Objects in a page at most, whatever a client asks for. */
  pageSize = RECENT;

  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #resources = new Map<string, ServedResource>();
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #pages = new Map<
    string,
    { readonly items: readonly KubernetesObject[]; readonly resourceVersion: number }
  >();
  readonly #watches = new Set<Watch>();
  #history: Stored[] = [];
  #resourceVersion = 100;
  #oldest = 0;
  #port = 0;
  #uids = 0;

  static async start(...resources: readonly ServedResource[]): Promise<ScriptedApiServer> {
    const server = new ScriptedApiServer();
    for (const resource of resources) server.serve(resource);
    await server.up();
    return server;
  }

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  /** A new client of this server. */
  client(): KubernetesClient {
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'scripted', cluster: { server: `http://127.0.0.1:${this.#port}`, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'nobody', user: {} }],
      contexts: [{ name: 'scripted', context: { cluster: 'scripted', user: 'nobody' } }],
      'current-context': 'scripted',
    };
    return new KubernetesClient(ClusterCredentials.fromString(JSON.stringify(kubeconfig)));
  }

  /** Listens, on the same port as before. */
  up(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Breaks all connections and takes no new ones. */
  down(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#watches.clear();
      for (const socket of this.#sockets) socket.resetAndDestroy();
    });
  }

  serve(resource: ServedResource): void {
    this.#resources.set(resource.plural, resource);
  }

  /** The kind is not there any more, nor are its objects; as when a CRD is deleted. */
  unserve(plural: string): void {
    this.#resources.delete(plural);
    this.#objects.delete(plural);
    for (const watch of this.#watches) if (watch.resource.plural === plural) watch.end();
  }

  /** Creates an object, or replaces it. */
  put(plural: string, object: KubernetesObject): KubernetesObject {
    const resource = this.#resource(plural);
    const key = keyOf(object);
    const before = this.#collection(plural).get(key);
    this.#resourceVersion += 1;
    const { status: _, metadata: __, ...content } = object;
    const { status: ___, metadata: ____, ...contentBefore } = before ?? object;
    const isChanged = before !== undefined && JSON.stringify(content) !== JSON.stringify(contentBefore);
    const after: KubernetesObject = {
      ...object,
      metadata: {
        uid: before?.metadata.uid ?? `uid-${++this.#uids}`,
        generation: (before?.metadata.generation ?? 1) + (isChanged ? 1 : 0),
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [{ manager: 'test', operation: 'Update', time: '2026-01-01T00:00:00Z' }],
        ...object.metadata,
        resourceVersion: String(this.#resourceVersion),
      },
    };
    this.#collection(plural).set(key, after);
    this.#record({ resource, resourceVersion: this.#resourceVersion, before, after });
    return after;
  }

  /** @returns whether there was such an object. */
  delete(plural: string, key: string): boolean {
    const before = this.#collection(plural).get(key);
    if (before === undefined) return false;
    this.#collection(plural).delete(key);
    this.#resourceVersion += 1;
    this.#record({
      resource: this.#resource(plural),
      resourceVersion: this.#resourceVersion,
      before,
      after: undefined,
    });
    return true;
  }

  objects(plural: string): ReadonlyMap<string, KubernetesObject> {
    return this.#objects.get(plural) ?? new Map();
  }

  /** Forgets what was: watches and pages from before are expired. */
  compact(): void {
    this.#history = [];
    this.#pages.clear();
    this.#resourceVersion += 1;
    this.#oldest = this.#resourceVersion;
  }

  /** How many watches are open. */
  get watches(): number {
    return this.#watches.size;
  }

  bookmark(): void {
    for (const watch of this.#watches) this.#bookmark(watch);
  }

  /** The watches of now stay open and say nothing more. */
  silence(): void {
    for (const watch of this.#watches) watch.isSilent = true;
  }

  endWatches(): void {
    for (const watch of this.#watches) watch.end();
  }

  resetWatches(): void {
    for (const { response } of this.#watches) response.socket?.resetAndDestroy();
    this.#watches.clear();
  }

  /** Writes into every watch, event or not. */
  sayToWatches(line: string): void {
    for (const { response } of this.#watches) response.write(line);
  }

  /** Ends every watch with an error in the stream. */
  failWatches(code: number, reason: string): void {
    this.sayToWatches(`${JSON.stringify({ type: 'ERROR', object: statusOf(code, reason) })}\n`);
    this.endWatches();
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.down();
  }

  #resource(plural: string): ServedResource {
    const resource = this.#resources.get(plural);
    if (resource === undefined) throw new Error(`${plural} is not served`);
    return resource;
  }

  #collection(plural: string): Map<string, KubernetesObject> {
    const known = this.#objects.get(plural) ?? new Map<string, KubernetesObject>();
    this.#objects.set(plural, known);
    return known;
  }

  #record(stored: Stored): void {
    this.#history.push(stored);
    for (const watch of this.#watches) this.#tell(watch, stored);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const query = Object.fromEntries(url.searchParams);
    const { group, version, namespace, plural = '' } = parsePath(url.pathname);
    const watching = query.sendInitialEvents === 'true' ? 'watch-list' : 'watch';
    const verb = plural === '' ? 'discovery' : query.watch === undefined ? 'list' : watching;
    const call: ApiCall = { verb, path: url.pathname, plural, query };
    this.calls.push(call);
    const fault = this.script(call);
    const go = () => {
      if (verb === 'discovery') return this.#discover(response, group, version);
      const resource = this.#resources.get(plural);
      if (resource === undefined || resource.group !== group || resource.version !== version) {
        return refuse(response, 404, 'NotFound');
      }
      const selects = selector(namespace, query);
      if (verb === 'list') this.#list(response, resource, selects, query);
      else this.#watch(response, resource, selects, query, fault?.fault === 'end');
    };
    if (fault === undefined || fault.fault === 'end') go();
    else if (fault.fault === 'reset') request.socket.resetAndDestroy();
    else if (fault.fault === 'delay') setTimeout(go, fault.ms);
    else if (fault.fault === 'status') refuse(response, fault.code, 'Scripted', fault.retryAfter);
    else if (fault.fault === 'half') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"type":"ADDED","obj', () => request.socket.resetAndDestroy());
    }
  }

  #discover(response: ServerResponse, group: string, version: string | undefined) {
    const inGroup = [...this.#resources.values()].filter((resource) => resource.group === group);
    if (version === undefined) {
      const versions = [...new Set(inGroup.map((resource) => resource.version))];
      if (versions.length === 0) return refuse(response, 404, 'NotFound');
      return send(response, { kind: 'APIGroup', versions: versions.map((one) => ({ version: one })) });
    }
    const resources = inGroup.filter((resource) => resource.version === version);
    if (resources.length === 0 && group !== '') return refuse(response, 404, 'NotFound');
    send(response, { kind: 'APIResourceList', resources: resources.map(({ plural }) => ({ name: plural })) });
  }

  #list(response: ServerResponse, resource: ServedResource, selects: Watch['selects'], query: ApiCall['query']) {
    const { plural, kind } = resource;
    const kept = this.#pages.get(query.continue ?? '');
    if (query.continue !== undefined && kept === undefined) return refuse(response, 410, 'Expired');
    const { items, resourceVersion } = kept ?? {
      items: [...this.objects(plural).values()].filter(selects),
      resourceVersion: this.#resourceVersion,
    };
    const size = Math.min(Number(query.limit ?? RECENT), this.pageSize);
    const rest = items.slice(size);
    const token = rest.length === 0 ? undefined : `${plural}-${resourceVersion}-${rest.length}`;
    if (token !== undefined) this.#pages.set(token, { items: rest, resourceVersion });
    send(response, {
      kind: `${kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata: { resourceVersion: String(resourceVersion), ...(token !== undefined && { continue: token }) },
      // Items of the API server's own kinds do not repeat what they are.
      items: items.slice(0, size).map(({ apiVersion: _, kind: __, ...item }) => item),
    });
  }

  #watch(
    response: ServerResponse,
    resource: ServedResource,
    selects: Watch['selects'],
    query: ApiCall['query'],
    isEnded: boolean,
  ) {
    const isList = query.sendInitialEvents === 'true';
    if (isList && this.watchList === 'refused') return refuse(response, 422, 'Invalid');
    const from = Number(query.resourceVersion ?? 0);
    if (!isList && from < this.#oldest) return refuse(response, 410, 'Expired');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const end = () => {
      clearTimeout(timer);
      this.#watches.delete(watch);
      response.end();
    };
    const watch: Watch = { resource, selects, response, end, isSilent: false };
    const timer = setTimeout(
      () => {
        this.#bookmark(watch);
        if (!watch.isSilent) end();
      },
      Number(query.timeoutSeconds ?? 1800) * 1000,
    );
    response.on('close', () => {
      clearTimeout(timer);
      this.#watches.delete(watch);
    });
    if (isList) {
      for (const object of this.objects(resource.plural).values()) {
        if (selects(object)) response.write(eventLine('ADDED', object));
      }
      if (this.watchList === 'served') this.#bookmark(watch, { 'k8s.io/initial-events-end': 'true' });
    } else {
      for (const stored of this.#history) if (stored.resourceVersion > from) this.#tell(watch, stored);
    }
    if (isEnded) end();
    else this.#watches.add(watch);
  }

  #tell({ resource, selects, response, isSilent }: Watch, stored: Stored): void {
    if (isSilent || stored.resource.plural !== resource.plural) return;
    const { before, after, resourceVersion } = stored;
    const was = selects(before);
    if (after !== undefined && selects(after)) response.write(eventLine(was ? 'MODIFIED' : 'ADDED', after));
    else if (was && before !== undefined) {
      const metadata = { ...before.metadata, resourceVersion: String(resourceVersion) };
      response.write(eventLine('DELETED', { ...before, metadata }));
    }
  }

  #bookmark({ resource, response, isSilent }: Watch, annotations?: Readonly<Record<string, string>>): void {
    if (isSilent) return;
    const metadata = { resourceVersion: String(this.#resourceVersion), ...(annotations && { annotations }) };
    const object = { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }
}
