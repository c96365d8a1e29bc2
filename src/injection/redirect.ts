import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { UserError } from '../user-error.js';
import type { Exclusions } from './exclusions.js';
import { NO_RULES, redirectRules } from './redirect-rules.js';

/** `nft` is a program of administrators: in their folders it is found whatever the path of the image is. */
const FOLDERS = '/usr/sbin:/sbin';

/**
 * Environment variable with the UID of the pod whose connections are to be redirected. The injector sets it in the one container that
 * redirects; without it nothing is redirected, so that calling the program by its name changes no other network.
 */
export const REDIRECT_POD = 'GATEWRIGHT_REDIRECT_POD';

/** A setting that the kernel has in the initial network namespace alone (net/core/sysctl_net_core.c). */
const INITIAL_ONLY = '/proc/sys/net/core/dev_weight';

export interface RedirectOptions {
  /** Content of {@link REDIRECT_POD}. */
  readonly podUid: string | undefined;
  /** The program that loads the rules. */
  readonly program?: string;
  readonly isInitialNetwork?: () => boolean;
}

/**
 * Leads the TCP connections of the pod that this runs in through its sidecar.
 * @returns whether ports on which nothing listens refuse connections; the kernels of some nodes cannot do that.
 * @throws UserError that says what the node, the image or the pod lacks, or that this is no such pod; nothing has been changed then.
 */
export function redirect(exclusions: Exclusions, options: RedirectOptions): boolean {
  const { podUid, program, isInitialNetwork = inInitialNetwork } = options;
  if (!/^[0-9a-f-]{32,36}$/.test(podUid ?? '')) {
    throw new UserError(
      `connections are redirected only in pods of the mesh, by the container that has the pod's UID in ${REDIRECT_POD}; nothing was changed`,
    );
  }
  if (isInitialNetwork()) {
    throw new UserError(
      'this is the network of the machine itself (the initial network namespace), whose connections are never redirected; nothing was changed',
    );
  }
  try {
    load(redirectRules(exclusions), program);
    return true;
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error;
    load(redirectRules(exclusions, { refuses: false }), program);
    return false;
  }
}

/** Removes the rules of {@link redirect}, in any network; without any it does nothing. @throws UserError when it is not permitted. */
export function removeRedirect(program?: string): void {
  load(NO_RULES, program);
}

/** Whether this process is in the network namespace that the kernel started with, whatever its other namespaces are. */
function inInitialNetwork(): boolean {
  return existsSync(INITIAL_ONLY);
}

/** The kernel cannot do what a rule asks for. */
class MissingPart extends UserError {}

function load(rules: string, program = 'nft'): void {
  const env = { ...process.env, PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:${FOLDERS}` };
  const { error, status, stderr } = spawnSync(program, ['-f', '-'], { input: rules, env, encoding: 'utf8' });
  if (error) throw new UserError(`the program nft (nftables) is needed: ${error.message}`);
  if (status === 0) return;
  const [, said = stderr.trim()] = /Error: (.*)/.exec(stderr) ?? [];
  throw refusal(said);
}

function refusal(said: string): UserError {
  const message = (reason: string) => `the rules of connections can not be changed: ${reason} (nft: ${said})`;
  if (/not permitted|permission denied/i.test(said)) {
    return new UserError(message('the capability NET_ADMIN and user 0 are needed'));
  }
  if (!/no such file|not supported|protocol/i.test(said)) return new UserError(message('nft refuses the rules'));
  const parts = 'nf_tables, nft_ct, nft_nat, nft_redir, nft_reject_inet and IPv6';
  return new MissingPart(message(`the node's kernel lacks a part of nftables; it needs ${parts}`));
}
