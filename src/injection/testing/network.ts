/**
 * A pod and a client beside it as two network namespaces, and programs in them. Needs the rights of root, as the redirect itself does.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A network namespace that goes with the process that holds it. */
export interface Network {
  /** Runs a program in it and gives what it prints. @throws Error with what it wrote to standard error. */
  run(program: string, args: readonly string[], input?: string): string;
  /** Listens on ports as a user; each connection is answered with `port from address` and closed. */
  listen(user: number, ports: readonly number[]): Promise<void>;
  /** Connects as a user and gives the answer, or the code of the error. */
  connect(user: number, address: string, port: number, from?: string): string;
}

export interface Pod {
  readonly pod: Network;
  readonly client: Network;
  close(): void;
}

export const POD_ADDRESSES = ['198.18.0.2', 'fd00:c::2'] as const;
export const CLIENT_ADDRESSES = ['198.18.0.1', 'fd00:c::1'] as const;

const LISTEN = `
const [user, ...ports] = process.argv.slice(1).map(Number);
process.setgid(user);
process.setuid(user);
let left = ports.length;
for (const port of ports) {
  require('net').createServer((socket) => {
    socket.on('error', () => {});
    socket.end(port + ' from ' + socket.remoteAddress.replace('::ffff:', ''));
  }).listen(port, '::', () => --left === 0 && console.log('listening'));
}`;

const CONNECT = `
const [user, host, port, from] = process.argv.slice(1);
process.setgid(+user);
process.setuid(+user);
const socket = require('net').connect({ host, port: +port, ...(from && { localAddress: from }) });
let answer = '';
const end = (text) => { console.log(text); process.exit(); };
socket.on('data', (data) => { answer += data; }).on('end', () => end(answer)).on('error', (error) => end(error.code));
socket.setTimeout(1000, () => end('no answer'));`;

/** Two namespaces and a link between them, with addresses of both families. */
export async function startPod(): Promise<Pod> {
  const holders = await Promise.all([hold(), hold()]);
  const [pod, client] = holders.map(({ pid }) => networkOf(pid, holders)) as [Network, Network];
  const [, beside] = holders.map(({ pid }) => String(pid));
  pod.run('ip', ['link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', beside ?? '']);
  for (const [network, addresses] of [
    [pod, POD_ADDRESSES],
    [client, CLIENT_ADDRESSES],
  ] as const) {
    network.run('ip', ['link', 'set', 'lo', 'up']);
    network.run('ip', ['link', 'set', 'eth0', 'up']);
    network.run('ip', ['address', 'add', `${addresses[0]}/24`, 'dev', 'eth0']);
    network.run('ip', ['address', 'add', `${addresses[1]}/64`, 'dev', 'eth0', 'nodad']);
  }
  return {
    pod,
    client,
    close: () => {
      for (const { end } of holders) end();
    },
  };
}

interface Holder {
  readonly pid: number;
  /** What ends with it. */
  readonly tie: (end: () => void) => void;
  end(): void;
}

/** A process in a namespace of its own, which ends when this one does. */
async function hold(): Promise<Holder> {
  const ends: (() => void)[] = [];
  const child = spawn('unshare', ['--net', 'sh', '-c', 'echo ready; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    pid: child.pid as number,
    tie: (end) => ends.push(end),
    end: () => {
      for (const end of ends) end();
      child.stdin.end();
    },
  };
}

function networkOf(pid: number, holders: readonly Holder[]): Network {
  const inside = ['--net', '--target', String(pid), '--'];
  const run = (program: string, args: readonly string[], input = '') =>
    execFileSync('nsenter', [...inside, program, ...args], { input, encoding: 'utf8', stdio: 'pipe' }).trim();
  return {
    run,
    listen: async (user, ports) => {
      const args = [...inside, process.execPath, '-e', LISTEN, ...[user, ...ports].map(String)];
      const child = spawn('nsenter', args, { stdio: ['ignore', 'pipe', 'inherit'] });
      holders.find((holder) => holder.pid === pid)?.tie(() => child.kill('SIGKILL'));
      const ended = once(child, 'exit').then(() => Promise.reject(new Error(`nobody listens on ${ports.join(', ')}`)));
      ended.catch(() => {});
      await Promise.race([once(child.stdout, 'data'), ended]);
    },
    connect: (user, address, port, from = '') =>
      run(process.execPath, ['-e', CONNECT, ...[user, address, port, from].map(String)]),
  };
}
