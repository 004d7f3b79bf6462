/*
 * The break-even ratio α/τ of an attack, from its gains over a baseline at each ratio.
 */
import { type StrategyName } from '../../market/index.js';

/** The baselines of attacks: the same group with the same stake plays one of these. */
export const BASELINES = ['honest', 'ascent'] as const;
export type Baseline = (typeof BASELINES)[number];

/** Mean gains of an attack at one block. */
export interface AttackGains {
  readonly temperature: number;
  readonly attack: StrategyName;
  readonly share: number;
  readonly ratio: number;
  readonly block: number;
  readonly overHonest: number | null;
  readonly overAscent: number | null;
}

/** The break-even point of an attack, at one share and block. */
export type BreakEvenRow = {
  temperature: number;
  attack: StrategyName;
  /** The baseline of the gains. */
  against: Baseline;
  share: number;
  block: number;
  /**
   * The least α/τ with a mean gain of 0, interpolated between two ratios of the study; null where the group gains at
   * all of them, or at none.
   */
  ratio: number | null;
  /** The number of ratios with a positive mean gain over networks. */
  pays: number;
  of: number;
};

/** A row for each attack, baseline, temperature, share and block. */
export function breakEvens(
  rows: readonly AttackGains[],
  attacks: readonly StrategyName[],
): BreakEvenRow[] {
  const wanted = rows.filter(({ attack }) => !(BASELINES as readonly string[]).includes(attack));
  // Each of these has a curve over α/τ, whose rows are adjacent and in the order of the ratios.
  const curves = new Map<string, AttackGains[]>();
  for (const row of wanted) {
    const key = [row.temperature, row.attack, row.share, row.block].join();
    curves.set(key, [...(curves.get(key) ?? []), row]);
  }
  return BASELINES.filter((against) => attacks.includes(against)).flatMap((against) =>
    [...curves.values()].map((curve) => {
      const points = curve
        .map((row) => ({
          ratio: row.ratio,
          gain: (against === 'honest' ? row.overHonest : row.overAscent) ?? Number.NaN,
        }))
        .sort((a, b) => a.ratio - b.ratio);
      const [{ temperature, attack, share, block }] = curve;
      return {
        temperature,
        attack,
        against,
        share,
        block,
        ratio: crossing(points),
        pays: points.filter(({ gain }) => gain > 0).length,
        of: points.length,
      };
    }),
  );
}

/**
 * The ratio at which the gain first falls to 0, by linear interpolation in α/τ; null where it does not. Where rows are
 * the same at every α/τ, as in the first block of fixed rows, P is linear in α/τ and the interpolation exact.
 */
function crossing(points: readonly { ratio: number; gain: number }[]): number | null {
  for (let at = 1; at < points.length; at++) {
    const [before, after] = [points[at - 1], points[at]];
    if (!(before.gain > 0) || after.gain > 0) continue;
    const part = before.gain / (before.gain - after.gain);
    return before.ratio + part * (after.ratio - before.ratio);
  }
  return null;
}
