import { REDIRECT_POD, redirect, removeRedirect } from '../injection/redirect.js';

export interface RedirectCommandOptions {
  readonly excludeOutboundPorts: readonly number[];
  readonly excludeInboundPorts: readonly number[];
  readonly excludeOutboundCidrs: readonly string[];
  /** Undo it; the rest counts for nothing. */
  readonly remove?: true;
}

/** `gatewright redirect`: what a pod of the mesh does before its sidecar starts, and `--remove`, which undoes it. */
export function redirectCommand(options: RedirectCommandOptions): number {
  if (options.remove) {
    removeRedirect();
    console.log('connections go where they are sent; no rules of gatewright are left');
    return 0;
  }
  const exclusions = {
    outboundPorts: options.excludeOutboundPorts,
    inboundPorts: options.excludeInboundPorts,
    outboundCidrs: options.excludeOutboundCidrs,
  };
  const refuses = redirect(exclusions, { podUid: process.env[REDIRECT_POD] });
  console.log('connections of this pod go through its sidecar');
  if (!refuses) {
    console.error(
      "ports on which nothing listens take connections and close them: the node's kernel lacks nft_socket, by which they would refuse",
    );
  }
  return 0;
}
