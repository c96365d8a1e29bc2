import type { HttpMatch } from '../../model/index.js';
import type { HTTPRouteFilter } from '../../resources/types.js';
import type { Report } from '../report.js';
import type { Warn } from '../warning.js';
import type { CheckedFilters } from './checked-filters.js';

/** Check of the filters of one type. */
export interface FilterCheck {
  /** Whether a rule can have several, whose setting is a list. */
  readonly isRepeatable?: true;
  /** Absent: supported. Otherwise each filter is reported before it is checked. */
  readonly isSupported?: false;
  /**
   * The contribution of a filter to those of its rule or backend. After a report it is of no use.
   * @param field of the filter, for messages
   */
  check(filter: HTTPRouteFilter, field: string, context: FilterContext): CheckedFilters;
}

export interface FilterContext {
  /** Of the rule. */
  readonly matches: readonly HttpMatch[];
  readonly report: Report;
  readonly warn: Warn;
}
