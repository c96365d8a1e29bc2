import { redirect } from '../injection/redirect.js';

export interface RedirectCommandOptions {
  readonly excludeOutboundPorts: readonly number[];
  readonly excludeInboundPorts: readonly number[];
  readonly excludeOutboundCidrs: readonly string[];
}

/** `gatewright redirect`: what a pod of the mesh does before its sidecar starts. */
export function redirectCommand(options: RedirectCommandOptions): number {
  redirect({
    outboundPorts: options.excludeOutboundPorts,
    inboundPorts: options.excludeInboundPorts,
    outboundCidrs: options.excludeOutboundCidrs,
  });
  console.log('connections of this pod go through its sidecar');
  return 0;
}
