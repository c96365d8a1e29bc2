import {
  HeaderValueOption_HeaderAppendAction as AppendAction,
  type HeaderValueOption,
} from '../../envoy-api/generated/envoy/config/core/v3.js';
import type { HeaderModifier, HeaderValue } from '../../model/index.js';
import { escapeFormat } from '../format-string.js';
import type { HttpFilterFeature } from './feature.js';

/** RequestHeaderModifier: fields of every level, which the router applies. */
export const requestHeaderModifier: HttpFilterFeature<'requestHeaders'> = {
  name: 'request header modification',
  setting: 'requestHeaders',
  level: (value) => ({ request_headers_to_add: additions(value), request_headers_to_remove: value.remove }),
};

/** ResponseHeaderModifier: fields of every level, which the router applies. */
export const responseHeaderModifier: HttpFilterFeature<'responseHeaders'> = {
  name: 'response header modification',
  setting: 'responseHeaders',
  level: (value) => ({ response_headers_to_add: additions(value), response_headers_to_remove: value.remove }),
};

/** Envoy removes first, then goes through these in order. */
function additions({ set, add }: HeaderModifier): readonly HeaderValueOption[] {
  return [
    ...set.map((header) => option(header, AppendAction.OVERWRITE_IF_EXISTS_OR_ADD)),
    ...add.map((header) => option(header, AppendAction.APPEND_IF_EXISTS_OR_ADD)),
  ];
}

function option({ name, value }: HeaderValue, append_action: AppendAction): HeaderValueOption {
  return { header: { key: name, value: escapeFormat(value) }, append_action };
}
