import { type PostedAnalysis, type PostedWeights } from '../../market/index.js';
import { checkPosted } from '../../market/posted/check.js';
import { checkOptions, each, fields, finite, text } from '../checks.js';
import { bar, compose, inRows, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { POSTED_OPTIONS, postedCaption, type PostedFigureOptions } from './common.js';

type Gains = PostedAnalysis['gains'];

const rowsOf = each(fields({ first: text, second: text, peer: text, change: finite }));

/** The gains of each mechanism beside the first; mechanisms with the same gains stand together. */
function grouped(gains: Gains): { names: string[]; rows: Gains }[] {
  const found: { names: string[]; rows: Gains }[] = [];
  for (const name of new Set(gains.map(({ second }) => second))) {
    const rows = gains.filter(({ second }) => second === name);
    const alike = found.find(
      (one) =>
        one.rows.length === rows.length &&
        one.rows.every(
          ({ peer, change }, at) =>
            peer === rows[at].peer && Math.abs(change - rows[at].change) < 1e-12,
        ),
    );
    if (alike) alike.names.push(name);
    else found.push({ names: [name], rows });
  }
  return found;
}

/** The peers that gain and lose most where the first mechanism gives way to another, as parts of all rank. */
export function plotPostedGains(
  posted: PostedWeights,
  gains: Gains,
  options: PostedFigureOptions = {},
): Figure {
  const where = 'plotPostedGains';
  checkPosted(where, posted);
  rowsOf(where, 'gains', gains);
  checkOptions(where, options, POSTED_OPTIONS);
  const panels = grouped(gains).map(({ names, rows }): Panel => {
    const peers = rows.map(({ peer }) => peer);
    return {
      title: `from ${rows[0].first} to ${names.join(', ')}`,
      x: { label: 'peer', categories: peers },
      y: 'change of its part of all rank',
      marks: [
        bar(
          rows.map(({ change }, at) => ({ x: at, y: change, label: `peer ${peers[at]}` })),
          { colour: 0 },
        ),
      ],
    };
  });
  const none: Panel = { x: 'peer', y: 'change of its part of all rank', marks: [] };
  return compose({
    title: 'The peers that gain and lose by another mechanism',
    rows: inRows(panels.length > 0 ? panels : [none], 1),
    caption: postedCaption(
      posted,
      options,
      panels.length > 0
        ? 'The ten peers that gain most and the ten that lose most; mechanisms with the same changes stand together.'
        : 'No mechanism gives a peer another part than the first.',
    ),
  });
}
