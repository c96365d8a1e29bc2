import { type Injection, injectSidecar } from './inject.js';
import { type Pod, parsePod } from './pod.js';
import type { SidecarSettings } from './settings.js';

/** Where the pod, or the template of pods, is in an object of a kind. */
const PODS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

type Fields = Readonly<Record<string, unknown>>;

export type WorkloadInjection =
  | Exclude<Injection, { type: 'injected' }>
  /** `object` is the whole of it, with the sidecar. */
  | { readonly type: 'injected'; readonly object: unknown };

/** An object of any kind whose pods get the sidecar that they would get in a namespace of the mesh. */
export function injectWorkload(object: unknown, settings: SidecarSettings): WorkloadInjection {
  const kind = String((object as Fields | null)?.kind);
  const path = Object.hasOwn(PODS, kind) ? PODS[kind] : undefined;
  if (path === undefined) return { type: 'unchanged', reason: 'it has no pods' };
  const injection = readPod(path.reduce<unknown>((part, field) => (part as Fields | undefined)?.[field], object));
  if ('message' in injection) return { type: 'refused', message: injection.message };
  const { namespace = '', name = '' } = ((object as Fields).metadata ?? {}) as { namespace?: string; name?: string };
  const result = injectSidecar(injection.pod, 'enabled', settings, `${kind}/${namespace}/${name}`);
  return result.type === 'injected' ? { type: 'injected', object: replaced(object, path, result.pod) } : result;
}

function readPod(value: unknown): { readonly pod: Pod } | { readonly message: string } {
  try {
    return { pod: parsePod(value) };
  } catch (error) {
    return { message: (error as Error).message };
  }
}

function replaced(object: unknown, [field, ...rest]: readonly string[], value: unknown): unknown {
  if (field === undefined) return value;
  const fields = object as Fields;
  return { ...fields, [field]: replaced(fields[field], rest, value) };
}
