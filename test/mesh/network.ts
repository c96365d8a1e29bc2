/**
 * Pods as network namespaces around a router that leads packets from one to the other, and what kube-proxy would do. All of it goes with
 * the processes that hold the namespaces, and these with the test run. Needs the rights of root.
 */
import { type ChildProcess, execFileSync, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A network namespace with addresses of both families, and the router beside it. */
export interface PodNetwork {
  readonly ipv4: string;
  readonly ipv6: string;
  /** Runs a program in it and gives what it prints. @throws Error with what it wrote to standard error. */
  run(program: string, args: readonly string[], input?: string): string;
  spawn(program: string, args: readonly string[], stdio: StdioOptions): ChildProcess;
  /** What runs a program in it. */
  readonly prefix: readonly string[];
}

export interface ClusterNetwork {
  readonly pods: readonly PodNetwork[];
  /** Leads connections to a Service that are not redirected by a sidecar to a pod, as kube-proxy does. */
  forward(address: string, port: number, pod: PodNetwork, targetPort: number): void;
  close(): void;
}

interface Holder {
  readonly prefix: readonly string[];
  readonly pid: number;
  end(): void;
}

/** A router and so many pods. */
export async function startNetwork(count: number): Promise<ClusterNetwork> {
  if (process.getuid?.() !== 0) throw new Error('network namespaces need root: run the tests of the mesh as root');
  const [router, ...holders] = await Promise.all(Array.from({ length: count + 1 }, hold));
  if (router === undefined) throw new Error('there is no router');
  const all = [router, ...holders];
  const close = () => {
    for (const { end } of all) end();
  };
  try {
    for (const { prefix } of all) run(prefix, 'ip', ['link', 'set', 'lo', 'up']);
    run(router.prefix, 'sysctl', ['-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
    run(router.prefix, 'nft', ['-f', '-'], SERVICES);
    const pods = holders.map((holder, index) => connect(router, holder, index + 1));
    const forward: ClusterNetwork['forward'] = (address, port, pod, targetPort) => {
      const [family, target] = address.includes(':') ? ['ip6', `[${pod.ipv6}]`] : ['ip', pod.ipv4];
      const rule = `${family} daddr ${address} tcp dport ${port} dnat ${family} to ${target}:${targetPort}`;
      run(router.prefix, 'nft', ['add', 'rule', 'inet', 'services', 'prerouting', rule]);
    };
    return { pods, forward, close };
  } catch (error) {
    close();
    throw error;
  }
}

const SERVICES = `table inet services {
  chain prerouting { type nat hook prerouting priority -100; }
  chain postrouting { type nat hook postrouting priority 100; ct status dnat masquerade; }
}`;

function connect(router: Holder, { prefix, pid }: Holder, index: number): PodNetwork {
  const [ipv4, ipv6] = [`198.18.${index}.2`, `fd00:18:${index}::2`];
  const [gateway, gateway6] = [`198.18.${index}.1`, `fd00:18:${index}::1`];
  const link = `pod${index}`;
  run(router.prefix, 'ip', ['link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid)]);
  for (const [side, device, addresses] of [
    [router.prefix, link, [gateway, gateway6]],
    [prefix, 'eth0', [ipv4, ipv6]],
  ] as const) {
    run(side, 'ip', ['link', 'set', device, 'up']);
    run(side, 'ip', ['address', 'add', `${addresses[0]}/24`, 'dev', device]);
    run(side, 'ip', ['address', 'add', `${addresses[1]}/64`, 'dev', device, 'nodad']);
  }
  run(prefix, 'ip', ['route', 'add', 'default', 'via', gateway]);
  run(prefix, 'ip', ['-6', 'route', 'add', 'default', 'via', gateway6]);
  return {
    ipv4,
    ipv6,
    prefix,
    run: (program, args, input) => run(prefix, program, args, input),
    spawn: (program, args, stdio) => {
      const [enter = '', ...inside] = prefix;
      return spawn(enter, [...inside, program, ...args], { stdio });
    },
  };
}

/** A process in a namespace of its own, which ends when this one does. */
async function hold(): Promise<Holder> {
  const child = spawn('unshare', ['--net', 'sh', '-c', 'echo ready; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const pid = child.pid as number;
  return { pid, prefix: ['nsenter', '--net', '--target', String(pid), '--'], end: () => child.stdin.end() };
}

function run([enter = '', ...inside]: readonly string[], program: string, args: readonly string[], input = ''): string {
  return execFileSync(enter, [...inside, program, ...args], { input, encoding: 'utf8', stdio: 'pipe' }).trim();
}
