import { withoutEffect } from '../gateway-api/status/proxy-config.js';
import { keyOf } from '../resources/kinds.js';
import type {
  BackendTLSPolicy,
  Gateway,
  GRPCRoute,
  HTTPRoute,
  KindName,
  ListenerSet,
  ProxyConfig,
  Resource,
  TCPRoute,
  TLSRoute,
  UDPRoute,
} from '../resources/types.js';
import type { Place, SourceProblem } from '../sources/source.js';
import type { Pipeline } from './pipeline.js';

/** Kinds whose objects have a status when they are served. */
const ANSWERED: ReadonlySet<KindName> = new Set([
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
  'ProxyConfig',
  'BackendTLSPolicy',
]);

type Route = HTTPRoute | GRPCRoute | TLSRoute | TCPRoute | UDPRoute;

function isRoute(resource: Resource): resource is Route {
  return ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].includes(resource.kind);
}

/**
 * Finds the objects that no controller serves, and the fields without effect, and says why. In a cluster silence is right, since another controller may serve them; in
 * files there is no other.
 */
export class Unserved {
  readonly #pipeline: Pipeline;
  readonly #objects = new Map<string, Resource>();
  /** Of kinds with a status: those that have none. */
  readonly #silent = new Set<string>();
  readonly #unread = new Map<string, Resource>();
  readonly #configs = new Map<string, ProxyConfig>();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    pipeline.model.statuses.subscribe((changes) => {
      for (const [key, { after }] of changes) {
        if (after !== undefined) this.#silent.delete(key);
        else if (this.#objects.has(key)) this.#silent.add(key);
      }
    });
  }

  /** Call it after the pipeline has applied the change. */
  set(kind: KindName, key: string, resource: Resource | undefined): void {
    const id = `${kind}/${key}`;
    if (kind === 'ProxyConfig') {
      if (resource?.kind === kind) this.#configs.set(id, resource);
      else this.#configs.delete(id);
    }
    if (ANSWERED.has(kind)) {
      if (resource === undefined) this.#objects.delete(id);
      else this.#objects.set(id, resource);
      if (resource !== undefined && !this.#pipeline.model.statuses.has(id)) this.#silent.add(id);
      else this.#silent.delete(id);
    } else if (this.#pipeline.objects(kind) === undefined) {
      if (resource === undefined) this.#unread.delete(id);
      else this.#unread.set(id, resource);
    }
  }

  /** @param placeOf where an object is written, if it is known. */
  problems(placeOf: (resource: Resource) => Place | undefined = () => undefined): SourceProblem[] {
    const silent = [...this.#silent].sort().flatMap((id) => this.#objects.get(id) ?? []);
    const unread = [...this.#unread].sort().map(([, resource]) => resource);
    const configs = [...this.#configs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, config]) => config);
    const problem = (resource: Resource, severity: SourceProblem['severity'], message: string): SourceProblem => {
      const place = placeOf(resource);
      return { severity, ...(place && { place }), subject: `${resource.kind} ${keyOf(resource)}`, message };
    };
    return [
      ...[...silent, ...unread].map((resource) => problem(resource, 'warning', this.#reason(resource))),
      ...configs.flatMap((config) => {
        const unused = withoutEffect(config.spec ?? {});
        return unused === undefined ? [] : [problem(config, 'note', unused)];
      }),
    ];
  }

  #reason(resource: Resource): string {
    if (resource.kind === 'Gateway') return this.#gatewayReason(resource);
    if (resource.kind === 'ListenerSet') return this.#listenerSetReason(resource);
    if (resource.kind === 'BackendTLSPolicy') return this.#policyReason(resource);
    if (isRoute(resource)) return this.#routeReason(resource);
    return `is not served: this version does not read ${resource.kind} objects yet`;
  }

  #policyReason({ spec, metadata }: BackendTLSPolicy): string {
    const [first] = spec.targetRefs.map(({ group, kind, name }, index) => {
      const field = `spec.targetRefs[${index}]`;
      if (group !== '' || kind !== 'Service') return `${field}: a ${kind} cannot be a target, only a Service can`;
      const exists = this.#pipeline.objects('Service')?.has(`${metadata.namespace}/${name}`);
      const service = `Service ${metadata.namespace}/${name}`;
      return `${field}: ${exists ? `no route that is served refers to ${service}` : `${service} does not exist`}`;
    });
    return `has no effect: ${first}`;
  }

  #gatewayReason({ spec }: Gateway): string {
    const name = spec.gatewayClassName;
    const found = this.#pipeline.objects('GatewayClass')?.get(name);
    return found === undefined
      ? `is not served: spec.gatewayClassName: there is no GatewayClass "${name}"`
      : `is not served: spec.gatewayClassName: GatewayClass "${name}" is for another controller`;
  }

  #listenerSetReason({ spec, metadata }: ListenerSet): string {
    const { kind = 'Gateway', namespace = metadata.namespace, name } = spec.parentRef;
    const why =
      kind === 'Gateway' ? this.#parentReason(kind, `${namespace}/${name}`) : `${kind} is not a kind of Gateway`;
    return `is not served: spec.parentRef: ${why}`;
  }

  #parentReason(kind: 'Gateway' | 'ListenerSet', key: string): string {
    return `${kind} ${key} ${this.#pipeline.objects(kind)?.has(key) ? 'is not served' : 'does not exist'}`;
  }

  #routeReason({ spec, metadata }: Route): string {
    const refs = spec?.parentRefs ?? [];
    if (refs.length === 0) return 'is not served: spec.parentRefs names no Gateway';
    const [first] = refs.flatMap(({ kind = 'Gateway', namespace = metadata.namespace, name }, index) => {
      const known = kind === 'Gateway' || kind === 'ListenerSet';
      const why = known ? this.#parentReason(kind, `${namespace}/${name}`) : `a ${kind} is not supported yet`;
      return [`spec.parentRefs[${index}]: ${why}`];
    });
    return `is not served: ${first}`;
  }
}
