import { spawnSync } from 'node:child_process';
import { UserError } from '../user-error.js';
import type { Exclusions } from './exclusions.js';
import { redirectRules } from './redirect-rules.js';

/** `nft` is a program of administrators: in their folders it is found whatever the path of the image is. */
const FOLDERS = '/usr/sbin:/sbin';

/**
 * Leads the TCP connections of the pod that this runs in through its sidecar.
 * @throws UserError that says what the node, the image or the pod lacks; nothing has been changed then.
 */
export function redirect(exclusions: Exclusions, program = 'nft'): void {
  const env = { ...process.env, PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:${FOLDERS}` };
  const { error, status, stderr } = spawnSync(program, ['-f', '-'], {
    input: redirectRules(exclusions),
    env,
    encoding: 'utf8',
  });
  if (error) throw new UserError(`the program nft (nftables) is needed: ${error.message}`);
  if (status === 0) return;
  const [, said = stderr.trim()] = /Error: (.*)/.exec(stderr) ?? [];
  throw new UserError(`connections can not be redirected: ${reason(said)} (nft: ${said})`);
}

function reason(said: string): string {
  if (/not permitted|permission denied/i.test(said)) return 'the capability NET_ADMIN and user 0 are needed';
  if (/no such file|not supported|protocol/i.test(said)) {
    return "the node's kernel lacks a part of nftables; it needs nf_tables, nft_ct, nft_nat, nft_redir, nft_reject_inet and IPv6";
  }
  return 'nft refuses the rules';
}
