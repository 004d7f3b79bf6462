/*
 * What the paper says of figure 4, as tests of a reading:
 *
 * Means over networks are compared with the bounds, not the ends of their intervals: few networks decide a close case by
 * chance.
 *
 *   disconnects  at the least α/τ every peer keeps its weight (the caption: "the weights converge to the identity")
 *   rises        the ranking improves with α/τ (§3: "high information markets")
 *   strong       at the largest α/τ the competitive rank follows (2)
 *   equilibrium  no peer gains by moving (§3: a Nash equilibrium)
 *   regretless   no peer would have done better with a fixed row (§2.1)
 */

/** The bounds of the tests. */
export const BOUNDS = {
  /** Least weight kept at the least α/τ. */
  kept: 0.95,
  /** Least difference of the correlations at the largest and at the least α/τ, where an undefined one counts as 0. */
  rise: 0.1,
  /** Least r² at the largest α/τ: (2) explains half of the variance of the rank. */
  strong: 0.5,
  /** Largest Nash gap and regret at any α/τ, in mean ranks. */
  gap: 0.05,
} as const;

/** The means of one reading at one ratio. */
export interface Means {
  readonly ratio: number;
  readonly kept: number | null;
  readonly ideal: number | null;
  readonly gap: number | null;
  readonly regret: number | null;
}

export type Verdict = {
  disconnects: boolean;
  rises: boolean;
  strong: boolean;
  equilibrium: boolean;
  regretless: boolean;
  /** All of them. */
  looks: boolean;
  /** The largest mean Nash gap at any α/τ, in mean ranks. */
  largestGap: number;
};

/** The verdict on a reading from its rows, one for each ratio. */
export function verdictOf(rows: readonly Means[]): Verdict {
  const ordered = [...rows].sort((a, b) => a.ratio - b.ratio);
  const [first, last] = [ordered[0], ordered[ordered.length - 1]];
  const end = last.ideal ?? 0;
  const largestGap = Math.max(...rows.map(({ gap }) => gap ?? Infinity));
  const tests = {
    disconnects: (first.kept ?? 0) >= BOUNDS.kept,
    rises: end - (first.ideal ?? 0) >= BOUNDS.rise,
    strong: end > 0 && end * end >= BOUNDS.strong,
    equilibrium: largestGap <= BOUNDS.gap,
    regretless: rows.every(({ regret }) => (regret ?? Infinity) <= BOUNDS.gap),
  };
  return { ...tests, looks: Object.values(tests).every(Boolean), largestGap };
}
