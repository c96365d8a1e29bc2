import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { BodyReader } from './body-reader.js';
import { type Injection, type InjectionMode, injectSidecar } from './inject.js';
import { podPatch } from './json-patch.js';
import { type Pod, parsePod } from './pod.js';
import type { SidecarSettings } from './settings.js';
import { YieldingQueue } from './yielding-queue.js';

/** PEM. */
export interface ServingCertificate {
  /** With the chain behind it. */
  readonly cert: string;
  readonly key: string;
}

/** What becomes of a pod; `failed` is our mistake. */
export type ReviewResult = Injection['type'] | 'failed';

export interface WebhookOptions {
  readonly host: string;
  /** 0: one that the system chooses. */
  readonly port: number;
  readonly certificate: ServingCertificate;
  readonly settings: SidecarSettings;
  /** A pod was looked at. */
  readonly onReview?: (result: ReviewResult) => void;
  readonly onLog: (level: 'info' | 'warn', message: string) => void;
}

export interface Webhook {
  readonly port: number;
  /** For connections from now on. @throws Error when it is none. */
  setCertificate(certificate: ServingCertificate): void;
  /**
   * Takes no new requests, and answers those in flight.
   * @param left fulfilled when nobody comes any more, as far as can be known; until then all are answered, and asked to go elsewhere.
   */
  close(left?: Promise<unknown>): Promise<void>;
}

/** The path that the API server asks for pods of a namespace with this mode. */
const MODES: Readonly<Record<string, InjectionMode>> = { '/inject/enabled': 'enabled', '/inject/opt-in': 'opt-in' };
/** The API server takes no larger object. */
const MAX_BODY = 3 << 20;
/** Bytes of all bodies together that are being received. Pods have some kilobytes. */
const MAX_RECEIVED = 32 << 20;
const REQUEST_TIMEOUT_MS = 10_000;
const REVIEW = 'admission.k8s.io/v1';

interface AdmissionRequest {
  readonly uid: string;
  readonly namespace?: string;
  readonly object: Pod;
}

type ReviewOptions = Required<Pick<WebhookOptions, 'settings' | 'onReview' | 'onLog'>>;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/**
 * The webhook that gives pods their sidecars: `POST /inject/enabled` and `/inject/opt-in` with an AdmissionReview, and `GET /healthz`.
 * A pod that can not be in the mesh is refused with what to do; what is no review gets 400, and whoever comes while too much is being
 * received 429. Reviews are decided one at a time, and other work of the process goes on between them.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 *
 * @throws Error of Node's `listen`, such as EADDRINUSE.
 */
export async function startWebhook(options: WebhookOptions): Promise<Webhook> {
  const { host, port, certificate, onReview = () => {}, onLog } = options;
  let leaving = false;
  const bodies = new BodyReader(MAX_BODY, MAX_RECEIVED);
  const queue = new YieldingQueue();
  const server = createServer(
    { ...certificate, minVersion: 'TLSv1.2', requestTimeout: REQUEST_TIMEOUT_MS },
    async (request, response) => {
      const answered = await answer(request, { ...options, onReview, bodies, queue }).catch((error: Error) => {
        onReview('failed');
        onLog('warn', `a pod could not be looked at: ${error.stack ?? error.message}`);
        return { status: 500, body: 'internal error\n' };
      });
      if (leaving) response.shouldKeepAlive = false;
      send(response, answered);
    },
  );
  server.on('tlsClientError', (error, { remoteAddress }) => {
    // Probes of load balancers and scanners connect and say nothing.
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return;
    onLog('warn', `the webhook's caller ${remoteAddress ?? ''} does not agree on TLS: ${error.message}`);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    setCertificate: (next) => server.setSecureContext({ ...next, minVersion: 'TLSv1.2' }),
    close: async (left) => {
      leaving = true;
      await left;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, { status, body, type = 'text/plain; charset=utf-8' }: Answer): void {
  response.on('error', () => {});
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

async function answer(
  request: IncomingMessage,
  { bodies, queue, ...options }: ReviewOptions & { readonly bodies: BodyReader; readonly queue: YieldingQueue },
): Promise<Answer> {
  const path = request.url?.replace(/\?.*$/, '') ?? '';
  if (path === '/healthz') return { status: 200, body: 'ok\n' };
  const mode = Object.hasOwn(MODES, path) ? MODES[path] : undefined;
  if (mode === undefined) return { status: 404, body: `there are ${Object.keys(MODES).join(', ')} and /healthz\n` };
  if (request.method !== 'POST') return { status: 405, body: 'only POST\n' };
  const answered = await bodies.read(request, (body) => queue.take(() => reviewed(body, mode, options)));
  switch (answered) {
    case 'too large':
      return { status: 413, body: `more than ${MAX_BODY} bytes\n` };
    case 'busy':
      return { status: 429, body: 'too many pods at a time, try again\n' };
    default:
      return answered;
  }
}

function reviewed(body: string, mode: InjectionMode, options: ReviewOptions): Answer {
  const review = parseReview(body);
  if ('problem' in review) {
    return { status: 400, body: `expected an AdmissionReview of ${REVIEW} with a Pod${review.problem}\n` };
  }
  const response = { uid: review.uid, ...decide(review, mode, options) };
  return {
    status: 200,
    type: 'application/json',
    body: JSON.stringify({ apiVersion: REVIEW, kind: 'AdmissionReview', response }),
  };
}

function decide(
  { uid, object, namespace = '' }: AdmissionRequest,
  mode: InjectionMode,
  { settings, onReview, onLog }: ReviewOptions,
): object {
  const injection = injectSidecar(object, mode, settings, uid);
  onReview(injection.type);
  switch (injection.type) {
    case 'unchanged':
      return { allowed: true };
    case 'refused':
      onLog('info', `refused a pod in ${namespace}: ${injection.message}`);
      return { allowed: false, status: { code: 403, reason: 'Forbidden', message: injection.message } };
    case 'injected': {
      const patch = Buffer.from(JSON.stringify(podPatch(object, injection.pod))).toString('base64');
      return { allowed: true, patchType: 'JSONPatch', patch };
    }
  }
}

function parseReview(body: string): AdmissionRequest | { readonly problem: string } {
  try {
    const { apiVersion, kind, request } = JSON.parse(body);
    if (apiVersion !== REVIEW || kind !== 'AdmissionReview' || typeof request?.uid !== 'string') return { problem: '' };
    return { ...request, object: parsePod(request.object) };
  } catch (error) {
    return { problem: error instanceof RangeError ? `: ${error.message}` : '' };
  }
}
