import { ComparisonFilter_Op } from '../envoy-api/generated/envoy/config/accesslog/v3.js';
import type {
  HttpConnectionManager,
  ResponseMapper,
} from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { filterReplies } from './filters/contributions.js';

/** What the proxy of a Gateway answers by itself otherwise than Envoy does. */
export function localReplies(): Pick<HttpConnectionManager, 'local_reply_config'> {
  return { local_reply_config: { mappers: [...filterReplies(), protocolErrorReply()] } };
}

/**
 * The reason in the body of a 400 for what Envoy's HTTP/1 parser refuses, such as `http1.unexpected_underscore` for the name of a header. There
 * are no request headers then, unlike for the 400 of an authorization service. HTTP/2 has no answer: the stream is reset.
 */
function protocolErrorReply(): ResponseMapper {
  const comparison = {
    op: ComparisonFilter_Op.EQ,
    value: { default_value: 400, runtime_key: 'gatewright.protocol_error' },
  };
  const withoutHeaders = { name: ':method', present_match: true, invert_match: true };
  return {
    filter: {
      and_filter: {
        filters: [{ status_code_filter: { comparison } }, { header_filter: { header: withoutHeaders } }],
      },
    },
    body_format_override: {
      text_format_source: { inline_string: '%LOCAL_REPLY_BODY%: %RESPONSE_CODE_DETAILS%' },
    },
  };
}
