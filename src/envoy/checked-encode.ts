import { encode } from '../envoy-api/codec.js';
import type { MessageTypes } from '../envoy-api/generated/messages.js';
import { validate } from '../envoy-api/pgv.js';
import type { MessageName } from '../envoy-api/schema.js';

/**
 * Encodes a message that keeps Envoy's validation rules. One that breaks them would be refused together with everything
 * in the same response, or leave a starting proxy ready without a listener, so it must not be sent.
 *
 * @throws Error that names the faults; the graph then keeps the last good message.
 */
export function checkedEncode<Name extends MessageName>(type: Name, message: MessageTypes[Name]): Uint8Array {
  const faults = validate(type, message);
  if (faults.length > 0) throw new Error(`Envoy would refuse this ${type}: ${faults.join('; ')}`);
  return encode(type, message);
}
