import { spawn } from 'node:child_process';

/** A Kubernetes object as a test writes or reads it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into objects of every kind.
  readonly [field: string]: any;
}

/**
 * Runs kubectl as the cluster's administrator.
 *
 * @returns what it printed. @throws Error with its complaint.
 */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const child = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${complaint.trim()}`);
  return out;
}

/** `kubectl apply` of objects, or of YAML. */
export function apply(...objects: readonly (KubeObject | string)[]): Promise<string> {
  return kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], documents(objects));
}

/** One stream of YAML, in which JSON is YAML too. It does not begin with a brace, or kubectl would read it as a stream of JSON. */
export function documents(objects: readonly (object | string)[]): string {
  return objects.map((object) => `---\n${typeof object === 'string' ? object : JSON.stringify(object)}\n`).join('');
}

export async function get(kind: string, name: string, namespace?: string): Promise<KubeObject> {
  const place = namespace === undefined ? [] : ['-n', namespace];
  return JSON.parse(await kubectl(['get', kind, name, ...place, '-o', 'json'])) as KubeObject;
}

export async function list(kind: string, namespace: string, selector?: string): Promise<readonly KubeObject[]> {
  const chosen = selector === undefined ? [] : ['-l', selector];
  const answer = await kubectl(['get', kind, '-n', namespace, ...chosen, '-o', 'json']);
  return (JSON.parse(answer) as { items: KubeObject[] }).items;
}

export async function remove(kind: string, name: string, namespace?: string): Promise<void> {
  const place = namespace === undefined ? [] : ['-n', namespace];
  await kubectl(['delete', kind, name, ...place, '--ignore-not-found']);
}
