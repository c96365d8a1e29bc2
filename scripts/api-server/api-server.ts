import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ApiServerBinaries {
  /** Path of etcd. */
  readonly etcd: string;
  /** Command of kube-apiserver; words after the first are arguments, for a binary that holds several programs. */
  readonly kubeApiserver: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

/** A real Kubernetes API server without nodes, on loopback, with its data in a temporary directory. */
export interface ApiServer {
  readonly version: string;
  /** Path of a kubeconfig with full rights. */
  readonly kubeconfig: string;
  readonly port: number;
  call(method: string, path: string, body?: unknown): Promise<ApiResponse>;
  /** Ends the API server without notice and starts it again, at the same port and with what it had stored. */
  restart(): Promise<void>;
  /** Makes etcd forget every version of an object but the newest. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 90_000;
const TOKEN = 'local';

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function start(command: string, args: readonly string[], log: string): ChildProcess {
  const [program = '', ...first] = command.split(' ');
  const output = openSync(log, 'w');
  return spawn(program, [...first, ...args], { stdio: ['ignore', output, output] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

export async function startApiServer(binaries: ApiServerBinaries): Promise<ApiServer> {
  const dir = await mkdtemp(join(tmpdir(), 'gatewright-api-server-'));
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(join(dir, 'sa.key'), key);
  await writeFile(join(dir, 'tokens.csv'), `${TOKEN},admin,admin,system:masters\n`);
  const etcdUrl = `http://127.0.0.1:${client}`;
  const startEtcd = () =>
    start(
      binaries.etcd,
      [
        ...['--data-dir', join(dir, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn'],
        ...['--listen-client-urls', etcdUrl, '--advertise-client-urls', etcdUrl],
        ...['--listen-peer-urls', `http://127.0.0.1:${peer}`],
      ],
      join(dir, 'etcd.log'),
    );
  const startKubeApiserver = () =>
    start(
      binaries.kubeApiserver,
      [
        ...['--etcd-servers', etcdUrl, '--bind-address', '127.0.0.1', '--secure-port', String(secure)],
        ...['--cert-dir', join(dir, 'pki'), '--advertise-address', '127.0.0.1'],
        ...['--service-account-key-file', join(dir, 'sa.key')],
        ...['--service-account-signing-key-file', join(dir, 'sa.key')],
        ...['--service-account-issuer', 'https://kubernetes.default.svc'],
        ...['--service-cluster-ip-range', '10.96.0.0/16,fd00:10:96::/112'],
        ...['--token-auth-file', join(dir, 'tokens.csv'), '--authorization-mode', 'AlwaysAllow'],
        ...['--disable-admission-plugins', 'ServiceAccount', '--endpoint-reconciler-type', 'none'],
        ...['--max-mutating-requests-inflight', '0', '--max-requests-inflight', '0'],
        '--enable-priority-and-fairness=false',
        ...['--feature-gates', 'ClusterTrustBundle=true', '--runtime-config', 'certificates.k8s.io/v1beta1=true'],
      ],
      join(dir, 'kube-apiserver.log'),
    );
  const etcd = startEtcd();
  let kubeApiserver = startKubeApiserver();
  const stop = async (): Promise<void> => {
    await end(kubeApiserver);
    await end(etcd);
    await rm(dir, { recursive: true, force: true });
  };

  // The server signs its own certificate at start; loopback and a process of our own make checking it pointless.
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const call = (method: string, path: string, body?: unknown): Promise<ApiResponse> =>
    new Promise((resolve, reject) => {
      const content = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        accept: 'application/json',
      };
      const sent = request({ agent, host: '127.0.0.1', port: secure, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = response.headers['content-type']?.includes('json') === true;
          resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
        });
      });
      sent.on('error', reject);
      sent.end(content);
    });

  const ready = async (): Promise<void> => {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const answer = await call('GET', '/readyz').catch((error: unknown) => ({ status: 0, body: String(error) }));
      if (answer.status === 200) return;
      const dead = [etcd, kubeApiserver].find((child) => child.exitCode !== null || child.pid === undefined);
      if (dead !== undefined || Date.now() > deadline) {
        const logs = ['etcd.log', 'kube-apiserver.log'].map((name) =>
          readFileSync(join(dir, name), 'utf8').slice(-3000),
        );
        await stop();
        throw new Error(`The API server did not start (${JSON.stringify(answer.body)}).\n${logs.join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  await ready();
  const version = (await call('GET', '/version')).body as { gitVersion: string };
  const kubeconfig = join(dir, 'kubeconfig.json');
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${secure}`, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { token: TOKEN } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
  const restart = async (): Promise<void> => {
    await end(kubeApiserver);
    kubeApiserver = startKubeApiserver();
    await ready();
  };
  const etcdCall = async (path: string, body: object): Promise<{ readonly header: { readonly revision: string } }> => {
    const answer = await fetch(`${etcdUrl}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd: ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { header: { revision: string } };
  };
  const compact = async (): Promise<void> => {
    const { header } = await etcdCall('kv/range', { key: Buffer.from('none').toString('base64') });
    await etcdCall('kv/compaction', { revision: header.revision, physical: true });
  };
  return { version: version.gitVersion, kubeconfig, port: secure, call, restart, compact, stop };
}
