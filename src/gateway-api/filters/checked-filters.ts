import type { ExternalAuth, HttpFilters, Mirror, Redirect } from '../../model/index.js';
import type { BackendObjectReference } from '../../resources/types.js';
import type { Problem } from '../problem.js';

/** Filters of a rule or of one of its backends, checked as far as they can be on their own. */
export interface CheckedFilters extends CheckedSettings {
  readonly redirect?: Redirect;
  /** References that lead nowhere, whatever there is. */
  readonly unresolved?: readonly Problem[];
}

/** The settings of the model; those with references have them in place of the names of Backends. */
type CheckedSettings = {
  readonly [Name in keyof HttpFilters]: Name extends keyof SettingsWithReferences
    ? SettingsWithReferences[Name]
    : HttpFilters[Name];
};

export interface SettingsWithReferences {
  readonly mirrors: readonly CheckedMirror[];
  readonly externalAuth: CheckedExternalAuth;
}

export interface CheckedMirror {
  readonly ref: BackendObjectReference;
  /** For messages. */
  readonly field: string;
  readonly fraction: Mirror['fraction'];
}

export interface CheckedExternalAuth {
  readonly ref: BackendObjectReference;
  /** For messages. */
  readonly field: string;
  readonly settings: Omit<ExternalAuth, 'backend' | 'authority'>;
}
