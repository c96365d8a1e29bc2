import type { GatewayClassStatusValue } from '../../model/index.js';
import type { OwnClass } from '../gateway-class.js';
import type { Missing } from '../missing.js';
import { type AffectedTargets, affectedConditions } from '../policy/affected.js';
import { targetKey } from '../policy/target.js';
import type { Settings } from '../settings.js';
import { supportedFeatures } from '../supported-features.js';
import { condition } from './condition.js';

export function* gatewayClassStatus(
  { name, generation, problem }: OwnClass,
  { missing, affected }: { readonly missing: Missing; readonly affected: AffectedTargets },
  settings: Settings,
): Generator<readonly [string, GatewayClassStatusValue]> {
  const status: GatewayClassStatusValue = {
    kind: 'GatewayClass',
    name,
    status: {
      conditions: [
        condition('Accepted', generation, problem, { reason: 'Accepted', message: 'The GatewayClass is accepted.' }),
        ...affectedConditions(targetKey({ kind: 'GatewayClass', key: name, section: '' }), generation, affected),
      ],
      supportedFeatures: supportedFeatures(missing, settings),
    },
  };
  yield [`GatewayClass/${name}`, status];
}
