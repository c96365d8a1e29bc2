import { Command, CommanderError, Option } from 'commander';
import { version } from '../app/version.js';
import { envoyVersion } from '../envoy-api/generated/version.js';
import { parseNetworkPolicy } from '../infrastructure/settings.js';
import { parseCidrs, parsePorts } from '../injection/exclusions.js';
import { parseResources, SIDECAR_RESOURCES } from '../injection/settings.js';
import { SourceError } from '../sources/source.js';
import { UsageError, UserError } from '../user-error.js';
import { CONTROLLER_NAME } from '../well-known/names.js';
import { ADMIN_PORT, HEALTH_PORT, WEBHOOK_PORT, XDS_PORT } from '../well-known/ports.js';
import type { ControllerCommandOptions } from './controller.js';
import type { DrainCommandOptions } from './drain.js';
import type { EchoCommandOptions } from './echo.js';
import type { InjectCommandOptions } from './inject.js';
import { address, bind, dnsName, echo, list, logLevel, parsed, port, positive, whole } from './option-values.js';
import { printable } from './printable.js';
import type { RedirectCommandOptions } from './redirect.js';
import type { RunOptions } from './run.js';
import type { StatusCommandOptions } from './status.js';
import { giveBackSignals } from './stop-signal.js';

/** Exit codes of every command. */
const OK = 0;
const FAILED = 1;
const USAGE = 2;
const EXIT_CODES = `
Exit codes: 0 when it did what it was asked; 1 when it did not, or found what it looks for; 2 when the command line is wrong.`;

const IMAGE = `gatewright/gatewright:${version}`;

/** Runs the command line; resolves to the exit code. Errors of the user are one line on standard error. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = OK;
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error) => onLostOutput(stream, error));
  const program = commandLine((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE;
    if (error instanceof UserError || error instanceof SourceError) {
      console.error(`gatewright: ${printable(error.message)}`);
      return error instanceof UsageError ? USAGE : FAILED;
    }
    throw error;
  } finally {
    giveBackSignals();
  }
}

/**
 * What can not be printed is no reason to stop serving. A reader that leaves early, such as `head`, is no reason to fail either;
 * everything else, such as a full disk, is one. A terminal that is gone ends the program, as SIGHUP from the kernel does: to
 * which process that sends SIGHUP depends on who started which.
 */
function onLostOutput({ isTTY }: NodeJS.WriteStream, { code }: NodeJS.ErrnoException): void {
  if (isTTY && code === 'EIO') process.kill(process.pid, 'SIGHUP');
  else if (code !== 'EPIPE') {
    process.once('exit', () => {
      process.exitCode ||= FAILED;
    });
  }
}

/** All commands with their arguments and options. @param done gets the exit code of the command that has run */
export function commandLine(done: (code: number) => void): Command {
  const program = new Command('gatewright')
    .description('Programs Envoy from Gateway API resources.')
    .exitOverride()
    .showHelpAfterError('(add --help for usage)')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', EXIT_CODES);

  program
    .command('run')
    .description('Serve Gateway API files through an Envoy that is started and supervised here.')
    .argument('<paths...>', 'files and folders, read recursively and watched')
    .addOption(bind())
    .option(
      '--admin <address>',
      'where /healthz, /readyz, /metrics and /debug are served',
      address,
      `127.0.0.1:${ADMIN_PORT}`,
    )
    .option(
      '--envoy-path <file>',
      'the Envoy to start (default: $GATEWRIGHT_ENVOY, PATH, the cache, then a checked download)',
    )
    .option(
      '--state-dir <folder>',
      'where the last good configuration is kept (default: one per set of paths under ~/.local/state/gatewright)',
    )
    .option('--concurrency <n>', "Envoy's worker threads (default: one per core)", positive)
    .option('--drain-timeout <seconds>', 'how long requests in flight may take when stopping', positive, 10)
    .option('--access-log', 'print a line for every request: for people on a terminal, else JSON')
    .option(
      '--echo <name=port[/protocol]>',
      'start a built-in backend that answers with what it received, over http, https, tcp or udp; repeatable',
      echo,
    )
    .addOption(logLevel())
    .addHelpText(
      'after',
      `
Examples:
  gatewright run examples/quickstart --echo v1=9001 --echo v2=9002
  gatewright run gateway.yaml routes/ --bind 0.0.0.0`,
    )
    .action(async (paths: string[], { echo = [], ...options }: Omit<RunOptions, 'echo'> & Partial<RunOptions>) => {
      const { run } = await import('./run.js');
      done(await run(paths, { ...options, echo }));
    });

  program
    .command('controller')
    .description('Serve the Gateway API objects of a Kubernetes cluster; what the Helm chart starts.')
    .addOption(new Option('--namespace <name>', 'namespace of the pod that this runs in').env('POD_NAMESPACE'))
    .addOption(new Option('--pod <name>', 'name of that pod').env('POD_NAME'))
    .addOption(new Option('--pod-uid <uid>', 'UID of that pod').env('POD_UID'))
    .option('--watch-namespaces <names>', 'namespaces to serve, separated by commas (default: all)', list)
    .option('--controller-name <name>', 'spec.controllerName of our GatewayClasses', CONTROLLER_NAME)
    .option('--xds <address>', 'where the xDS server listens', address, `0.0.0.0:${XDS_PORT}`)
    .option('--xds-service <name>', 'DNS name by which proxies reach it', 'gatewright.gatewright-system.svc')
    .option('--health <address>', 'where /healthz, /readyz and /metrics are served', address, `0.0.0.0:${HEALTH_PORT}`)
    .option('--admin <address>', 'where these and /debug are served', address, `127.0.0.1:${ADMIN_PORT}`)
    .option('--cluster-domain <name>', 'DNS domain of the cluster', dnsName, 'cluster.local')
    .option('--proxy-image <image>', 'image of the proxies', IMAGE)
    .option('--proxy-network-policy <json>', 'networkPolicy of ProxyConfigs that say none', parsed(parseNetworkPolicy))
    .option('--lease <name>', 'name of the Lease that the leader holds', 'gatewright')
    .option('--mesh', 'give pods of labelled namespaces a sidecar, and serve routes whose parents are Services')
    .option('--mesh-trust-domain <name>', "of the workloads' SPIFFE identities", dnsName, 'cluster.local')
    .option('--mesh-certificate-life <seconds>', 'how long certificates of workloads hold', positive, 86_400)
    .option(
      '--webhook <address>',
      'where the webhook that gives pods their sidecars listens',
      address,
      `0.0.0.0:${WEBHOOK_PORT}`,
    )
    .option('--sidecar-resources <json>', 'requests and limits of sidecars', parsed(parseResources), SIDECAR_RESOURCES)
    .addOption(logLevel())
    .addHelpText(
      'after',
      `
Example, outside of the chart, with your own kubeconfig:
  gatewright controller --namespace gatewright-system --pod local --pod-uid 00000000-0000-0000-0000-000000000000`,
    )
    .action(async (options: ControllerCommandOptions) => {
      const { controllerCommand } = await import('./controller.js');
      done(await controllerCommand(options));
    });

  program
    .command('translate')
    .description('Print the statuses and the Envoy resources that files lead to. Private keys are left out.')
    .argument('<paths...>', 'files and folders, read recursively')
    .addOption(new Option('-o, --output <format>', 'output format').choices(['yaml', 'json']).default('yaml'))
    .addOption(bind())
    .addHelpText('after', '\nExample:\n  gatewright translate examples/quickstart --output json')
    .action(async (paths: string[], options: { output: 'yaml' | 'json'; bind: string[] }) => {
      const { translateCommand } = await import('./translate.js');
      done(await translateCommand(paths, options));
    });

  program
    .command('validate')
    .description('Accept and reject files exactly as the API server would: schema, defaults and CEL rules.')
    .argument('<paths...>', 'files and folders, read recursively')
    .addOption(
      new Option('--channel <channel>', 'release channel of the Gateway API')
        .choices(['standard', 'experimental'])
        .default('experimental'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  gatewright validate examples/two-teams\n\nExit code 1 when anything is rejected.',
    )
    .action(async (paths: string[], options: { channel: 'standard' | 'experimental' }) => {
      const { validateCommand } = await import('./validate.js');
      done(await validateCommand(paths, options));
    });

  program
    .command('echo')
    .description('Start a backend that answers with what it received, to try routes on.')
    .option('--name <name>', 'what it calls itself', 'echo')
    .option('--host <address>', 'IP address to bind', '127.0.0.1')
    .option('--port <port>', 'port for HTTP, WebSocket and gRPC', port)
    .option('--https <port>', 'port for the same over TLS', port)
    .option('--certificate <file>', 'PEM to show there (default: a new certificate of an unknown authority)')
    .option('--key <file>', 'PEM of its private key')
    .option('--tcp <port>', 'port for lines of text, each of which is answered', port)
    .option('--udp <port>', 'port for datagrams, each of which is answered', port)
    .addHelpText(
      'after',
      '\nExamples:\n  gatewright echo --name v1 --port 9001\n  gatewright echo --name dns --udp 5353 --tcp 5353',
    )
    .action(async ({ port: http, ...options }: Omit<EchoCommandOptions, 'http'> & { port?: number }) => {
      const { echoCommand } = await import('./echo.js');
      done(await echoCommand({ ...options, ...(http !== undefined && { http }) }));
    });

  program
    .command('drain', { hidden: true })
    .description(
      'Let the Envoy of this pod end without a failed request; what the pod of a proxy does before it is stopped.',
    )
    .requiredOption('--admin <socket>', "unix socket of Envoy's admin interface")
    .option('--min <seconds>', 'how long to go on taking connections at least', whole, 5)
    .option('--timeout <seconds>', 'how long requests and connections in flight may take', whole, 60)
    .action(async (options: DrainCommandOptions) => {
      const { drainCommand } = await import('./drain.js');
      done(await drainCommand(options));
    });

  program
    .command('inject')
    .description('Print objects with the sidecars that their pods get in a namespace of the mesh. No cluster is asked.')
    .requiredOption('-f, --filename <file>', 'YAML or JSON of pods, workloads and others; - is standard input')
    .option('--image <image>', 'image of the sidecar', IMAGE)
    .option('--sidecar-resources <json>', 'requests and limits of sidecars', parsed(parseResources), SIDECAR_RESOURCES)
    .addHelpText(
      'after',
      '\nExample:\n  gatewright inject -f deployment.yaml\n\nExit code 1 when a pod would be refused.',
    )
    .action(async (options: InjectCommandOptions) => {
      const { injectCommand } = await import('./inject.js');
      done(injectCommand(options));
    });

  program
    .command('redirect', { hidden: true })
    .description('Lead the TCP connections of this pod through its sidecar; what a pod of the mesh does first.')
    .option('--exclude-outbound-ports <ports>', 'ports that the pod connects to directly', parsed(parsePorts), [])
    .option('--exclude-inbound-ports <ports>', 'ports that are reached directly', parsed(parsePorts), [])
    .option('--exclude-outbound-cidrs <ranges>', 'addresses that the pod connects to directly', parsed(parseCidrs), [])
    .option('--remove', 'undo it: remove all rules of gatewright from this network')
    .action(async (options: RedirectCommandOptions) => {
      const { redirectCommand } = await import('./redirect.js');
      done(redirectCommand(options));
    });

  program
    .command('status')
    .description(
      'Show whether the proxies of a cluster have acknowledged what they should have: Gateways and sidecars.',
    )
    .option('-n, --namespace <name>', 'whose proxies to show (default: those of all namespaces)')
    .option('--controller-namespace <name>', 'where the controller runs', 'gatewright-system')
    .option('--admin-port <port>', "port of the controller's --admin", port, ADMIN_PORT)
    .addOption(new Option('-o, --output <format>', 'output format').choices(['table', 'json']).default('table'))
    .addHelpText(
      'after',
      `
Examples:
  gatewright status
  gatewright status --namespace shop --output json

It uses your kubeconfig, as kubectl does, and needs to list pods and to forward ports of the controller.`,
    )
    .action(async (options: StatusCommandOptions) => {
      const { statusCommand } = await import('./status.js');
      done(await statusCommand(options));
    });

  program
    .command('version')
    .description('Print the version of this program, and of the Envoy that it is made for.')
    .addHelpText('after', '\nExample:\n  gatewright version')
    .action(() => console.log(`gatewright ${version}, for Envoy ${envoyVersion}`));

  return program;
}
