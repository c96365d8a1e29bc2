import type { GatewayProxy } from '../model/index.js';
import { BOOTSTRAP_HASH } from '../well-known/annotations.js';
import { ADMIN_SOCKET } from '../well-known/files.js';
import { HOSTNAME_TOPOLOGY, ZONE_TOPOLOGY } from '../well-known/labels.js';
import { READINESS_PORT } from '../well-known/ports.js';
import type { ProxyFiles } from './files.js';
import { annotationsOf, labelsOf, selectorOf, withoutOurs } from './metadata.js';
import { objectName } from './names.js';
import {
  ENVOY,
  envoyArguments,
  GATEWRIGHT,
  NO_PRIVILEGES,
  podField,
  proxyMounts,
  proxyUser,
  proxyVolumes,
  READY,
  threadsFor,
} from './proxy-container.js';
import type { InfrastructureSettings } from './settings.js';

/** The group of the image, which is nobody's on the node. */
const GROUP = 65_532;
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
      labels: { ...withoutOurs(parameters.podLabels), ...labelsOf(proxy) },
      annotations: { ...annotationsOf(proxy, parameters.podAnnotations), [BOOTSTRAP_HASH]: hash },
    },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      // Nothing but what is said here is in the environment, which formats of headers could show to clients.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: parameters.terminationGracePeriodSeconds ?? drainSeconds(proxy) + KILL_SECONDS,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: proxyUser(proxy.name),
        runAsGroup: GROUP,
        fsGroup: GROUP,
        seccompProfile: { type: 'RuntimeDefault' },
        // The listeners' own ports without a capability; one of the sysctls that every policy allows.
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
      },
      containers: [container(proxy, settings)],
      volumes: proxyVolumes(name),
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
    command: ENVOY,
    args: argumentsOf(proxy),
    env: [podField('POD_NAME', 'metadata.name')],
    // Not the ports of listeners: they say nothing to Kubernetes, and a new listener would replace the pods.
    ports: [{ name: 'metrics', containerPort: READINESS_PORT, protocol: 'TCP' }],
    resources: { ...resources, requests: { ...defaultRequests(resources?.limits), ...resources?.requests } },
    // Clients wait for a new Gateway, so it is asked often. There is no liveness probe: Envoy ends itself when it is broken,
    // and to restart one that is merely busy makes it worse for the others.
    readinessProbe: {
      ...READY,
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: 3,
      successThreshold: 1,
    },
    lifecycle: { preStop: { exec: { command: drainCommand(proxy) } } },
    securityContext: NO_PRIVILEGES,
    volumeMounts: proxyMounts(),
  };
}

/** Of what is limited, Kubernetes requests as much as the limit. */
function defaultRequests(limits: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(DEFAULT_REQUESTS).filter(([name]) => limits[name] === undefined));
}

function argumentsOf(proxy: GatewayProxy): readonly string[] {
  const { logLevel = 'warn', concurrency, resources } = proxy.parameters;
  return envoyArguments({
    node: '$(POD_NAME)',
    logLevel,
    drainSeconds: drainSeconds(proxy),
    threads: concurrency ?? threadsFor(resources?.limits),
  });
}

function drainCommand(proxy: GatewayProxy): readonly string[] {
  const { minDrainSeconds = DEFAULT_MIN_DRAIN_SECONDS } = proxy.parameters;
  return [
    ...[...GATEWRIGHT, 'drain'],
    ...['--admin', ADMIN_SOCKET],
    ...['--min', `${minDrainSeconds}`, '--timeout', `${drainSeconds(proxy)}`],
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
    (proxy.parameters.kind === 'DaemonSet' ? [] : [spread(HOSTNAME_TOPOLOGY), spread(ZONE_TOPOLOGY)]);
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
