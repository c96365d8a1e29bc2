// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../google/protobuf.js';

export interface Authority {
  readonly name?: string | undefined;
}

export interface CidrRange {
  readonly address_prefix?: string | undefined;
  readonly prefix_len?: google_protobuf.UInt32Value | undefined;
}

export interface CollectionEntry {
  /** oneof resource_specifier */
  readonly locator?: ResourceLocator | undefined;
  /** oneof resource_specifier */
  readonly inline_entry?: CollectionEntry_InlineEntry | undefined;
}

export interface CollectionEntry_InlineEntry {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly resource?: google_protobuf.Any | undefined;
}

export interface ContextParams {
  readonly params?: { readonly [key: string]: string } | undefined;
}

export interface TypedExtensionConfig {
  readonly name?: string | undefined;
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface ResourceLocator {
  readonly scheme?: ResourceLocator_Scheme | undefined;
  readonly id?: string | undefined;
  readonly authority?: string | undefined;
  readonly resource_type?: string | undefined;
  /** oneof context_param_specifier */
  readonly exact_context?: ContextParams | undefined;
  readonly directives?: readonly ResourceLocator_Directive[] | undefined;
}

export const ResourceLocator_Scheme = {
  XDSTP: 0,
  HTTP: 1,
  FILE: 2,
} as const;
export type ResourceLocator_Scheme = (typeof ResourceLocator_Scheme)[keyof typeof ResourceLocator_Scheme];

export interface ResourceLocator_Directive {
  /** oneof directive */
  readonly alt?: ResourceLocator | undefined;
  /** oneof directive */
  readonly entry?: string | undefined;
}
