/*
 * Yuma consensus of posted weights: the part of a peer's votes that the clip keeps beside its pay, by role.
 */
import { yumaPosted, type PostedWeights } from '../../market/index.js';
import { topPeers } from '../../market/posted/compare.js';
import { shares } from '../../math/rows.js';
import { checkOptions } from '../checks.js';
import { compose, dot, points, rule } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { MOST_POINTS, POSTED_OPTIONS, postedCaption, type PostedFigureOptions } from './common.js';

/** Trust and incentive of the ranked; dividends of validators over their stake, under Yuma consensus. */
export function plotPostedConsensus(
  posted: PostedWeights,
  options: PostedFigureOptions = {},
): Figure {
  const where = 'plotPostedConsensus';
  checkOptions(where, options, POSTED_OPTIONS);
  const { trust, incentive, dividends } = yumaPosted(posted);
  const shared = yumaPosted(posted, { version: 'yuma2' }).dividends;
  const { names, stake, rowStart } = posted;
  const held = shares(stake.map((value, i) => (rowStart[i + 1] > rowStart[i] ? value : 0)));
  const ranked = topPeers(incentive, MOST_POINTS).filter((peer) => incentive[peer] > 0);
  const validators = topPeers(held, MOST_POINTS).filter((peer) => held[peer] > 0);
  const name = (peer: number): string => `peer ${names[peer]}`;
  const paid = (of: Float64Array) =>
    points(
      validators.map((peer) => held[peer]),
      validators.map((peer) => of[peer] / held[peer]),
      (at) => name(validators[at]),
    );
  return compose({
    title: 'Yuma consensus: the votes that are kept, and the pay',
    rows: [
      [
        {
          title: 'the ranked',
          x: { label: 'trust: part of the votes that the clip keeps', range: [-0.03, 1.03] },
          y: { label: 'incentive: part of all rank', type: 'log' },
          marks: [
            dot(
              points(
                ranked.map((peer) => trust[peer]),
                ranked.map((peer) => incentive[peer]),
                (at) => name(ranked[at]),
              ),
              { opacity: 0.75 },
            ),
          ],
        },
        {
          title: 'the validators',
          x: { label: 'part of the voting stake', type: 'log' },
          y: 'part of the dividends over part of the stake',
          marks: [
            ...(validators.length > 0
              ? [
                  rule([
                    { x: held[validators[validators.length - 1]], y: 1 },
                    { x: held[validators[0]], y: 1 },
                  ]),
                ]
              : []),
            dot(paid(shared), { name: 'Yuma 1 and 2', colour: 1, opacity: 0.75 }),
            dot(paid(dividends), { name: 'Yuma 3', colour: 2, opacity: 0.75 }),
          ],
        },
      ],
    ],
    caption: postedCaption(
      posted,
      options,
      'A point is a peer; κ = 32767/65535, weights for oneself masked. Right, on the line: dividends in proportion to stake.',
      ranked.length < names.length
        ? `${names.length - ranked.length} peers without rank are left out.`
        : '',
    ),
  });
}
