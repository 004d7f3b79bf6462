/*
 * Texts of a table as a corpus: peers predict the next character, as on the presidents' addresses. The texts of a source are
 * joined by spaces; without sources each row is one.
 */
import { type RandomStream } from '../../math/random.js';
import { show } from '../../math/show.js';
import { type AuthorText } from '../addresses.js';
import { CHARACTERS, characterDataset } from '../characters.js';
import { type HeldOutSplit } from '../dataset.js';
import { type OwnDataSettings } from './options.js';
import { cellName, columnOf, type Table } from './table.js';

/** The least training rows and held-out rows of a source. */
const LEAST = 16;
const LEAST_HELD_OUT = 4;

/**
 * The text of each source, in the order of their names, or of the rows.
 *
 * @throws the table's fault when a column is absent, a text is missing or none, or a source has too few characters
 */
export function readTexts(
  table: Table,
  { text = '', group, missing, window }: OwnDataSettings,
): AuthorText[] {
  const textAt = columnOf(table, text);
  const groupAt = group === undefined ? undefined : columnOf(table, group);
  const parts = new Map<string, string[]>();
  for (let row = 0; row < table.rows; row++) {
    const found = textOf(table, row, textAt, missing);
    const source = groupAt === undefined ? table.place(row) : textOf(table, row, groupAt, missing);
    if (found === undefined || source === undefined) continue;
    const own = parts.get(source);
    if (own) own.push(found);
    else parts.set(source, [found]);
  }
  const names = [...parts.keys()];
  if (groupAt !== undefined) names.sort((a, b) => (a < b ? -1 : 1));
  const texts = names.map((author) => ({ author, text: (parts.get(author) ?? []).join(' ') }));
  checkLengths(table, texts, window);
  return texts;
}

function textOf(
  table: Table,
  row: number,
  column: number,
  missing: OwnDataSettings['missing'],
): string | undefined {
  const value = table.value(row, column);
  if (value !== null) return String(value);
  if (missing === 'drop') return undefined;
  const found = `none in ${cellName(table, row, column)}`;
  throw table.fault(
    'must have a text and a source in each row',
    found,
    "drop its rows by missing: 'drop'",
  );
}

/** The most training rows and held-out rows that a text of a length has. */
function rowsOf(length: number, window: number): { train: number; heldOut: number } {
  const cut = Math.round((1 - CHARACTERS.fraction.default) * length);
  return { train: cut - window, heldOut: length - cut - window };
}

function checkLengths({ fault }: Table, texts: readonly AuthorText[], window: number): void {
  if (texts.length === 0) throw fault('must have texts', 'none');
  const short = texts.find(({ text }) => {
    const { train, heldOut } = rowsOf(text.length, window);
    return train < LEAST || heldOut < LEAST_HELD_OUT;
  });
  if (short === undefined) return;
  const least = Math.ceil((window + LEAST_HELD_OUT + 1) / CHARACTERS.fraction.default);
  const rule = `must have at least ${least} characters of each source for windows of ${window}`;
  const cure = 'join texts of one source by group, or take a smaller window';
  throw fault(rule, `${short.text.length} of ${show(short.author)}`, cure);
}

/** Windows of characters: as many of each source as asked for, or as the shortest text has. */
export function splitTexts(
  texts: readonly AuthorText[],
  { window, examples, heldOutExamples }: OwnDataSettings,
  stream: RandomStream,
): HeldOutSplit {
  const shortest = texts.reduce((least, { text }) => Math.min(least, text.length), Infinity);
  const { train, heldOut } = rowsOf(shortest, window);
  return characterDataset(texts, {
    ...{ window, stream: stream.split('characters') },
    examples: Math.min(examples, train),
    heldOutExamples: Math.min(heldOutExamples, heldOut),
  });
}
