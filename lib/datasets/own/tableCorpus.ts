import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { type CorpusDefinition } from '../corpora/corpus.js';
import { shardByGroup } from '../shards.js';
import { readLabelled } from './labelled.js';
import { type OwnDataSettings } from './options.js';
import { checkGroups, shardRows, splitRows } from './rowsCorpus.js';
import { type Table } from './table.js';
import { readTexts, splitTexts } from './textCorpus.js';

/** @throws {@link InvalidArgumentError} unless exactly one of label and text is given */
export function checkTask(where: string, { label, text }: Partial<OwnDataSettings>): void {
  if ((label === undefined) !== (text === undefined)) return;
  const rule = 'either label, the column of classes, or text, the column of texts, must be given';
  const found = label === undefined ? 'neither' : `${show(label)} and ${show(text)}`;
  throw new InvalidArgumentError(where, rule, found);
}

/** How figures and captions name a corpus of a user's own; it needs no data. */
export function namesOf(
  source: string,
  { group, text }: Partial<OwnDataSettings>,
): Pick<CorpusDefinition, 'title' | 'divided'> {
  const groups = text === undefined ? group : (group ?? 'row');
  return {
    title: text === undefined ? `rows of ${source}` : `next character of ${source}`,
    divided: (beta) =>
      groups === undefined ? `${source} divided by Dirichlet(${beta})` : `${source} by ${groups}`,
  };
}

/**
 * A table as a corpus.
 *
 * @throws the table's fault when it does not fit
 */
export function tableCorpus(
  where: string,
  { name, source }: { name: string; source: string },
  table: Table,
  settings: OwnDataSettings,
): CorpusDefinition {
  const names = { name, ...namesOf(source, settings) };
  if (settings.text !== undefined) {
    const texts = readTexts(table, settings);
    return Object.freeze<CorpusDefinition>({
      ...names,
      split: (stream) => splitTexts(texts, settings, stream),
      shard: (rows, { peers, stream }) => {
        checkGroups(table.fault, texts.length, peers);
        return shardByGroup(rows, { peers, stream });
      },
    });
  }
  const labelled = readLabelled(where, table, settings);
  return Object.freeze<CorpusDefinition>({
    ...names,
    split: (stream) => splitRows(source, labelled, settings.heldOut, stream),
    shard: (rows, division) => shardRows(table, rows, division),
  });
}
