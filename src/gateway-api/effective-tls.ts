import type { Lookup } from '../collections/index.js';
import type { ClientTls } from '../model/index.js';
import type { Attachments } from './policy/attach.js';
import { type EffectiveSection, effectiveSections } from './policy/merge.js';
import type { ResolvedPolicy } from './policy/resolved-policy.js';
import { sectionChain } from './policy/target.js';
import { type ServiceFacts, sectionOf } from './service.js';

/** Sections of the policies that decide about TLS to backends. */
export interface TlsSections {
  readonly validation: ClientTls;
}

export type ResolvedTlsPolicy = ResolvedPolicy<TlsSections>;

export interface TlsPolicyReads {
  /** By target. */
  readonly tlsAttachments: Lookup<Attachments>;
  /** By key of the policy. */
  readonly tlsPolicies: Lookup<ResolvedTlsPolicy>;
}

/** The TLS that policies ask for at a port of a Service: one that names the port, else one for the whole Service. */
export function effectiveTls(
  service: ServiceFacts,
  port: number,
  { tlsAttachments, tlsPolicies }: TlsPolicyReads,
): EffectiveSection<ClientTls> | undefined {
  const chain = sectionChain({ kind: 'Service', key: service.key, section: sectionOf(service, port) });
  return effectiveSections(chain, { attachments: tlsAttachments, resolved: tlsPolicies }).validation;
}
