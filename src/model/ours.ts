/** Whether the key of a label or annotation belongs to Gatewright: by such ones it knows what an object is. */
export function isOurs(key: string): boolean {
  return key.startsWith('gatewright.dev/');
}
