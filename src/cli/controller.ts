import { Controller } from '../app/controller.js';
import type { ControllerOptions } from '../app/controller-options.js';
import type { LogLevel } from '../app/standalone.js';
import type { Resources } from '../injection/settings.js';
import { UsageError, UserError } from '../user-error.js';
import { jsonLogger } from './json-logger.js';
import { printableLines } from './printable.js';
import { stopSignals } from './stop-signal.js';

export interface ControllerCommandOptions extends Omit<ControllerOptions, 'pod' | 'mesh' | 'onLog' | 'onFailure'> {
  readonly namespace?: string;
  readonly pod?: string;
  readonly podUid?: string;
  readonly logLevel: LogLevel;
  /** Without it, what else is said about the mesh counts for nothing. */
  readonly mesh?: true;
  readonly meshTrustDomain: string;
  /** Seconds. */
  readonly meshCertificateLife: number;
  readonly webhook: string;
  readonly sidecarResources: Resources;
}

/** `gatewright controller`: serves a cluster until SIGTERM or SIGINT. Logs are lines of JSON. */
export async function controllerCommand(options: ControllerCommandOptions): Promise<number> {
  const { namespace, pod, podUid, logLevel, mesh, ...others } = options;
  const { meshTrustDomain: trustDomain, meshCertificateLife, webhook, sidecarResources, ...rest } = others;
  const certificateLifeMs = meshCertificateLife * 1000;
  const logger = jsonLogger(logLevel, process.stdout);
  const controller = new Controller({
    ...rest,
    ...(mesh && { mesh: { trustDomain, certificateLifeMs, webhook, sidecarResources } }),
    pod: {
      namespace: required(namespace, '--namespace', 'POD_NAMESPACE'),
      name: required(pod, '--pod', 'POD_NAME'),
      uid: required(podUid, '--pod-uid', 'POD_UID'),
    },
    onLog: (level, component, message) => logger[level]({ component }, printableLines(message)),
    onFailure: (message) => fail(message),
  });
  let fail: (message: string) => void = () => {};
  const failing = new Promise<never>((_, reject) => {
    fail = (message) => reject(new UserError(message));
  });
  // It may fail while it starts, when nothing awaits it yet.
  failing.catch(() => {});
  const { first, urgent } = stopSignals();
  try {
    await controller.start();
    const signal = await Promise.race([first, failing]);
    logger.info({ component: 'gatewright' }, `${signal}: stopping`);
    return 0;
  } finally {
    await Promise.race([controller.stop(), urgent]);
  }
}

function required(value: string | undefined, option: string, variable: string): string {
  if (value !== undefined && value !== '') return value;
  throw new UsageError(`${option} or $${variable} is needed: the pod that this runs in (the Helm chart sets it)`);
}
