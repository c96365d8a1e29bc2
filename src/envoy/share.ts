/** Of the requests that a match takes, those with a random number of at least `from` and below `to`, of a million. */
export interface Share {
  readonly from: number;
  readonly to: number;
}

export const MILLION = 1_000_000;

export const EVERYTHING: Share = { from: 0, to: MILLION };

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
