/*
 * Files of weights and stake.
 *
 *   JSON        {weights, stake, names?, rowNames?}: weights as rows, as triplets [from, to, weight], or by peer:
 *               {"ada": [["bob", 0.5], …]} or {"ada": {"bob": 0.5, …}}; stake as a list or by peer
 *   JSON lines  [from, to, weight], {from, to, weight} or {peer, stake} a line
 *   CSV         the columns from, to, weight; or a matrix, with or without names of columns, names of rows and a column stake
 *
 * A file of stake besides is CSV, peer and stake or stake alone, or JSON. Any file may be gzipped.
 */
import { type Numbers } from '../../math/rows.js';
import { type WeightsFields } from '../../market/posted/fields.js';
import { POSTED } from '../../market/posted/fields.js';
import { choice, optional, type OptionsOf, type ValuesOf } from '../../parameters/index.js';

export const WHERE = 'readWeights';

/** The kind of a file of weights. */
export const WEIGHTS_FORMATS = ['json', 'jsonl', 'csv'] as const;
export type WeightsFormat = (typeof WEIGHTS_FORMATS)[number];

/** The options of {@link readWeights} besides the file of stake. */
export const READING = {
  format: optional(choice(WEIGHTS_FORMATS, 'json', 'Kind of the file'), 'by the end of its name'),
  layout: optional(
    choice(['matrix', 'triplets'], 'matrix', 'Lists of numbers as rows of a matrix or as triplets'),
    'by the content',
  ),
  header: optional(
    choice(['yes', 'no'], 'yes', 'Whether the first line of a CSV file names the columns'),
    'yes where it has a text that is no number',
  ),
  ...POSTED,
};

/** The options of {@link readWeights}. */
export interface ReadWeightsOptions extends OptionsOf<typeof READING> {
  /** A file of stake. Default: stake is in the file of weights. */
  readonly stake?: string;
}

export type Reading = ValuesOf<typeof READING>;

/** Stake as a file has it. */
export type Stake = Numbers | Readonly<Record<string, number>>;

/** The content of a file: the fields of {@link fromWeights}, the stake where it is there. */
export type Content = Omit<WeightsFields, 'stake'> & { readonly stake?: Stake };
