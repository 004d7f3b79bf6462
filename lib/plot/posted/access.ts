import { rankPosted, type PostedWeights } from '../../market/index.js';
import { topPeers } from '../../market/posted/compare.js';
import { shares } from '../../math/rows.js';
import { checkOptions, object } from '../checks.js';
import { compose, dot, points, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { MOST_POINTS, POSTED_OPTIONS, postedCaption } from './common.js';
import { accessOf, type PostedMaskOptions } from './matrices.js';

/** The access that stake buys and the reach that rank brings: means of the mask (8) over rows and columns. */
export function plotPostedAccess(posted: PostedWeights, options: PostedMaskOptions = {}): Figure {
  const where = 'plotPostedAccess';
  object(where, 'options', options);
  const { source, note, most, ...mask } = options;
  checkOptions(where, { source, note, most }, POSTED_OPTIONS);
  const { access, setting } = accessOf(where, posted, mask);
  const part = shares(rankPosted(posted));
  const { stake, names } = posted;
  const panel = (
    title: string,
    [x, y]: readonly [string, string],
    [xs, ys]: readonly [ArrayLike<number>, ArrayLike<number>],
    colour: number,
  ): Panel => {
    const peers = topPeers(xs, MOST_POINTS).filter((peer) => xs[peer] > 0);
    const at = (of: ArrayLike<number>): number[] => peers.map((peer) => of[peer]);
    const found = points(at(xs), at(ys), (place) => `peer ${names[peers[place]]}`);
    return {
      title,
      x: { label: x, type: 'log' },
      y: { label: y, zero: true },
      marks: [dot(found, { colour, opacity: 0.75 })],
    };
  };
  const unheld = stake.filter((held) => held === 0).length;
  return compose({
    title: 'Access by the mask (8)',
    rows: [
      [
        panel(
          'answers that reach peer i',
          ['stake of peer i', 'mean m<sub>ij</sub> over j'],
          [stake, access.received],
          0,
        ),
        panel(
          'peers that answers of peer j reach',
          ['part of all rank (5) of peer j', 'mean m<sub>ij</sub> over i'],
          [part, access.served],
          1,
        ),
      ],
    ],
    caption: postedCaption(
      posted,
      options,
      'A point is a peer. The higher its rank, the more a peer must be bid to be heard: μ<sub>j</sub> of (7) is the rank.',
      setting,
      unheld > 0 ? `${unheld} peers without stake are left out on the left.` : '',
    ),
  });
}
