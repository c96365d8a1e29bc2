import { any } from '../envoy-api/codec.js';
import type { AccessLog } from '../envoy-api/generated/envoy/config/accesslog/v3.js';
import { type AccessLogField, CONNECTION_FIELDS, REQUEST_FIELDS } from './access-log-fields.js';
import type { EnvoySettings } from './settings.js';

/** Of HTTP requests. */
export function accessLogs(settings: Pick<EnvoySettings, 'accessLog'>): readonly AccessLog[] {
  return logs(REQUEST_FIELDS, settings);
}

/** Of connections and datagrams. */
export function connectionLogs(settings: Pick<EnvoySettings, 'accessLog'>): readonly AccessLog[] {
  return logs(CONNECTION_FIELDS, settings);
}

/** Lines of JSON, since what a client sends cannot break out of a JSON string (CVE-2025-25294). */
function logs(
  properties: Readonly<Record<string, AccessLogField>>,
  { accessLog }: Pick<EnvoySettings, 'accessLog'>,
): readonly AccessLog[] {
  if (accessLog === 'off') return [];
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, { format }]) => [name, { string_value: format }]),
  );
  return [
    {
      name: 'envoy.access_loggers.stdout',
      typed_config: any('envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', {
        log_format: { json_format: { fields } },
      }),
    },
  ];
}
