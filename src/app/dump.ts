import type { DeliveredResource } from '../envoy/resources.js';
import { type Json, toJson } from '../envoy-api/to-json.js';
import { shortTypeName } from '../well-known/xds-types.js';

const REDACTED = '[redacted]';

/** Envoy resources as proto JSON by short type name, sorted by name, private keys left out. */
export function resourceDump(delivered: Iterable<DeliveredResource>): Record<string, Json[]> {
  const byType = new Map<string, { name: string; json: Json }[]>();
  for (const { typeUrl, name, resource } of delivered) {
    const type = shortTypeName(typeUrl);
    const list = byType.get(type) ?? [];
    byType.set(type, list);
    list.push({ name, json: redact(toJson('google.protobuf.Any', resource.any)) });
  }
  const sorted = [...byType].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([type, list]) => [type, list.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ json }) => json)]),
  );
}

function redact(json: Json): Json {
  if (Array.isArray(json)) return json.map(redact);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, key === 'private_key' ? REDACTED : redact(value as Json)]),
  );
}
