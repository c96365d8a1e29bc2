import type { GatewayClassStatusValue } from '../../model/index.js';
import type { OwnClass } from '../gateway-class.js';
import type { Settings } from '../settings.js';
import { SUPPORTED_FEATURES } from '../supported-features.js';
import { condition } from './condition.js';

export function* gatewayClassStatus(
  { name, generation, problem }: OwnClass,
  { proxyOf }: Settings,
): Generator<readonly [string, GatewayClassStatusValue]> {
  const status: GatewayClassStatusValue = {
    kind: 'GatewayClass',
    name,
    status: {
      conditions: [
        condition('Accepted', generation, problem, { reason: 'Accepted', message: 'The GatewayClass is accepted.' }),
      ],
      supportedFeatures: SUPPORTED_FEATURES[proxyOf],
    },
  };
  yield [`GatewayClass/${name}`, status];
}
