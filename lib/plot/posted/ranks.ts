/*
 * Rank by mechanism over posted weights: how concentrated it is, and which peers it moves.
 */
import {
  MECHANISM_NAMES,
  MECHANISMS,
  rankPosted,
  type MechanismName,
  type PostedWeights,
} from '../../market/index.js';
import { checkPosted } from '../../market/posted/check.js';
import { topPeers } from '../../market/posted/compare.js';
import { checkOneOf } from '../../math/checks.js';
import { type Check } from '../../parameters/index.js';
import { lorenzCurve } from '../../math/concentration.js';
import { shares, sum } from '../../math/rows.js';
import { rounded } from '../caption.js';
import { checkOptions, each, maybe, type Fields } from '../checks.js';
import { compose, dot, inRows, line, rule, type Panel, type Point } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { MOST_POINTS, POSTED_OPTIONS, postedCaption, type PostedFigureOptions } from './common.js';

/** The options of figures that compare mechanisms. */
export interface PostedRankOptions extends PostedFigureOptions {
  /** Default: all. */
  readonly mechanisms?: readonly MechanismName[];
}

const mechanismName: Check = (where, name, value) => {
  checkOneOf(where, name, value, MECHANISM_NAMES);
};

const OPTIONS: Fields = { ...POSTED_OPTIONS, mechanisms: maybe(each(mechanismName, 1)) };

interface Ranked {
  /** The mechanisms that rank so. */
  readonly name: string;
  readonly part: number[];
}

/** Shares of rank by mechanism; mechanisms that rank alike stand together, those without rank are left out. */
function rankings(posted: PostedWeights, mechanisms: readonly MechanismName[]): Ranked[] {
  const found: { names: string[]; part: number[] }[] = [];
  for (const mechanism of mechanisms) {
    const part = shares(rankPosted(posted, { mechanism }));
    if (!Number.isFinite(sum(part))) continue;
    const alike = found.find((one) => one.part.every((p, at) => Math.abs(p - part[at]) < 1e-12));
    if (alike) alike.names.push(mechanism);
    else found.push({ names: [mechanism], part });
  }
  return found.map(({ names, part }) => ({ name: names.join(', '), part }));
}

/** Points of a curve, no more than {@link MOST_POINTS}. */
function thinned(curve: Float64Array, x: (k: number) => number): Point[] {
  const step = Math.max(1, Math.ceil(curve.length / MOST_POINTS));
  const at = Array.from({ length: curve.length }, (_, k) => k);
  return at
    .filter((k) => k < 200 || k % step === 0 || k === curve.length - 1)
    .map((k) => ({ x: x(k), y: curve[k] }));
}

/** Lorenz curves of stake and of rank by mechanism, and the part that the k largest hold. */
export function plotPostedConcentration(
  posted: PostedWeights,
  options: PostedRankOptions = {},
): Figure {
  const where = 'plotPostedConcentration';
  checkPosted(where, posted);
  checkOptions(where, options, OPTIONS);
  const { mechanisms = MECHANISM_NAMES } = options;
  const n = posted.peers;
  const stake = sum(posted.stake) > 0 ? [{ name: 'stake', part: shares(posted.stake) }] : [];
  const ranks = rankings(posted, mechanisms).map(({ name, part }) => ({
    name: `rank: ${name}`,
    part,
  }));
  const series = [...stake, ...ranks];
  const ascending = series.map(({ name, part }) => ({ name, curve: lorenzCurve(part) }));
  const descending = ascending.map(({ name, curve }) => ({
    name,
    curve: curve.map((_, k) => 1 - curve[n - k]).subarray(1),
  }));
  return compose({
    title: 'How concentrated stake and rank are',
    rows: [
      [
        {
          title: 'Lorenz curve',
          x: { label: 'part of the peers, the least first', range: [0, 1] },
          y: { label: 'part that they hold', range: [0, 1] },
          marks: [
            rule([
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ]),
            ...ascending.map(({ name, curve }) =>
              line(
                thinned(curve, (k) => k / n),
                { name },
              ),
            ),
          ],
        },
        {
          title: 'the largest together',
          x: { label: 'peers, the largest first', type: 'log', range: [1, Math.max(2, n)] },
          y: { label: 'part that they hold', range: [0, 1.02] },
          marks: [
            rule([
              { x: 1, y: 0.5 },
              { x: Math.max(2, n), y: 0.5 },
            ]),
            ...descending.map(({ name, curve }) =>
              line(
                thinned(curve, (k) => k + 1),
                { name },
              ),
            ),
          ],
        },
      ],
    ],
    caption: postedCaption(
      posted,
      options,
      'Left, the diagonal: all hold the same. Right, dashed: one half; where a curve crosses it is the Nakamoto coefficient. Mechanisms with the same ranks share a curve.',
    ),
  });
}

/** The least part of all rank on an axis is never below this; a smaller one is drawn at the edge. */
const LEAST = 1e-6;

/** The least part above 0 that any ranking gives, or {@link LEAST}. */
function leastOf(rankings: readonly Ranked[]): number {
  let found = 1;
  for (const { part } of rankings)
    for (const share of part) if (share > 0) found = Math.min(found, share);
  return Math.max(LEAST, found);
}

/** Shares of rank by place, and under the first mechanism beside those under each other that ranks otherwise. */
export function plotPostedRanks(posted: PostedWeights, options: PostedRankOptions = {}): Figure {
  const where = 'plotPostedRanks';
  checkPosted(where, posted);
  checkOptions(where, options, OPTIONS);
  const { mechanisms = MECHANISM_NAMES } = options;
  const found = rankings(posted, mechanisms);
  const lowest = leastOf(found);
  const edge = lowest / 3;
  const range: [number, number] = [edge / 1.5, 1.5];
  const places: Panel = {
    title: 'by place',
    x: { label: 'place, the highest rank first', type: 'log' },
    y: { label: 'part of all rank', type: 'log', range },
    marks: found.map(({ name, part }) => {
      const sorted = Float64Array.from(part).sort().reverse();
      const seen = sorted.filter((share) => share >= lowest);
      return line(
        thinned(seen, (k) => k + 1),
        { name },
      );
    }),
  };
  const panels = found.slice(1).map(({ name, part }, at): Panel => {
    const [{ name: first, part: before }] = found;
    const larger = part.map((share, peer) => Math.max(share, before[peer]));
    const peers = topPeers(larger, MOST_POINTS).filter((peer) => larger[peer] >= lowest);
    return {
      title: at === 0 ? 'each peer' : '',
      x: { label: `part of all rank, ${first}`, type: 'log', range },
      y: { label: `part of all rank, ${name}`, type: 'log', range },
      marks: [
        rule([
          { x: lowest, y: lowest },
          { x: 1, y: 1 },
        ]),
        dot(
          peers.map((peer) => ({
            x: Math.max(before[peer], edge),
            y: Math.max(part[peer], edge),
            label: `peer ${posted.names[peer]}`,
            open: Math.min(before[peer], part[peer]) < edge,
          })),
          { colour: at + 1, opacity: 0.75 },
        ),
      ],
    };
  });
  const titles = mechanisms.map((name) => `${name}: ${MECHANISMS[name].title}`);
  return compose({
    title: 'Rank by mechanism',
    rows: inRows([places, ...panels], 2),
    caption: postedCaption(
      posted,
      options,
      found.length > 1
        ? `A point is a peer, on the line where both mechanisms give it the same part; a ring at the edge has less than ${rounded(edge, 2)} under one of them. Mechanisms with the same ranks stand together.`
        : 'All mechanisms with a rank give the same parts.',
      `Mechanisms: ${titles.join('; ')}.`,
    ),
  });
}
