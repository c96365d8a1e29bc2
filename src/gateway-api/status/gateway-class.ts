import type { GatewayClassStatusValue } from '../../model/index.js';
import type { OwnClass } from '../gateway-class.js';
import type { Missing } from '../missing.js';
import type { Settings } from '../settings.js';
import { supportedFeatures } from '../supported-features.js';
import { condition } from './condition.js';

export function* gatewayClassStatus(
  { name, generation, problem }: OwnClass,
  { missing }: { readonly missing: Missing },
  settings: Settings,
): Generator<readonly [string, GatewayClassStatusValue]> {
  const status: GatewayClassStatusValue = {
    kind: 'GatewayClass',
    name,
    status: {
      conditions: [
        condition('Accepted', generation, problem, { reason: 'Accepted', message: 'The GatewayClass is accepted.' }),
      ],
      supportedFeatures: supportedFeatures(missing, settings),
    },
  };
  yield [`GatewayClass/${name}`, status];
}
