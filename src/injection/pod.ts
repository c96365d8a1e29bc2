import { z } from 'zod';

const texts = z.record(z.string(), z.string());
const port = z.union([z.int(), z.string()]);
const securityContext = z.looseObject({ runAsGroup: z.int().optional() });
const named = z.looseObject({ name: z.string() });

const httpGet = z.looseObject({
  path: z.string().optional(),
  port,
  host: z.string().optional(),
  scheme: z.string().optional(),
  httpHeaders: z.array(z.looseObject({ name: z.string(), value: z.string() })).optional(),
});

/** What kubelet does: one of these. */
const handler = z.looseObject({
  httpGet: httpGet.optional(),
  tcpSocket: z.looseObject({ port, host: z.string().optional() }).optional(),
  grpc: z.looseObject({ port: z.int(), service: z.string().optional() }).optional(),
});

const probe = handler.extend({ periodSeconds: z.int().optional(), timeoutSeconds: z.int().optional() });

const container = named.extend({
  args: z.array(z.string()).optional(),
  ports: z
    .array(z.looseObject({ name: z.string().optional(), containerPort: z.int(), protocol: z.string().optional() }))
    .optional(),
  securityContext: securityContext.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  startupProbe: probe.optional(),
  lifecycle: z.looseObject({ postStart: handler.optional(), preStop: handler.optional() }).optional(),
});

const podSpec = z.looseObject({
  containers: z.array(container),
  initContainers: z.array(container).optional(),
  volumes: z.array(named).optional(),
  hostNetwork: z.boolean().optional(),
  os: z.looseObject({ name: z.string().optional() }).optional(),
  securityContext: securityContext.optional(),
});

const pod = z.looseObject({
  metadata: z.looseObject({ labels: texts.optional(), annotations: texts.optional() }).optional(),
  spec: podSpec,
});

/** A pod, or the template of pods, as far as sidecars care. Whatever else is there is left as it is. */
export type Pod = z.infer<typeof pod>;
export type PodSpec = z.infer<typeof podSpec>;
export type Container = z.infer<typeof container>;
export type Handler = z.infer<typeof handler>;
export type Probe = z.infer<typeof probe>;
export type HttpGet = z.infer<typeof httpGet>;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A value that has the form of a pod, without fields that are null, which are none. @throws RangeError that names the field. */
export function parsePod(value: unknown): Pod {
  const whole = withoutNulls(value);
  const { error } = pod.safeParse(whole);
  if (!error) return whole as Pod;
  const [issue] = error.issues;
  throw new RangeError(`not a pod: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function withoutNulls(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, inner]) =>
      inner === null ? [] : [[wellFormed(field), withoutNulls(inner)]],
    ),
  );
}

/** JSON can write halves of characters, which are no text: nothing that is sent on could hold them. */
function wellFormed(text: string): string {
  if (!LONE_SURROGATE.test(text)) return text;
  throw new RangeError(`not a pod: ${JSON.stringify(text.slice(0, 80))} holds a surrogate without its other half`);
}
