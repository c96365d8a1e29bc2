import { PROBE_PORT } from '../well-known/ports.js';
import type { Container, Handler, HttpGet, PodSpec, Probe } from './pod.js';

/** Tells the sidecar what kubelet would have asked. */
export const TARGET_HEADER = 'x-gatewright-probe';

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
const HOOKS = ['postStart', 'preStop'] as const;
/** Kubernetes' defaults. */
const PERIOD = 10;
const TIMEOUT = 1;

/** What is asked for a probe. */
export type ProbeTarget =
  | { readonly type: 'http' | 'https'; readonly port: number; readonly path: string }
  | { readonly type: 'tcp'; readonly port: number }
  | { readonly type: 'grpc'; readonly port: number; readonly service: string };

/** A target, how often kubelet asks for it, and how long it waits for the answer, both in seconds. */
export interface ProbeUse {
  /** Value of the header. */
  readonly name: string;
  readonly target: ProbeTarget;
  readonly period: number;
  readonly timeout: number;
}

/**
 * A pod of which kubelet asks the sidecar instead of the containers themselves: a connection to those is redirected and always accepted,
 * and without a certificate of the mesh maybe refused. Everything else about a probe stays. What asks another host, or a port by a
 * name that the container does not have, stays as it is.
 * @param except names of containers that stay as they are.
 */
export function rewriteProbes(spec: PodSpec, except: ReadonlySet<string>): PodSpec {
  const rewrite = (container: Container) => (except.has(container.name) ? container : rewriteContainer(container));
  return {
    ...spec,
    ...(spec.initContainers && { initContainers: spec.initContainers.map(rewrite) }),
    containers: spec.containers.map(rewrite),
  };
}

/** What a pod whose probes are rewritten has its sidecar asked, each once and sorted. */
export function probeUses({
  initContainers = [],
  containers,
}: Pick<PodSpec, 'initContainers' | 'containers'>): readonly ProbeUse[] {
  const uses = new Map<string, ProbeUse>();
  for (const handler of [...initContainers, ...containers].flatMap(handlersOf)) {
    const { httpGet, periodSeconds = PERIOD, timeoutSeconds = TIMEOUT } = handler;
    const name =
      httpGet?.port === PROBE_PORT && httpGet.httpHeaders?.find((header) => header.name === TARGET_HEADER)?.value;
    const target = name ? parseTarget(name, httpGet?.path ?? '/') : undefined;
    if (!name || !target) continue;
    const key = 'path' in target ? `${name} ${target.path}` : name;
    const { period = periodSeconds, timeout = timeoutSeconds } = uses.get(key) ?? {};
    uses.set(key, {
      name,
      target,
      period: Math.min(period, periodSeconds),
      timeout: Math.max(timeout, timeoutSeconds, TIMEOUT),
    });
  }
  return [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
}

function handlersOf({ startupProbe, livenessProbe, readinessProbe, lifecycle }: Container): readonly Probe[] {
  const all = [startupProbe, livenessProbe, readinessProbe, lifecycle?.postStart, lifecycle?.preStop];
  return all.filter((handler) => handler !== undefined);
}

function rewriteContainer(container: Container): Container {
  const changed: Record<string, Handler> = {};
  for (const field of PROBES) {
    const probe = container[field];
    const rewritten = probe && rewriteHandler(probe, container);
    if (rewritten) changed[field] = rewritten;
  }
  const lifecycle = { ...container.lifecycle };
  for (const field of HOOKS) {
    // Kubelet calls hooks only over HTTP.
    const hook = lifecycle[field]?.httpGet && rewriteHandler(lifecycle[field], container);
    if (hook) lifecycle[field] = hook;
  }
  return { ...container, ...changed, ...(container.lifecycle && { lifecycle }) };
}

/** Undefined: it stays as it is. */
function rewriteHandler(handler: Handler, container: Container): Handler | undefined {
  const { httpGet, tcpSocket, grpc, ...rest } = handler;
  const asked = httpGet ?? tcpSocket ?? grpc;
  if (!asked || ('host' in asked && asked.host)) return undefined;
  const port = portNumber(asked.port, container);
  if (!isPort(port) || port === PROBE_PORT) return undefined;
  if (httpGet) return { ...rest, httpGet: asking(`${httpGet.scheme === 'HTTPS' ? 'https' : 'http'}:${port}`, httpGet) };
  if (tcpSocket) return { ...rest, httpGet: asking(`tcp:${port}`) };
  return { ...rest, httpGet: asking(`grpc:${port}/${encodeURIComponent(grpc?.service ?? '')}`) };
}

function asking(target: string, { path, httpHeaders = [] }: Pick<HttpGet, 'path' | 'httpHeaders'> = {}): HttpGet {
  return {
    path: path?.startsWith('/') ? path : `/${path ?? ''}`,
    port: PROBE_PORT,
    scheme: 'HTTP',
    httpHeaders: [
      ...httpHeaders.filter(({ name }) => name.toLowerCase() !== TARGET_HEADER),
      { name: TARGET_HEADER, value: target },
    ],
  };
}

function portNumber(port: number | string, { ports = [] }: Container): number | undefined {
  if (typeof port === 'number') return port;
  return ports.find(({ name }) => name === port)?.containerPort;
}

function isPort(port: number | undefined): port is number {
  return port !== undefined && port >= 1 && port <= 65_535;
}

function parseTarget(name: string, path: string): ProbeTarget | undefined {
  const [, type, digits, service = ''] = /^(http|https|tcp|grpc):(\d{1,5})(?:\/(.*))?$/.exec(name) ?? [];
  const port = Number(digits);
  if (!isPort(port)) return undefined;
  switch (type) {
    case 'http':
    case 'https':
      return { type, port, path: requestPath(path) };
    case 'tcp':
      return { type, port };
    case 'grpc':
      return { type, port, service: decoded(service) };
    default:
      return undefined;
  }
}

/** The path of a probe as kubelet sends it: without a fragment, and with what a URL may not have in its path encoded. */
function requestPath(path: string): string {
  const [, before = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(path) ?? [];
  return before.replace(/[^\w.~$&+,/:;=@!'()*[\]%-]+/gu, encodeURIComponent) + query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
