import type { ServerResponse } from 'node:http';
import type { KubernetesObject } from '../objects.js';
import type { ApiResource } from '../paths.js';

export function parsePath(path: string): {
  readonly group: string;
  readonly version: string | undefined;
  readonly namespace: string | undefined;
  readonly plural: string | undefined;
} {
  const [root, ...rest] = path.split('/').slice(1);
  const group = root === 'api' ? '' : (rest.shift() ?? '');
  const [version, ...place] = rest;
  const isPlaced = place[0] === 'namespaces' && place.length > 2;
  return { group, version, namespace: isPlaced ? place[1] : undefined, plural: isPlaced ? place[2] : place[0] };
}

export function selector(
  namespace: string | undefined,
  query: Readonly<Record<string, string>>,
): (object: KubernetesObject | undefined) => boolean {
  const labels = pairs(query.labelSelector);
  const fields = pairs(query.fieldSelector);
  return (object) =>
    object !== undefined &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    labels.every(([key, value]) => object.metadata.labels?.[key] === value) &&
    fields.every(([key, value]) => (key === 'metadata.name' ? object.metadata.name : object[key]) === value);
}

function pairs(selectors = ''): [string, string][] {
  return selectors.split(',').flatMap((one) => {
    const [key = '', value = ''] = one.split('=');
    return key === '' ? [] : [[key, value]];
  });
}

export function apiVersionOf({ group, version }: ApiResource): string {
  return group === '' ? version : `${group}/${version}`;
}

export function eventLine(type: string, object: KubernetesObject): string {
  return `${JSON.stringify({ type, object })}\n`;
}

export function statusOf(code: number, reason: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: `scripted ${code}`, reason, code };
}

export function send(
  response: ServerResponse,
  body: object,
  code = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function refuse(response: ServerResponse, code: number, reason: string, retryAfter?: number): void {
  send(response, statusOf(code, reason), code, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
}
