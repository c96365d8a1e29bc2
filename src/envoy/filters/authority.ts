import { any } from '../../envoy-api/codec.js';
import { ComparisonFilter_Op } from '../../envoy-api/generated/envoy/config/accesslog/v3.js';
import { RBAC_Action } from '../../envoy-api/generated/envoy/config/rbac/v3.js';
import type { HeaderMatcher } from '../../envoy-api/generated/envoy/config/route/v3.js';
import type {
  HttpFilter,
  ResponseMapper,
} from '../../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { uint32 } from '../values.js';
import type { HttpFilterFeature } from './feature.js';

const NAME = 'gatewright.authority';
const FORBIDDEN = 403;
const BAD_REQUEST = 400;

/** A name or an address, and digits for a port: `uri-host [ ":" port ]` (RFC 9110, section 7.2). */
const AUTHORITY = "(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~%!$&'()*+,;=-]+)(?::[0-9]*)?";

const MALFORMED: HeaderMatcher = {
  name: ':authority',
  string_match: { safe_regex: { regex: AUTHORITY } },
  invert_match: true,
};

/**
 * Refusal of requests whose host is none. Envoy takes whatever follows the last colon for the port when it looks for the
 * virtual host, so that a redirect would lead to `https://shop.test:@elsewhere.test/`, and backends get what no route has matched.
 */
export const authority: HttpFilterFeature = {
  name: 'check of the host',
  filters: (kind) => (kind === 'edge' ? [FILTER] : []),
  localReplies: () => [BAD_REQUEST_REPLY],
};

const FILTER: HttpFilter = {
  name: NAME,
  typed_config: any('envoy.extensions.filters.http.rbac.v3.RBAC', {
    rules: {
      action: RBAC_Action.DENY,
      policies: { malformed: { permissions: [{ header: MALFORMED }], principals: [{ any: true }] } },
    },
  }),
};

/** The filter by itself answers 403. No other filter or route sees such a request. */
const BAD_REQUEST_REPLY: ResponseMapper = {
  filter: {
    and_filter: {
      filters: [
        {
          status_code_filter: {
            comparison: { op: ComparisonFilter_Op.EQ, value: { default_value: FORBIDDEN, runtime_key: NAME } },
          },
        },
        { header_filter: { header: MALFORMED } },
      ],
    },
  },
  status_code: uint32(BAD_REQUEST),
  body: { inline_string: 'The host of the request is not a name or an address with an optional port.' },
};
