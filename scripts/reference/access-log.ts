import { type AccessLogField, CONNECTION_FIELDS, REQUEST_FIELDS } from '../../src/envoy/access-log-fields.js';
import { code, page, table } from './markdown.js';

/** All properties of the lines of the access log. */
export function accessLogPage(): string {
  const fields = (all: Readonly<Record<string, AccessLogField>>): string =>
    table(
      ['Field', 'Description', 'Envoy'],
      Object.entries(all).map(([name, { description, format }]) => [code(name), description, code(format)]),
    );
  return page(
    'Fields of the access log',
    'src/envoy/access-log-fields.ts',
    'One object of JSON for each request or connection, described in [Access log](../access-log.md). What has no value is `null`. ' +
      "The last column has Envoy's [command operators](https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/advanced/substitution_formatter).",
    '## Requests',
    fields(REQUEST_FIELDS),
    '## Connections',
    'Connections that carry no HTTP, and all datagrams of a client.',
    fields(CONNECTION_FIELDS),
  );
}
