import { createHash } from 'node:crypto';
import { BOOTSTRAP_FILE, CONFIG_FOLDER, RUN_FOLDER, TOKEN_FILE, TOKEN_FOLDER } from '../well-known/files.js';
import { TOKEN_AUDIENCE } from '../well-known/names.js';
import { READINESS_PORT } from '../well-known/ports.js';
import { quantity } from './quantity.js';

/** What the container of every Envoy has, of a Gateway's proxy as of a sidecar. */

/** Programs of the image. */
export const ENVOY: readonly string[] = ['/usr/local/bin/envoy'];
export const GATEWRIGHT: readonly string[] = ['/usr/local/bin/node', '/opt/gatewright/dist/main.js'];

export const READY = { httpGet: { path: '/ready', port: READINESS_PORT, scheme: 'HTTP' } } as const;

export const NO_PRIVILEGES = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

const TOKEN_SECONDS = 3_600;
/** A line of the access log leaves Envoy after so long; it has 10 s for it by default. */
const FLUSH_MS = 1_000;
/** Not more than 65,535, which is all that a pod with a user namespace of its own has; those of common images are lower or higher. */
const USERS = { first: 30_000, count: 30_000 };

/**
 * A user for an Envoy, most likely one that no other pod of its node has: the kernel counts by user what everyone may have of some
 * things, and an Envoy has four of the 128 inotify instances that this are by default. Without one it does not start.
 * @param seed what tells it from others.
 */
export function proxyUser(seed: string): number {
  return USERS.first + (createHash('sha256').update(seed).digest().readUInt32BE() % USERS.count);
}

export interface EnvoyOptions {
  /** Its id, which tells operators which one it is. */
  readonly node: string;
  readonly logLevel: string;
  /** Seconds in which the connections of a listener that goes are closed. */
  readonly drainSeconds: number;
  /** Worker threads. Absent: as many as the node has processors. */
  readonly threads?: number | undefined;
}

export function envoyArguments({ node, logLevel, drainSeconds, threads }: EnvoyOptions): readonly string[] {
  return [
    ...['--config-path', `${CONFIG_FOLDER}/${BOOTSTRAP_FILE}`],
    ...['--service-node', node],
    ...['--log-level', logLevel],
    ...['--drain-time-s', `${drainSeconds}`],
    ...(threads === undefined ? [] : ['--concurrency', `${threads}`]),
    ...['--file-flush-interval-msec', `${FLUSH_MS}`],
    '--disable-hot-restart',
  ];
}

/** Worker threads of an Envoy with this CPU limit, rounded up; undefined without a limit. */
export function threadsFor(limits: { readonly cpu?: string | number } | undefined): number | undefined {
  const cpus = quantity(limits?.cpu);
  return cpus === undefined ? undefined : Math.max(1, Math.ceil(cpus));
}

/** An environment variable with a field of the pod, for arguments. */
export function podField(name: string, fieldPath: string): object {
  return { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } };
}

export interface Volume {
  readonly name: string;
  readonly [source: string]: unknown;
}

/**
 * The volumes of a proxy, with the names that {@link proxyMounts} mounts.
 * @param configMap name of the one with the files that it starts with.
 * @param prefix of the names, where the pod has volumes of others.
 */
export function proxyVolumes(configMap: string, prefix = ''): readonly Volume[] {
  return [
    { name: `${prefix}config`, configMap: { name: configMap } },
    {
      name: `${prefix}token`,
      projected: {
        sources: [
          { serviceAccountToken: { audience: TOKEN_AUDIENCE, expirationSeconds: TOKEN_SECONDS, path: TOKEN_FILE } },
        ],
      },
    },
    { name: `${prefix}run`, emptyDir: { sizeLimit: '1Mi' } },
    { name: `${prefix}tmp`, emptyDir: { sizeLimit: '16Mi' } },
  ];
}

export function proxyMounts(prefix = ''): readonly object[] {
  return [
    { name: `${prefix}config`, mountPath: CONFIG_FOLDER, readOnly: true },
    { name: `${prefix}token`, mountPath: TOKEN_FOLDER, readOnly: true },
    { name: `${prefix}run`, mountPath: RUN_FOLDER },
    { name: `${prefix}tmp`, mountPath: '/tmp' },
  ];
}
