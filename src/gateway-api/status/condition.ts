import type { ConditionType, StatusCondition } from '../../model/index.js';
import type { Problem } from '../problem.js';

/** A condition that is True, with reason and message of `good`, unless there is a problem. */
export function condition(
  type: ConditionType,
  observedGeneration: number,
  problem: Problem | undefined,
  good: Problem,
): StatusCondition {
  const { reason, message } = problem ?? good;
  return { type, status: problem === undefined ? 'True' : 'False', reason, message, observedGeneration };
}
