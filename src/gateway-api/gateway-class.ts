import type { GatewayClass } from '../resources/types.js';
import type { Problem } from './problem.js';
import type { Settings } from './settings.js';

/** A GatewayClass that names this controller. */
export interface OwnClass {
  readonly name: string;
  readonly generation: number;
  /** Why it is not accepted. */
  readonly problem?: Problem;
}

/** A class of another controller is none of our business: no status, no Gateways. */
export function ownClass(gatewayClass: GatewayClass, settings: Settings): OwnClass | undefined {
  const { metadata, spec } = gatewayClass;
  if (spec?.controllerName !== settings.controllerName) return undefined;
  const problem = parametersProblem(spec.parametersRef);
  return { name: metadata.name, generation: metadata.generation ?? 0, ...(problem && { problem }) };
}

/** A `parametersRef` of a GatewayClass or of a Gateway's `infrastructure`. There is no kind yet that it can refer to. */
export function parametersProblem(
  ref: { readonly group: string; readonly kind: string } | undefined,
): Problem | undefined {
  if (ref === undefined) return undefined;
  return {
    reason: 'InvalidParameters',
    message: `parametersRef: there are no parameters of kind ${ref.kind} in group "${ref.group}". Remove the reference.`,
  };
}
