import { checkInteger, checkList, checkObject } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import type { RandomStream } from '../math/random.js';
import { sampleIndices } from '../math/shuffle.js';
import { fraction, integer, readParameters, stream, type OptionsOf } from '../parameters/index.js';
import type { AuthorText } from './addresses.js';
import { ALPHABET, encodeText } from './alphabet.js';
import type { Dataset, HeldOutSplit } from './dataset.js';

/** The options of {@link characterDataset}. */
export const CHARACTERS = {
  stream: stream(
    "Source of the positions; each author's are drawn from a stream of the author's name",
  ),
  window: integer(16, 'Characters that the model sees before the one it predicts'),
  examples: integer(2000, 'Rows for training, of each author'),
  heldOutExamples: integer(500, 'Held-out rows, of each author'),
  fraction: fraction(0.2, 'Part of each text, at its end, that held-out rows come from'),
};

export type CharacterOptions = OptionsOf<typeof CHARACTERS>;

const where = 'characterDataset';

/** The interval of a text, from `start` to before `end`, for the rows of a part, and their number. */
interface Stretch {
  readonly part: 'train' | 'heldOut';
  readonly start: number;
  readonly end: number;
  readonly rows: number;
}

/**
 * Next-character prediction: x = the codes of `window` characters, y = the code of the one that follows, in
 * the {@link ALPHABET} of 41 symbols; `groups` holds the author of each row.
 *
 * Rows are sampled without replacement, author by author. Training rows, window and answer, lie in the first part of
 * a text and held-out rows in its last part, so that no character is in both.
 *
 * @returns [authors · examples] rows for training and [authors · heldOutExamples] held out, author by author
 * @throws {@link InvalidArgumentError} when an option is invalid or a text too short
 */
export function characterDataset(
  addresses: readonly AuthorText[],
  options: CharacterOptions,
): HeldOutSplit {
  const settings = readParameters(where, CHARACTERS, options);
  const { window, examples, heldOutExamples } = settings;
  checkList(where, 'addresses', addresses);
  checkInteger(where, 'number of addresses', addresses.length, 1);
  for (const address of addresses) checkObject(where, 'each address', address);
  // All texts are long enough before an array is made.
  const texts = addresses.map(({ author, text }) => {
    const codes = encodeText(text);
    const cut = Math.round((1 - settings.fraction) * codes.length);
    const stretches: Record<Stretch['part'], Stretch> = {
      train: { part: 'train', start: 0, end: cut, rows: examples },
      heldOut: { part: 'heldOut', start: cut, end: codes.length, rows: heldOutExamples },
    };
    for (const stretch of Object.values(stretches)) checkLength(author, stretch, window);
    return { author, codes, stretches };
  });
  const datasetOf = (part: Stretch['part'], each: number): Dataset => {
    const dataset = emptyDataset(addresses, each, window);
    for (const [group, { author, codes, stretches }] of texts.entries()) {
      const stream = settings.stream.split(author).split(part);
      drawRows(dataset, group, codes, stretches[part], stream);
    }
    return dataset;
  };
  return { train: datasetOf('train', examples), heldOut: datasetOf('heldOut', heldOutExamples) };
}

function emptyDataset(addresses: readonly AuthorText[], each: number, inputs: number): Dataset {
  const rows = addresses.length * each;
  return {
    name: 'characters',
    rows,
    inputs,
    classes: ALPHABET.length,
    x: new Float32Array(rows * inputs),
    y: new Int32Array(rows),
    groups: new Int32Array(rows),
    groupNames: addresses.map(({ author }) => author),
    encoding: { kind: 'codes', symbols: ALPHABET.length },
  };
}

function checkLength(author: string, { part, start, end, rows }: Stretch, window: number): void {
  if (end - start >= window + rows) return;
  const rule = `addresses must leave ${window + rows} characters an author for ${rows} ${part} rows of window ${window}`;
  throw new InvalidArgumentError(where, rule, `${end - start} of ${author}`);
}

/** Writes the rows of one author, which are contiguous, into the data set. */
function drawRows(
  { x, y, groups, inputs: window }: Dataset,
  group: number,
  codes: Uint8Array,
  { start, end, rows }: Stretch,
  stream: RandomStream,
): void {
  const places = sampleIndices(end - start - window, stream, rows);
  for (let k = 0; k < rows; k++) {
    const row = group * rows + k;
    const first = start + places[k];
    for (let j = 0; j < window; j++) x[row * window + j] = codes[first + j];
    y[row] = codes[first + window];
  }
  groups?.fill(group, group * rows, (group + 1) * rows);
}
