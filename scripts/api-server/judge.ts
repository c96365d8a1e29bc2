import { spawn } from 'node:child_process';
import type { CorpusDocument } from '../../src/resources/corpus/corpus.js';
import { accepted, type Rejected, type Verdict } from '../../src/resources/corpus/verdict.js';
import { type Channel, findKind } from '../../src/resources/kinds.js';
import { readCrds, readOwnCrds } from '../gateway-api/crds.js';
import type { ApiResponse, ApiServer } from './api-server.js';

interface Loose {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: {
    readonly name?: unknown;
    readonly generateName?: unknown;
    readonly namespace?: unknown;
    readonly resourceVersion?: unknown;
  } | null;
}

interface Status {
  readonly message?: string;
  readonly details?: {
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}

const DRY_RUN = '?dryRun=All&fieldValidation=Strict&fieldManager=gatewright';
const LARGEST_FOR_KUBECTL = 200 * 1024;
const CEL_CAUSES = new Set(['FieldValueInvalid']);

function rejected(body: unknown): Rejected {
  const { message = '', details } = (body ?? {}) as Status;
  const causes = (details?.causes ?? []).filter(({ field }) => field !== undefined && field !== '<nil>');
  const fields = [...new Set(causes.map(({ field }) => field ?? ''))].sort();
  const unknown = [...message.matchAll(/unknown field "([^"]+)"/g)].map(([, field]) => field ?? '').sort();
  // The value that a failed rule is told with is the type of what it was evaluated for.
  const rules = causes.flatMap(({ reason = '', message: text = '' }) => {
    const told = /^Invalid value: "?(?:object|array|string|integer|boolean)"?: (.*)$/s.exec(text)?.[1];
    return CEL_CAUSES.has(reason) && told !== undefined && !told.includes(' in body ') ? [told] : [];
  });
  return {
    ok: false,
    ...(fields.length > 0 && { fields }),
    ...(unknown.length > 0 && { unknown }),
    ...(rules.length > 0 && { rules: [...new Set(rules)].sort() }),
  };
}

/** As `kubectl apply` sends an object: without the fields that are null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutNulls(part)]));
}

/** Puts documents to an API server, as dry runs with strict validation. */
export class Judge {
  readonly disagreements: string[] = [];
  readonly #server: ApiServer;
  readonly #kubectl: string | undefined;

  /** With a path of kubectl, that is asked too and disagreements are noted. */
  constructor(server: ApiServer, kubectl: string | undefined) {
    this.#server = server;
    this.#kubectl = kubectl;
  }

  /** Installs the CRDs of a channel and our own, and waits until they are served. */
  async prepare(moduleDir: string, channel: Channel): Promise<void> {
    const crds = [...readCrds(moduleDir, channel), ...readOwnCrds()];
    for (const crd of crds) {
      await this.#must(await this.#server.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd));
    }
    for (const { spec } of crds) {
      const version = spec.versions.find(({ served }) => served)?.name;
      while ((await this.#server.call('GET', `/apis/${spec.group}/${version}/${spec.names.plural}`)).status !== 200) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async verdict(document: CorpusDocument): Promise<Verdict> {
    const verdict = await (document.old === undefined
      ? this.#create(document.object)
      : this.#update(document.object, document.old));
    // In an annotation kubectl repeats the object, so objects that the server takes may be too large for kubectl.
    const fits = JSON.stringify(document.object).length < LARGEST_FOR_KUBECTL;
    if (this.#kubectl !== undefined && document.old === undefined && fits) {
      const ok = await this.#apply(this.#kubectl, document.object);
      if (ok !== verdict.ok) this.disagreements.push(`${document.title}: kubectl ${ok ? 'accepts' : 'rejects'}`);
    }
    return verdict;
  }

  async #create(object: unknown): Promise<Verdict> {
    const path = await this.#path(object);
    const { name = '', generateName } = (object as Loose).metadata ?? {};
    // The server would make up a name; kubectl cannot apply what has another name every time.
    if (path === undefined || (name === '' && generateName !== undefined)) return { ok: false };
    return this.#read(object, await this.#server.call('POST', `${path}${DRY_RUN}`, withoutNulls(object)));
  }

  async #update(object: unknown, old: unknown): Promise<Verdict> {
    const path = await this.#path(old);
    const created = await this.#server.call('POST', path ?? '', old);
    if (created.status >= 300) return this.#read(old, created);
    const { metadata } = created.body as Loose;
    const own = withoutNulls(object) as Loose;
    const name = String(metadata?.name);
    const { resourceVersion } = metadata ?? {};
    const changed = { ...own, metadata: { ...own.metadata, resourceVersion } };
    const verdict = this.#read(object, await this.#server.call('PUT', `${path}/${name}${DRY_RUN}`, changed));
    await this.#must(await this.#server.call('DELETE', `${path}/${name}`));
    return verdict;
  }

  #read(object: unknown, { status, body }: ApiResponse): Verdict {
    if (status >= 500) throw new Error(`The API server failed: ${JSON.stringify(body)} for ${JSON.stringify(object)}`);
    return status < 300 ? accepted(object, body) : rejected(body);
  }

  /** Where kubectl would send the object; nowhere if the server has no such kind. */
  async #path(object: unknown): Promise<string | undefined> {
    const { apiVersion, kind: name, metadata } = (object ?? {}) as Loose;
    if (typeof apiVersion !== 'string' || typeof name !== 'string') return undefined;
    const kind = findKind(apiVersion, name);
    if (kind === undefined) return undefined;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    if (!kind.namespaced) return `${root}/${kind.plural}`;
    const own = metadata?.namespace;
    const namespace = typeof own === 'string' && own !== '' ? own : 'default';
    await this.#server.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    return `${root}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
  }

  async #must(response: ApiResponse): Promise<ApiResponse> {
    if (response.status >= 300)
      throw new Error(`The API server refused a preparation: ${JSON.stringify(response.body)}`);
    return response;
  }

  #apply(kubectl: string, object: unknown): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const args = ['--kubeconfig', this.#server.kubeconfig, 'apply', '--dry-run=server', '-f', '-'];
      const child = spawn(kubectl, args, { stdio: ['pipe', 'ignore', 'ignore'] });
      child.on('error', reject);
      child.on('exit', (code) => resolve(code === 0));
      child.stdin.on('error', () => undefined);
      child.stdin.end(JSON.stringify(object));
    });
  }
}
