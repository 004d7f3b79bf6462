import { type PostedAnalysis, type PostedWeights } from '../../market/index.js';
import { largest, least } from '../../math/rows.js';
import { checkPosted } from '../../market/posted/check.js';
import { checkOptions, each, fields, integer, maybe, positive, text, value } from '../checks.js';
import { compose, line, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { POSTED_OPTIONS, postedCaption, type PostedFigureOptions } from './common.js';

const MEASURES = [
  { cell: 'effective', title: 'effective number of holders', y: '1/Σ p²' },
  { cell: 'nakamoto', title: 'Nakamoto coefficient', y: 'peers with more than half' },
  { cell: 'gini', title: 'Gini coefficient', y: 'Gini' },
  { cell: 'top1', title: 'the largest holder', y: 'part of all stake' },
] as const;

const rowsOf = each(
  fields({
    ...{ mechanism: text, block: integer() },
    ...{ effective: value, nakamoto: value, gini: value, top1: value },
  }),
  1,
);

type Rows = PostedAnalysis['drift'];

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** The rows of each mechanism; mechanisms with the same stake stand together. */
function linesOf(drift: Rows): Map<string, Rows> {
  const names = [...new Set(drift.map(({ mechanism }) => mechanism))];
  const found: { names: string[]; rows: Rows }[] = [];
  for (const name of names) {
    const rows = drift.filter(({ mechanism }) => mechanism === name);
    const isAlike = (other: Rows): boolean =>
      other.length === rows.length &&
      MEASURES.every(({ cell }) =>
        rows.every((row, at) => Math.abs((row[cell] ?? 0) - (other[at][cell] ?? 0)) < 1e-9),
      );
    const alike = found.find((one) => isAlike(one.rows));
    if (alike) alike.names.push(name);
    else found.push({ names: [name], rows });
  }
  return new Map(found.map((one) => [one.names.join(', '), one.rows]));
}

/** The concentration of stake over blocks while all rows stay, a line a mechanism. */
export function plotPostedDrift(
  posted: PostedWeights,
  drift: PostedAnalysis['drift'],
  options: PostedFigureOptions & { readonly issuance?: number } = {},
): Figure {
  const where = 'plotPostedDrift';
  checkPosted(where, posted);
  rowsOf(where, 'drift', drift);
  checkOptions(where, options, { ...POSTED_OPTIONS, issuance: maybe(positive) });
  const { issuance, ...rest } = options;
  const lines = linesOf(drift);
  const panels = MEASURES.map(({ cell, title, y }): Panel => {
    const found = drift.map((row) => row[cell] ?? 0);
    const [low, high] = [least(found), largest(found)];
    const whole = cell === 'nakamoto' && high - low < 8;
    return {
      title,
      x: 'block',
      // Half a holder is none.
      y: whole ? { label: y, ticks: range(low, high), range: [low - 0.5, high + 0.5] } : y,
      marks: [...lines].map(([name, rows]) =>
        line(
          rows.map((row) => ({ x: row.block, y: row[cell] })),
          { name },
        ),
      ),
    };
  });
  return compose({
    title: 'Stake over blocks, the rows as they were posted',
    rows: [panels.slice(0, 2), panels.slice(2)],
    caption: postedCaption(
      posted,
      rest,
      'Stake grows by (6) in the norm of each mechanism; peers without rows are paid and do not vote.',
      issuance === undefined
        ? ''
        : `A block mints τ = ${issuance} of all stake at the start, and up to √n times it under ‖R‖<sub>2</sub>.`,
    ),
  });
}
