import { readText } from '../../files/text.js';
import { checkObject, checkPath, isPlainList, isTypedNumbers, show } from '../../math/checks.js';
import { FileError, InvalidArgumentError } from '../../math/errors.js';
import {
  fromWeights,
  type PeerKey,
  type PostedWeights,
  type Triplets,
  type WeightsFields,
} from '../../market/posted/index.js';
import { readParameters } from '../../parameters/index.js';
import { contentOfCsv, stakeOfCsv } from './csv.js';
import { contentOfJson, contentOfLines, parsedJson, stakeOfJson } from './json.js';
import {
  READING,
  WHERE,
  type Content,
  type Reading,
  type ReadWeightsOptions,
  type Stake,
  type WeightsFormat,
} from './options.js';

const ENDS: Readonly<Record<string, WeightsFormat>> = {
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'csv',
};

/** The format that a file's name ends with, before `.gz`. */
function formatOf(path: string): WeightsFormat {
  const end = /\.([^./\\]+?)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? '';
  if (Object.hasOwn(ENDS, end)) return ENDS[end];
  const rule =
    'must end with .json, .jsonl, .csv or .tsv, and may with .gz, where format is not given';
  throw new FileError(WHERE, path, rule);
}

function contentOf(path: string, options: Reading): Content {
  const format = options.format ?? formatOf(path);
  const text = readText(WHERE, path);
  if (format === 'csv') return contentOfCsv(path, text, options);
  return format === 'json' ? contentOfJson(path, text, options) : contentOfLines(path, text);
}

function stakeIn(path: string, options: Reading): Stake {
  const format = formatOf(path);
  if (format === 'jsonl') {
    throw new FileError(WHERE, path, 'must be a CSV or a JSON file, as a file of stake');
  }
  const text = readText(WHERE, path);
  return format === 'csv'
    ? stakeOfCsv(path, text, options.header)
    : stakeOfJson(parsedJson(path, text));
}

/** Peers as numbers where a file could write them as texts alone, and stake is a list. */
function numbered(triplets: Triplets): Triplets {
  if (isPlainList(triplets)) return triplets;
  const { from, to, weight } = triplets as Exclude<Triplets, readonly unknown[]>;
  const isWhole = (peer: PeerKey): boolean => /^\d+$/.test(String(peer));
  if (![from, to].every((list) => Array.from(list).every(isWhole))) return triplets;
  return { from: Array.from(from, Number), to: Array.from(to, Number), weight };
}

/** Peers as texts where stake is by name, which has texts alone. */
function named(triplets: Triplets): Triplets {
  if (!isPlainList(triplets)) {
    const { from, to, weight } = triplets as Exclude<Triplets, readonly unknown[]>;
    return { from: Array.from(from, String), to: Array.from(to, String), weight };
  }
  return (triplets as readonly (readonly [PeerKey, PeerKey, number])[]).map((one) =>
    isPlainList(one) ? [String(one[0]), String(one[1]), one[2]] : one,
  );
}

/** The fields of {@link fromWeights}. */
function fieldsOf(content: Content, stake: Stake): WeightsFields {
  const { triplets, names } = content;
  if (triplets === undefined || typeof triplets !== 'object') return { ...content, stake };
  const isList = isTypedNumbers(stake) || isPlainList(stake);
  const read = isList ? (names === undefined ? numbered(triplets) : triplets) : named(triplets);
  return { ...content, triplets: read, stake };
}

/**
 * Weights and stake of a network from a file: JSON, JSON lines or CSV, a matrix or triplets, gzipped or not.
 *
 * @param options - `stake`, a file of stake besides; `format` (default by the file's name), `layout` and `header` (by the
 *   content); `emptyRows`, `rowSums` and `voters` as for {@link fromWeights}
 * @throws {@link FileError} when a file cannot be read, or its content is not the weights and stake of one network
 * @throws {@link InvalidArgumentError} when an option is not allowed
 */
export function readWeights(path: string, options: ReadWeightsOptions = {}): PostedWeights {
  checkPath(WHERE, 'path', path);
  checkObject(WHERE, 'options', options);
  const { stake: beside, ...rest } = options;
  if (beside !== undefined) checkPath(WHERE, 'stake', beside);
  const reading = readParameters(WHERE, READING, rest);
  const content = contentOf(path, reading);
  if (beside !== undefined && content.stake !== undefined) {
    throw new FileError(WHERE, path, `must have no stake where ${show(beside)} has it`);
  }
  const stake = beside === undefined ? content.stake : stakeIn(beside, reading);
  if (stake === undefined) {
    throw new FileError(WHERE, path, 'must have stake, or a file of stake must be given besides');
  }
  const { emptyRows, rowSums, voters } = reading;
  try {
    return fromWeights({
      ...fieldsOf(content, stake),
      ...{ emptyRows, rowSums },
      ...(voters !== null && { voters }),
    });
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new FileError(WHERE, path, `does not fit: ${error.rule}, got ${error.value}`);
  }
}
