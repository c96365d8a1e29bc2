import type { Lookup } from '../collections/index.js';

/**
 * What the API server does not have, and another one may have: kinds by name, and fields of their statuses as
 * `kind.status.field`, where fields of the items of lists follow the list.
 */
export type Missing = Lookup<true>;

/** Only the experimental channel has it, and what is not there cannot be written. */
export const ROUTABILITY = 'Gateway.status.addresses.routability';

/** The fields to look for. */
export const OPTIONAL_FIELDS: readonly string[] = [ROUTABILITY];
