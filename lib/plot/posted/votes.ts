import { rankPosted, trustPosted, type PostedWeights } from '../../market/index.js';
import { topPeers } from '../../market/posted/compare.js';
import { spreadOf } from '../../market/posted/likeness.js';
import { shares } from '../../math/rows.js';
import { checkOptions } from '../checks.js';
import { compose, dot, points } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { MOST_POINTS, POSTED_OPTIONS, postedCaption, type PostedFigureOptions } from './common.js';

/** How many voters a peer's rank comes from, and how far voters spread their votes. */
export function plotPostedVotes(posted: PostedWeights, options: PostedFigureOptions = {}): Figure {
  const where = 'plotPostedVotes';
  checkOptions(where, options, POSTED_OPTIONS);
  const { trust } = trustPosted(posted);
  const part = shares(rankPosted(posted));
  const peers = topPeers(part, MOST_POINTS).filter((peer) => part[peer] > 0);
  const { stake, rowStart } = posted;
  const voters = Array.from(stake.keys()).filter((i) => rowStart[i + 1] > rowStart[i]);
  const held = stake.map((value, i) => (rowStart[i + 1] > rowStart[i] ? value : 0));
  const rows = topPeers(held, MOST_POINTS)
    .filter((peer) => held[peer] > 0)
    .map((peer) => spreadOf(posted, peer));
  const name = (peer: number): string => `peer ${posted.names[peer]}`;
  const silent = voters.filter((peer) => stake[peer] === 0).length;
  return compose({
    title: 'Votes: trust in the ranked, and the spread of each vote',
    rows: [
      [
        {
          title: 'the ranked',
          x: { label: 'trust: part of the voting stake that weighs peer j', range: [-0.03, 1.03] },
          y: { label: 'part of all rank (5)', type: 'log' },
          marks: [
            dot(
              points(
                peers.map((peer) => trust[peer]),
                peers.map((peer) => part[peer]),
                (at) => name(peers[at]),
              ),
              { opacity: 0.75 },
            ),
          ],
        },
        {
          title: 'the voters',
          x: { label: 'stake of peer i', type: 'log' },
          y: { label: 'peers weighed, effective: 1/Σ w<sub>ij</sub>²', type: 'log' },
          marks: [
            dot(
              points(
                rows.map(({ peer }) => stake[peer]),
                rows.map(({ effective }) => effective),
                (at) => name(rows[at].peer),
              ),
              { colour: 1, opacity: 0.75 },
            ),
          ],
        },
      ],
    ],
    caption: postedCaption(
      posted,
      options,
      'A point is a peer.',
      silent > 0 ? `${silent} rows without stake are left out.` : '',
    ),
  });
}
