/*
 * Matrices of posted weights: W, the mask (8), the likeness of rows.
 */
import { accessPosted, type PostedAccess, type PostedWeights } from '../../market/index.js';
import { POSTED_ACCESS } from '../../market/posted/access.js';
import { rankOfPosted } from '../../market/posted/rank.js';
import { votingInto } from '../../market/posted/fromWeights.js';
import { rowCosine } from '../../market/posted/likeness.js';
import { sigmoid } from '../../market/row.js';
import { rounded } from '../caption.js';
import { readParameters, type OptionsOf } from '../../parameters/index.js';
import { checkOptions, object } from '../checks.js';
import { cells, compose, type CellsMark, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import {
  namesOf,
  POSTED_OPTIONS,
  postedCaption,
  shown,
  type PostedFigureOptions,
} from './common.js';

/** A matrix of named rows and columns, each cell as wide as the next. */
function matrixPanel(
  [x, y]: readonly [string, string],
  [columns, rows]: readonly [readonly string[], readonly string[]],
  values: readonly (readonly (number | null)[])[],
  look: Omit<CellsMark, 'mark' | 'values'>,
): Panel {
  // Without a row one blank row stands for it.
  const found = values.length > 0 ? values : [columns.map(() => null)];
  return {
    x: { label: x, categories: columns },
    y: { label: y, categories: rows, reverse: true },
    height: Math.max(300, 15 * rows.length),
    marks: [cells(found.some((row) => row.length > 0) ? found : [[null]], look)],
  };
}

/** Every weight of the given rows and columns; null where it is 0. */
function weightsOf(
  { rowStart, columns, values }: PostedWeights,
  rows: readonly number[],
  of: readonly number[],
): (number | null)[][] {
  const place = new Map(of.map((peer, at) => [peer, at]));
  return rows.map((i) => {
    const row = new Array<number | null>(of.length).fill(null);
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const to = place.get(columns[at]);
      if (to !== undefined) row[to] = values[at];
    }
    return row;
  });
}

/** Posted weights as a heatmap: rows by stake, columns by the rank (5). */
export function plotPostedWeights(
  posted: PostedWeights,
  options: PostedFigureOptions = {},
): Figure {
  const where = 'plotPostedWeights';
  checkOptions(where, options, POSTED_OPTIONS);
  const { rows, columns, left } = shown(where, posted, options.most);
  const values = weightsOf(posted, rows, columns);
  return compose({
    title: 'The weights that peers posted',
    rows: [
      [
        matrixPanel(
          ['to peer j, the highest rank first', 'from peer i, the most stake first'],
          [namesOf(posted, columns), namesOf(posted, rows)],
          values,
          { bar: 'weight, as a power of ten', shade: Math.log10 },
        ),
      ],
    ],
    caption: postedCaption(
      posted,
      options,
      'Row i: the parts of its vote that peer i gives; blank where it gives none. Rows sum to 1.',
      left,
    ),
  });
}

/** The options of figures of the mask of posted weights. */
export type PostedMaskOptions = PostedFigureOptions & OptionsOf<typeof POSTED_ACCESS>;

/** The access of posted weights by the mask's options of a figure, and the caption's clause for T. */
export function accessOf(
  where: string,
  posted: PostedWeights,
  { source: _, note: __, most: ___, ...mask }: PostedMaskOptions,
): { access: PostedAccess; exempt: boolean; setting: string } {
  const { ownInput, temperature, temperatureUnit } = readParameters(where, POSTED_ACCESS, mask);
  const access = accessPosted(posted, mask);
  const unit =
    temperatureUnit === 'meanBid'
      ? ` = ${temperature} mean bids s̄/n of the stake that votes`
      : ' in units of stake';
  const setting = `T = ${rounded(access.temperature, 3)}${unit}.`;
  return { access, exempt: ownInput === 'exempt', setting };
}

/** The mask (8) that posted weights make: which peers' answers reach which peers. */
export function plotPostedMask(posted: PostedWeights, options: PostedMaskOptions = {}): Figure {
  const where = 'plotPostedMask';
  object(where, 'options', options);
  const { source, note, most, ...mask } = options;
  checkOptions(where, { source, note, most }, POSTED_OPTIONS);
  const { rows, columns, left } = shown(where, posted, most);
  const { access, exempt, setting } = accessOf(where, posted, mask);
  const shift = rankOfPosted(where, posted, 'paper');
  const voting = votingInto(posted, posted.stake, new Float64Array(posted.peers));
  const values = weightsOf(posted, rows, columns).map((row, at) =>
    row.map((weight, to) => {
      if (exempt && rows[at] === columns[to]) return 1;
      const bid = voting[rows[at]] * (weight ?? 0);
      return sigmoid(bid - shift[columns[to]], access.temperature);
    }),
  );
  return compose({
    title: 'Which peers’ answers reach which peers: the mask (8)',
    rows: [
      [
        matrixPanel(
          ['answers of peer j, the highest rank first', 'reach peer i, the most stake first'],
          [namesOf(posted, columns), namesOf(posted, rows)],
          values,
          { bar: 'mask', range: [0, 1] },
        ),
      ],
    ],
    caption: postedCaption(
      posted,
      options,
      'm<sub>ij</sub> = σ(s<sub>i</sub> w<sub>ij</sub> − μ<sub>j</sub>): above ½ where the bid of peer i is above the rank of peer j.',
      setting,
      left,
    ),
  });
}

/** The cosines of posted rows, which show copies. */
export function plotPostedLikeness(
  posted: PostedWeights,
  options: PostedFigureOptions = {},
): Figure {
  const where = 'plotPostedLikeness';
  checkOptions(where, options, POSTED_OPTIONS);
  const { rows } = shown(where, posted, options.most);
  const names = namesOf(posted, rows);
  const values = rows.map((i) => rows.map((k) => (i === k ? null : rowCosine(posted, i, k))));
  return compose({
    title: 'How alike the rows are',
    rows: [
      [
        matrixPanel(
          ['row of peer k, the most stake first', 'row of peer i'],
          [names, names],
          values,
          { bar: 'cosine', range: [0, 1] },
        ),
      ],
    ],
    caption: postedCaption(
      posted,
      options,
      `Cosines of the ${rows.length} rows with the most stake; 1 is a copy up to scale.`,
    ),
  });
}
