/*
 * A table of numbers as a corpus. Numbers are standardised by the training rows alone:
 *
 *   x = (v − μ)/σ,  μ and σ the mean and the standard deviation (1/m Σ (v − μ)²)^½ of a column's training rows
 *
 * x is 0 where a value is missing, and throughout a column that is constant in the training rows.
 */
import { type RandomStream } from '../../math/random.js';
import { type Division } from '../corpora/corpus.js';
import { type Dataset, type HeldOutSplit } from '../dataset.js';
import { shardByDirichlet, shardByGroup } from '../shards.js';
import { splitHeldOut } from '../split.js';
import { type Labelled } from './labelled.js';
import { type Table } from './table.js';

/** The least rows of a peer, or the number of classes where that is more. */
const LEAST_ROWS = 16;

/** The training and held-out rows, standardised. */
export function splitRows(
  name: string,
  labelled: Labelled,
  fraction: number,
  stream: RandomStream,
): HeldOutSplit {
  const { rows, y, classNames, groups, groupNames } = labelled;
  // The split of row numbers, which are exact up to 2^24: numbers keep their precision until they are standardised.
  const numbered: Dataset = {
    ...{ name, rows, inputs: 1, classes: classNames.length, y, encoding: { kind: 'numbers' } },
    x: Float32Array.from({ length: rows }, (_, row) => row),
    ...(groups && groupNames && { groups, groupNames }),
  };
  const { train, heldOut } = splitHeldOut(numbered, {
    ...{ fraction, stream: stream.split('held out') },
  });
  const scales = scalesOf(labelled, train.x);
  return {
    train: standardised(train, labelled, scales),
    heldOut: standardised(heldOut, labelled, scales),
  };
}

interface Scales {
  readonly means: Float64Array;
  /** 0 where a column is constant. */
  readonly deviations: Float64Array;
}

/** Means and standard deviations of the values that are not missing, in two passes. */
function scalesOf({ features, numbers }: Labelled, rows: Float32Array): Scales {
  const width = features.length;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    const values = Array.from(rows, (row) => numbers[row * width + k]).filter(
      (value) => !Number.isNaN(value),
    );
    if (values.length === 0) continue;
    for (const value of values) means[k] += value / values.length;
    // Divided by the largest, so that no square is infinite or 0.
    const apart = values.map((value) => Math.abs(value - means[k]));
    const largest = apart.reduce((most, value) => Math.max(most, value), 0);
    if (largest === 0 || values.every((value) => value === values[0])) continue;
    const squares = apart.reduce((sum, value) => sum + (value / largest) ** 2, 0);
    deviations[k] = largest * Math.sqrt(squares / values.length);
  }
  return { means, deviations };
}

function standardised(
  part: Dataset,
  { features, numbers }: Labelled,
  { means, deviations }: Scales,
): Dataset {
  const width = features.length;
  const x = new Float32Array(part.rows * width);
  for (const [row, from] of part.x.entries()) {
    for (let k = 0; k < width; k++) {
      const value = numbers[from * width + k];
      if (Number.isNaN(value) || deviations[k] === 0) continue;
      x[row * width + k] = (value - means[k]) / deviations[k];
    }
  }
  return { ...part, inputs: width, x };
}

/**
 * One shard for each peer: by group where rows have groups, else by Dirichlet(β) on classes.
 *
 * @throws the table's fault when there are fewer groups or rows than the peers need
 */
export function shardRows(
  { fault }: Table,
  rows: Dataset,
  { peers, stream, beta }: Division,
): Dataset[] {
  if (rows.groups) {
    const groups = new Set(rows.groups).size;
    checkGroups(fault, groups, peers);
    return shardByGroup(rows, { peers, stream });
  }
  const each = Math.max(LEAST_ROWS, rows.classes);
  if (rows.rows < peers * each) {
    const rule = `must have ${peers * each} training rows for ${peers} peers, ${each} for each`;
    const most = Math.floor(rows.rows / each);
    throw fault(rule, String(rows.rows), cureOf(most));
  }
  return shardByDirichlet(rows, { peers, stream, beta });
}

/** @throws the table's fault when there are fewer groups than peers */
export function checkGroups(fault: Table['fault'], groups: number, peers: number): void {
  if (groups >= peers) return;
  const rule = `must have a group for each of ${peers} peers`;
  throw fault(rule, String(groups), cureOf(groups));
}

function cureOf(most: number): string {
  return most > 0 ? `take at most ${most} peers, or more rows` : 'take more rows';
}
