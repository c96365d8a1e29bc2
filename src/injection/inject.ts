import { isDeepStrictEqual } from 'node:util';
import { proxyUser, proxyVolumes } from '../infrastructure/proxy-container.js';
import { INJECT, STATIC_POD_MIRROR } from '../well-known/annotations.js';
import { GATEWAY_NAME_LABEL, INJECTED, SIDECAR_LABEL } from '../well-known/labels.js';
import { SIDECAR_FILES } from '../well-known/names.js';
import { INBOUND_PORT, OUTBOUND_PORT, PROBE_PORT, READINESS_PORT } from '../well-known/ports.js';
import { readAnnotations, readFlag } from './annotations.js';
import { REDIRECT, redirectContainer, SIDECAR, sidecarContainer, VOLUME_PREFIX } from './containers.js';
import type { Pod, PodSpec } from './pod.js';
import { probeUses, rewriteProbes } from './probe-target.js';
import { SIDECAR_GROUP } from './redirect-rules.js';
import type { SidecarSettings } from './settings.js';

/** Which pods of a namespace get a sidecar: all that do not decline it, or those that ask for it. */
export type InjectionMode = 'enabled' | 'opt-in';

export type Injection =
  | { readonly type: 'injected'; readonly pod: Pod }
  /** The pod stays as it is. */
  | { readonly type: 'unchanged'; readonly reason: string }
  /** The pod can not be in the mesh as it is. `message` says why and what to do. */
  | { readonly type: 'refused'; readonly message: string };

const OURS: ReadonlySet<string> = new Set([REDIRECT, SIDECAR]);
const OUR_PORTS: readonly number[] = [OUTBOUND_PORT, INBOUND_PORT, PROBE_PORT, READINESS_PORT];

/**
 * A pod with its sidecar. The same pod again is left as it is; when somebody else has added containers since then, these get what they
 * need.
 *
 * The redirect and the sidecar come before the pod's own init containers, which use the mesh like the rest. As a native sidecar it
 * starts first, ends last, and does not keep a Job from finishing.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 *
 * @param seed what differs between pods.
 */
export function injectSidecar(pod: Pod, mode: InjectionMode, settings: SidecarSettings, seed: string): Injection {
  const annotations = pod.metadata?.annotations ?? {};
  try {
    const reason = whyNot(pod, mode);
    if (reason !== undefined) return { type: 'unchanged', reason };
    const wishes = readAnnotations(annotations, settings);
    check(pod.spec);
    const spec = wishes.rewriteProbes ? rewriteProbes(pod.spec, OURS) : pod.spec;
    const sidecar = sidecarContainer(settings, wishes.resources, probeUses(spec), proxyUser(seed));
    const { initContainers = [], volumes = [] } = spec;
    const present = initContainers.some(({ name }) => name === SIDECAR);
    const injected: Pod = {
      ...pod,
      metadata: { ...pod.metadata, labels: { ...pod.metadata?.labels, [SIDECAR_LABEL]: INJECTED } },
      spec: present
        ? {
            ...spec,
            initContainers: initContainers.map((each) =>
              each.name === SIDECAR ? { ...each, args: sidecar.args ?? [] } : each,
            ),
          }
        : {
            ...spec,
            initContainers: [redirectContainer(settings, wishes.exclusions), sidecar, ...initContainers],
            volumes: [...volumes, ...proxyVolumes(SIDECAR_FILES, VOLUME_PREFIX)],
          },
    };
    if (isDeepStrictEqual(injected, pod)) return { type: 'unchanged', reason: 'it has its sidecar' };
    return { type: 'injected', pod: injected };
  } catch (error) {
    if (error instanceof RangeError) return { type: 'refused', message: error.message };
    throw error;
  }
}

function whyNot({ metadata = {}, spec }: Pod, mode: InjectionMode): string | undefined {
  const { labels = {}, annotations = {} } = metadata;
  if (GATEWAY_NAME_LABEL in labels) return 'it is the proxy of a Gateway';
  if (spec.hostNetwork) return 'it has the network of its node';
  if (spec.os?.name === 'windows') return 'it is for Windows';
  if (STATIC_POD_MIRROR in annotations) return 'it is the mirror of a static pod';
  const wish = readFlag(annotations, INJECT);
  if (wish === false) return `the annotation ${INJECT} is "false"`;
  if (mode === 'opt-in' && wish === undefined) return `the annotation ${INJECT} is not "true"`;
  return undefined;
}

/** @throws RangeError when the pod has what only its sidecar can have. */
function check({ initContainers = [], containers, securityContext }: PodSpec): void {
  const advice = `or keep the pod out of the mesh with the annotation ${INJECT}: "false"`;
  const own = [...initContainers, ...containers].filter(({ name }) => !OURS.has(name));
  for (const { name, securityContext: ownContext, ports = [] } of own) {
    if ((ownContext?.runAsGroup ?? securityContext?.runAsGroup) === SIDECAR_GROUP) {
      throw new RangeError(
        `container ${name} runs as group ${SIDECAR_GROUP}, whose connections are not redirected since it is the sidecar's: choose another runAsGroup, ${advice}`,
      );
    }
    const taken = ports.find(
      ({ containerPort, protocol = 'TCP' }) => protocol === 'TCP' && OUR_PORTS.includes(containerPort),
    );
    if (taken) {
      throw new RangeError(
        `container ${name} has port ${taken.containerPort}, which the sidecar needs (${OUR_PORTS.join(', ')}): choose another one, ${advice}`,
      );
    }
  }
}
