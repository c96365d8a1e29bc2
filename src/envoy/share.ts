import type { RouteMatch } from '../envoy-api/generated/envoy/config/route/v3.js';
import { FractionalPercent_DenominatorType as Denominator } from '../envoy-api/generated/envoy/type/v3.js';

/** Of the requests that a match takes, those with a random number of at least `from` and below `to`, of a million. */
export interface Share {
  readonly from: number;
  readonly to: number;
}

export const MILLION = 1_000_000;

export const EVERYTHING: Share = { from: 0, to: MILLION };

/** What a route has in its match that takes a share: the routes before it took the requests below. */
export function below({ to }: Share): RouteMatch {
  if (to === MILLION) return {};
  return { runtime_fraction: { default_value: { numerator: to, denominator: Denominator.MILLION } } };
}

/** Consecutive shares in proportion to `weights`, which together are everything. The sum of the weights is positive. */
export function shares(weights: readonly number[]): readonly Share[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let weight = 0;
  let to = 0;
  return weights.map((each) => {
    const from = to;
    weight += each;
    to = Math.round((weight / total) * MILLION);
    return { from, to };
  });
}
