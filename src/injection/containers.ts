import {
  ENVOY,
  envoyArguments,
  GATEWRIGHT,
  NO_PRIVILEGES,
  podField,
  proxyMounts,
  READY,
  threadsFor,
} from '../infrastructure/proxy-container.js';
import { REWRITE_PROBES } from '../well-known/annotations.js';
import { ownName, SIDECAR_CONTAINER } from '../well-known/names.js';
import { READINESS_PORT } from '../well-known/ports.js';
import type { Exclusions } from './exclusions.js';
import type { Container } from './pod.js';
import { leastSize, probeConfig } from './probe-config.js';
import type { ProbeUse } from './probe-target.js';
import { REDIRECT_POD } from './redirect.js';
import { SIDECAR_GROUP } from './redirect-rules.js';
import type { Resources, SidecarSettings } from './settings.js';

export const SIDECAR = SIDECAR_CONTAINER;
export const REDIRECT = 'gatewright-redirect';
/** Bytes, with which Linux starts a program (MAX_ARG_STRLEN without the NUL behind it). Source: https://man7.org/linux/man-pages/man2/execve.2.html */
const LONGEST_ARGUMENT = 131_071;
/** Of the names of volumes. */
export const VOLUME_PREFIX = 'gatewright-';

/** A node may have many processors, and a sidecar has one pod's connections. */
const DEFAULT_THREADS = 2;
const DRAIN_SECONDS = 60;
/** The pod waits for its sidecar so long, the sidecar for the controller, before Kubernetes starts it again. */
const START_SECONDS = 600;
/** Of what runs for a moment; with limits, for namespaces that ask for them. */
const REDIRECT_RESOURCES = { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } };
/** Stands for the pod's address in arguments. */
const POD_IP = '@POD_IP@';
const LONGEST_IP = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255';

/** What leads the pod's connections through the sidecar, before that starts. @throws RangeError when too much is left out of it. */
export function redirectContainer(settings: SidecarSettings, exclusions: Exclusions): Container {
  const { outboundPorts, inboundPorts, outboundCidrs } = exclusions;
  return {
    name: REDIRECT,
    ...imageOf(settings),
    command: [...GATEWRIGHT, 'redirect'],
    args: [
      ...option('exclude-outbound-ports', outboundPorts),
      ...option('exclude-inbound-ports', inboundPorts),
      ...option('exclude-outbound-cidrs', outboundCidrs),
    ],
    // An image that does not know it redirects all the same.
    env: [podField(REDIRECT_POD, 'metadata.uid')],
    resources: REDIRECT_RESOURCES,
    securityContext: {
      ...NO_PRIVILEGES,
      privileged: false,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] },
      runAsNonRoot: false,
      runAsUser: 0,
      runAsGroup: 0,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/**
 * Envoy. There is no hook to drain it: Kubernetes ends native sidecars when the containers that they serve have ended, and with these
 * their connections.
 * @param user that it runs as, see {@link proxyUser}.
 * @throws RangeError when there are too many probes.
 */
export function sidecarContainer(
  settings: SidecarSettings,
  resources: Resources,
  probes: readonly ProbeUse[],
  user: number,
): Container {
  return {
    name: SIDECAR,
    ...imageOf(settings),
    restartPolicy: 'Always',
    command: ENVOY,
    args: [
      ...envoyArguments({
        node: '$(POD_NAMESPACE)/$(POD_NAME)',
        logLevel: 'warn',
        drainSeconds: DRAIN_SECONDS,
        threads: threadsFor(resources.limits) ?? DEFAULT_THREADS,
      }),
      ...(probes.length === 0 ? [] : ['--config-yaml', probeArgument(probes)]),
    ],
    env: [
      podField('POD_NAME', 'metadata.name'),
      podField('POD_NAMESPACE', 'metadata.namespace'),
      podField('POD_IP', 'status.podIP'),
    ],
    ports: [{ name: 'gw-metrics', containerPort: READINESS_PORT, protocol: 'TCP' }],
    resources,
    // The containers of the pod start when Envoy has its configuration.
    startupProbe: { ...READY, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: START_SECONDS },
    readinessProbe: { ...READY, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    securityContext: {
      ...NO_PRIVILEGES,
      privileged: false,
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: SIDECAR_GROUP,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: proxyMounts(VOLUME_PREFIX),
  };
}

function imageOf({ image, imagePullPolicy }: SidecarSettings): object {
  return { image, ...(imagePullPolicy && { imagePullPolicy }) };
}

function option(name: string, values: readonly unknown[]): readonly string[] {
  if (values.length === 0) return [];
  const text = values.join(',');
  if (text.length > LONGEST_ARGUMENT) {
    throw new RangeError(
      `annotation ${ownName(name)}: it takes ${text.length} bytes as an argument, at most ${LONGEST_ARGUMENT}: give less`,
    );
  }
  return [`--${name}`, text];
}

function probeArgument(probes: readonly ProbeUse[]): string {
  const least = leastSize(probes);
  const text = least > LONGEST_ARGUMENT ? '' : probeConfig(probes, POD_IP);
  const size = text === '' ? least : Buffer.byteLength(text.replaceAll(POD_IP, LONGEST_IP));
  if (size <= LONGEST_ARGUMENT) return argument(text);
  throw new RangeError(
    `the probes of the containers are too many for the sidecar: they take ${size} bytes as an argument, at most ${LONGEST_ARGUMENT}: give fewer probes or shorter paths, or have kubelet ask the containers themselves with the annotation ${REWRITE_PROBES}: "false"`,
  );
}

/** A text as an argument, in which Kubernetes replaces nothing but the pod's address. */
function argument(text: string): string {
  return text.replaceAll('$', '$$$$').replaceAll(POD_IP, '$(POD_IP)');
}
