/*
 * Parts that all figures of posted weights share: the peers that are shown, and the caption.
 */
import { type PostedWeights } from '../../market/index.js';
import { checkPosted } from '../../market/posted/check.js';
import { topPeers } from '../../market/posted/compare.js';
import { rankOfPosted } from '../../market/posted/rank.js';
import { sum } from '../../math/rows.js';
import { percent, sentences, version } from '../caption.js';
import { integer, maybe, text, type Fields } from '../checks.js';

/** The options of all figures of posted weights. */
export interface PostedFigureOptions {
  /** The file of the weights, for the caption. */
  readonly source?: string;
  /** Sentences that open the caption, instead of the figure's own. */
  readonly note?: string;
  /** The most rows and columns of a matrix. Default 40. */
  readonly most?: number;
}

export const POSTED_OPTIONS: Fields = {
  ...{ source: maybe(text), note: maybe(text), most: maybe(integer(1, 200)) },
};

/** The most points of a panel. */
export const MOST_POINTS = 2000;

/** The peers of a matrix: rows with entries by stake, columns by the rank (5), and what they leave out. */
export interface Shown {
  readonly rows: number[];
  readonly columns: number[];
  /** A sentence, empty where all are shown. */
  readonly left: string;
}

/** @throws {@link InvalidArgumentError} unless the weights are posted weights */
export function shown(where: string, posted: PostedWeights, most = 40): Shown {
  checkPosted(where, posted);
  const { peers: n, rowStart, stake } = posted;
  const ranks = rankOfPosted(where, posted, 'paper');
  const voting = stake.map((held, i) => (rowStart[i + 1] > rowStart[i] ? held : -1));
  const rows = topPeers(voting, most).filter((peer) => voting[peer] >= 0);
  const ranked = topPeers(ranks, most).filter((peer) => ranks[peer] > 0);
  const columns = ranked.length > 0 ? ranked : topPeers(ranks, most);
  const all = voting.filter((held) => held >= 0).length;
  const part = sum(columns.map((peer) => ranks[peer])) / sum(ranks);
  const left =
    rows.length === all && columns.length === n
      ? ''
      : `Shown are ${rows.length} of ${all} rows, by stake, and ${columns.length} of ${n} peers, by rank, which have ${percent(part)} of it.`;
  return { rows, columns, left };
}

/** The file and the size of a network, as a sentence. */
export function networkOf({ peers, rowStart, values }: PostedWeights, source?: string): string {
  let rows = 0;
  for (let i = 0; i < peers; i++) if (rowStart[i + 1] > rowStart[i]) rows++;
  const from = source === undefined ? '' : `${source}: `;
  return `${from}n = ${peers} peers, ${rows} rows with ${values.length} weights above 0.`;
}

/** The caption: the note, what is left out, the network, the version. */
export function postedCaption(
  posted: PostedWeights,
  { source, note }: PostedFigureOptions,
  own: string,
  ...more: readonly string[]
): string {
  return sentences(note ?? own, ...more, networkOf(posted, source), version());
}

/** The names of peers, each on an axis once. */
export const namesOf = ({ names }: PostedWeights, peers: readonly number[]): string[] =>
  peers.map((peer) => names[peer]);
