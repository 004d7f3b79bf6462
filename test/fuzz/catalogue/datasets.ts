/*
 * Valid calls of data sets, shards and the tensor backend.
 */
import {
  batchIndices,
  characterDataset,
  corpusFromFile,
  corpusFromFrame,
  CORPORA,
  decodeText,
  defineCorpus,
  encodeText,
  loadAddresses,
  loadDigits,
  loadTrainedHessians,
  selectTensorBackend,
  shardByDirichlet,
  shardByGroup,
  shardUniformly,
  splitHeldOut,
  takeRows,
  teacherDataset,
  type CorpusDefinition,
  type Dataset,
  type FrameLike,
  type OwnDataOptions,
} from '../../../lib/entry/network.js';
import { writeFileSync } from 'node:fs';
import { createStream } from '../../../lib/entry/market.js';
import { target, through, type Target } from '../target.js';

/** Twelve rows of two classes by three authors. */
function rows(): Dataset {
  const options = { inputs: 2, classes: 2, rows: 12, hidden: 3, noise: 0.1 };
  return {
    ...teacherDataset({ ...options, stream: createStream(1) }),
    groups: Int32Array.from({ length: 12 }, (_, row) => row % 3),
    groupNames: ['a', 'b', 'c'],
  };
}

const stream = (): { stream: ReturnType<typeof createStream> } => ({ stream: createStream(1) });

/** The rows of a corpus. */
const rowsOf = ({ split }: CorpusDefinition): object => split(createStream(1));

/** A table of two numbers, a class and a source. */
const TABLE = Array.from({ length: 24 }, (_, row) => [row, row % 5, row % 2, `s${row % 3}`]);
const NAMES = ['a', 'b', 'kind', 'site'];
const OWN_OPTIONS = { label: 'kind', group: 'site', missing: 'mean', heldOut: 0.25 };

/** Data sets, shards and the tensor backend. */
export const DATASETS: readonly Target[] = [
  target('batchIndices', batchIndices, () => [{ rows: 12, size: 4, round: 2, ...stream() }]),
  target('characterDataset', characterDataset, () => [
    ['ada', 'bob'].map((author) => ({ author, text: 'the quick brown fox. '.repeat(20) })),
    { ...stream(), window: 4, examples: 10, heldOutExamples: 5, fraction: 0.2 },
  ]),
  through(
    'corpusFromFile',
    corpusFromFile,
    (path: string, options: OwnDataOptions) => rowsOf(corpusFromFile(path, options)),
    () => {
      writeFileSync('rows.csv', [NAMES, ...TABLE].map((row) => row.join(',')).join('\n'));
      return ['rows.csv', { ...OWN_OPTIONS, without: ['b'] }];
    },
  ),
  through(
    'corpusFromFrame',
    corpusFromFrame,
    (frame: FrameLike, options: OwnDataOptions) => rowsOf(corpusFromFrame(frame, options)),
    () => [
      { columns: [...NAMES], values: TABLE.map((row) => [...row]) },
      { ...OWN_OPTIONS, name: 'trees' },
    ],
  ),
  target('decodeText', decodeText, () => [[1, 2, 3]]),
  target('defineCorpus', defineCorpus, () => [{ ...CORPORA.digits, name: 'other' }]),
  target('encodeText', encodeText, () => ['a text, of 3 words']),
  target('loadAddresses', loadAddresses, () => []),
  target('loadDigits', loadDigits, () => []),
  target('loadTrainedHessians', loadTrainedHessians, () => []),
  target('selectTensorBackend', selectTensorBackend, () => [{ backend: 'wasm' }]),
  target('shardByDirichlet', shardByDirichlet, () => [
    rows(),
    { peers: 2, ...stream(), beta: 0.5, least: 1 },
  ]),
  target('shardByGroup', shardByGroup, () => [rows(), { peers: 2, ...stream() }]),
  target('shardUniformly', shardUniformly, () => [rows(), { peers: 2, ...stream() }]),
  target('splitHeldOut', splitHeldOut, () => [rows(), { ...stream(), fraction: 0.25 }]),
  // Rows are copied as they are.
  target('takeRows', takeRows, () => [rows(), [0, 3, 3]], {
    isUndefined: (_, place) => place.startsWith('.x['),
  }),
  target('teacherDataset', teacherDataset, () => [
    { ...stream(), inputs: 2, classes: 2, rows: 6, hidden: 3, noise: 0.1 },
  ]),
];
