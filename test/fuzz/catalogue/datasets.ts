/*
 * Valid calls of data sets, shards and the tensor backend.
 */
import {
  batchIndices,
  characterDataset,
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
  type Dataset,
} from '../../../lib/entry/network.js';
import { createStream } from '../../../lib/entry/market.js';
import { target, type Target } from '../target.js';

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

/** Data sets, shards and the tensor backend. */
export const DATASETS: readonly Target[] = [
  target('batchIndices', batchIndices, () => [{ rows: 12, size: 4, round: 2, ...stream() }]),
  target('characterDataset', characterDataset, () => [
    ['ada', 'bob'].map((author) => ({ author, text: 'the quick brown fox. '.repeat(20) })),
    { ...stream(), window: 4, examples: 10, heldOutExamples: 5, fraction: 0.2 },
  ]),
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
