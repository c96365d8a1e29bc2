import { READINESS_PORT } from '../envoy/readiness-port.js';
import type { GatewayProxy } from '../model/index.js';
import {
  ADMIN_SOCKET,
  BOOTSTRAP_FILE,
  CONFIG_FOLDER,
  type ProxyFiles,
  RUN_FOLDER,
  TOKEN_AUDIENCE,
  TOKEN_FOLDER,
} from './files.js';
import { annotationsOf, labelsOf, selectorOf } from './metadata.js';
import { objectName } from './names.js';
import { quantity } from './quantity.js';
import type { InfrastructureSettings } from './settings.js';

/** The user of the image, who is nobody on the node. */
const USER = 65_532;
const HASH_ANNOTATION = 'gatewright.dev/bootstrap-hash';
const TOKEN_SECONDS = 3_600;
const DEFAULT_DRAIN_SECONDS = 60;
const DEFAULT_MIN_DRAIN_SECONDS = 5;
/** From the end of the drain until Kubernetes kills what is left. */
const KILL_SECONDS = 30;
const DEFAULT_REQUESTS = { cpu: '100m', memory: '128Mi' };

/** The template of a proxy's pods. A change of it replaces them. */
export function podTemplate(proxy: GatewayProxy, { hash }: ProxyFiles, settings: InfrastructureSettings): object {
  const { parameters } = proxy;
  const name = objectName(proxy.gateway.name, proxy.className);
  return {
    metadata: {
      labels: { ...parameters.podLabels, ...labelsOf(proxy) },
      annotations: { ...annotationsOf(proxy, parameters.podAnnotations), [HASH_ANNOTATION]: hash },
    },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      // Nothing but what is said here is in the environment, which formats of headers could show to clients.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: parameters.terminationGracePeriodSeconds ?? drainSeconds(proxy) + KILL_SECONDS,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        fsGroup: USER,
        seccompProfile: { type: 'RuntimeDefault' },
        // The listeners' own ports without a capability; one of the sysctls that every policy allows.
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
      },
      containers: [container(proxy, settings)],
      volumes: volumes(name),
      ...placement(proxy),
      ...(parameters.imagePullSecrets && { imagePullSecrets: parameters.imagePullSecrets }),
    },
  };
}

function drainSeconds({ parameters }: GatewayProxy): number {
  return parameters.drainTimeoutSeconds ?? DEFAULT_DRAIN_SECONDS;
}

function container(proxy: GatewayProxy, settings: InfrastructureSettings): object {
  const { image = settings.image, imagePullPolicy = settings.imagePullPolicy, resources } = proxy.parameters;
  return {
    name: 'envoy',
    image,
    ...(imagePullPolicy && { imagePullPolicy }),
    command: ['/usr/local/bin/envoy'],
    args: envoyArguments(proxy),
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
    // Not the ports of listeners: they say nothing to Kubernetes, and a new listener would replace the pods.
    ports: [{ name: 'metrics', containerPort: READINESS_PORT, protocol: 'TCP' }],
    resources: { ...resources, requests: { ...defaultRequests(resources?.limits), ...resources?.requests } },
    // Clients wait for a new Gateway, so it is asked often. There is no liveness probe: Envoy ends itself when it is broken,
    // and to restart one that is merely busy makes it worse for the others.
    readinessProbe: {
      httpGet: { path: '/ready', port: READINESS_PORT, scheme: 'HTTP' },
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: 3,
      successThreshold: 1,
    },
    lifecycle: { preStop: { exec: { command: drainCommand(proxy) } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
      { name: 'token', mountPath: TOKEN_FOLDER, readOnly: true },
      { name: 'run', mountPath: RUN_FOLDER },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

/** Of what is limited, Kubernetes requests as much as the limit. */
function defaultRequests(limits: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(DEFAULT_REQUESTS).filter(([name]) => limits[name] === undefined));
}

function envoyArguments(proxy: GatewayProxy): readonly string[] {
  const { logLevel = 'warn', concurrency, resources } = proxy.parameters;
  const cpus = quantity(resources?.limits?.cpu);
  const threads = concurrency ?? (cpus === undefined ? undefined : Math.max(1, Math.ceil(cpus)));
  return [
    ...['--config-path', `${CONFIG_FOLDER}/${BOOTSTRAP_FILE}`],
    ...['--service-node', '$(POD_NAME)'],
    ...['--log-level', logLevel],
    ...['--drain-time-s', `${drainSeconds(proxy)}`],
    ...(threads === undefined ? [] : ['--concurrency', `${threads}`]),
    '--disable-hot-restart',
  ];
}

function drainCommand(proxy: GatewayProxy): readonly string[] {
  const { minDrainSeconds = DEFAULT_MIN_DRAIN_SECONDS } = proxy.parameters;
  return [
    ...['/usr/local/bin/node', '/opt/gatewright/dist/main.js', 'drain'],
    ...['--admin', ADMIN_SOCKET],
    ...['--min', `${minDrainSeconds}`, '--timeout', `${drainSeconds(proxy)}`],
  ];
}

function volumes(name: string): readonly object[] {
  return [
    { name: 'config', configMap: { name } },
    {
      name: 'token',
      projected: {
        sources: [
          { serviceAccountToken: { audience: TOKEN_AUDIENCE, expirationSeconds: TOKEN_SECONDS, path: 'token' } },
        ],
      },
    },
    { name: 'run', emptyDir: { sizeLimit: '1Mi' } },
    { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
  ];
}

function placement(proxy: GatewayProxy): object {
  const { nodeSelector, tolerations, affinity, priorityClassName, topologySpreadConstraints } = proxy.parameters;
  const labelSelector = { matchLabels: selectorOf(proxy) };
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    matchLabelKeys: ['pod-template-hash'],
  });
  const constraints =
    topologySpreadConstraints ??
    (proxy.parameters.kind === 'DaemonSet'
      ? []
      : [spread('kubernetes.io/hostname'), spread('topology.kubernetes.io/zone')]);
  return {
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
    ...(affinity && { affinity }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(constraints.length > 0 && {
      topologySpreadConstraints: constraints.map((constraint) => ({ labelSelector, ...constraint })),
    }),
  };
}
