/*
 * A file as a corpus whose name says everything that decides its rows: path, options and SHA-256,
 *
 *   file:rows.csv?sha256=09f6…&label=species
 *
 * so that a study's result and journal have them as parameters, workers load the file themselves, and a file that has
 * changed since is refused.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { attempt } from '../../files/failure.js';
import { sha256 } from '../../files/verified.js';
import { checkPath, show } from '../../math/checks.js';
import { FileError, InvalidArgumentError } from '../../math/errors.js';
import { readParameters } from '../../parameters/index.js';
import { type CorpusDefinition } from '../corpora/corpus.js';
import { OWN_DATA, type OwnDataOptions, type OwnDataSettings } from './options.js';
import { readTable } from './read.js';
import { checkTask, namesOf, tableCorpus } from './tableCorpus.js';

const PREFIX = 'file:';

/** The checksums of a corpus's files. */
interface Sums {
  readonly sha256: string;
  /** Of the .npy file with the labels. */
  readonly labelSha256?: string;
}

/**
 * A file of a user's own as a corpus, whose name the studies on networks take as `corpus`:
 * `benchmarkStudy({ corpora: [corpusFromFile('rows.csv', { label: 'species' }).name] })`.
 *
 * Rows of numbers with a label: the classes are the values of the column `label`, all other columns are inputs,
 * standardised by mean and standard deviation of the training rows; peers get the rows of different groups, or of
 * different classes by Dirichlet(β). Texts: peers predict the next character, and get the texts of different groups.
 *
 * @param path - `.csv`, `.tsv`, `.jsonl`, `.ndjson`, gzipped (`.gz`) or not, `.npy`, whose columns are 0, 1, …, or `.npz`,
 *   whose columns are its arrays
 * @param options - `label` of `.npy` data is an index, `-1` the last column, or the path of a `.npy` file with labels
 * @throws {@link InvalidArgumentError} when an option is not allowed, {@link FileError} when a file cannot be read, does not
 *   fit its format, or does not fit the options; the sentence says what to do
 */
export function corpusFromFile(path: string, options: OwnDataOptions = {}): CorpusDefinition {
  const where = 'corpusFromFile';
  checkPath(where, 'path', path);
  const settings = readParameters(where, OWN_DATA, options);
  checkTask(where, settings);
  const labels = labelFile(settings);
  return loaded(where, path, settings, {
    sha256: sumOf(where, path),
    ...(labels !== undefined && { labelSha256: sumOf(where, labels) }),
  });
}

/** Whether a name is that of a file as a corpus. */
export function isFileCorpus(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Corpora by their names: a study reads a file once on each thread. */
const read = new Map<string, CorpusDefinition>();

/**
 * The corpus of a name that {@link corpusFromFile} gave: title and division at once, the file when its rows are wanted.
 *
 * @throws {@link InvalidArgumentError} when the name is none; its `split` and `shard` throw {@link FileError} when the file
 *   is missing or has changed
 */
export function fileCorpusNamed(where: string, name: string): CorpusDefinition {
  const { path, settings, sums } = parsed(where, name);
  const load = (): CorpusDefinition => {
    const known = read.get(name);
    if (known) return known;
    checkSum(where, path, sums.sha256);
    const labels = labelFile(settings);
    if (labels !== undefined) checkSum(where, labels, sums.labelSha256 ?? '');
    const corpus = loaded(where, path, settings, sums);
    read.set(name, corpus);
    return corpus;
  };
  return {
    ...{ name, ...namesOf(basename(path), settings) },
    split: (stream) => load().split(stream),
    shard: (rows, division) => load().shard(rows, division),
  };
}

/** The name of the random stream of a corpus: of a file the checksum, so that its place does not matter. */
export function streamName(name: string): string {
  return isFileCorpus(name) ? parsed('streamName', name).sums.sha256 : name;
}

function loaded(
  where: string,
  path: string,
  settings: OwnDataSettings,
  sums: Sums,
): CorpusDefinition {
  const labels = labelFile(settings);
  const table = readTable(where, path, labels);
  const named = { name: nameOf(path, settings, sums), source: basename(path) };
  const own = labels === undefined ? settings : { ...settings, label: 'label' };
  return tableCorpus(where, named, table, own);
}

function labelFile({ label }: OwnDataSettings): string | undefined {
  return label?.endsWith('.npy') ? label : undefined;
}

function sumOf(where: string, path: string): string {
  return sha256(
    attempt({ where, path, rule: 'must be a file that can be read' }, () => readFileSync(path)),
  );
}

function checkSum(where: string, path: string, expected: string): void {
  const found = sumOf(where, path);
  if (found === expected) return;
  const cure = 'put the file back, or start a new run with --restart or another folder';
  throw new FileError(
    where,
    path,
    `must be the file that the run began with, of SHA-256 ${expected}, got ${found}; ${cure}`,
  );
}

/** The name of a corpus: options at their defaults are left out. */
function nameOf(path: string, settings: OwnDataSettings, sums: Sums): string {
  const given = Object.entries(OWN_DATA).flatMap(([name, parameter]): [string, string][] => {
    const value = settings[name as keyof OwnDataSettings];
    const isDefault = JSON.stringify(value) === JSON.stringify(parameter.default);
    if (value === undefined || isDefault) return [];
    return [[name, Array.isArray(value) ? JSON.stringify(value) : String(value)]];
  });
  // Checksums first: sentences that show the beginning of a name tell two texts of a file apart.
  const query = [...Object.entries(sums as unknown as Record<string, string>), ...given];
  const text = query.map(([name, value]) => `${name}=${escaped(value)}`).join('&');
  return `${PREFIX}${escaped(path)}?${text}`;
}

/** A text without the characters that separate parts of a name, or names in a list. */
function escaped(text: string): string {
  return text.replace(/[%?&=,\s#"]/g, (unit) => encodeURIComponent(unit));
}

interface Parsed {
  readonly path: string;
  readonly settings: OwnDataSettings;
  readonly sums: Sums;
}

function parsed(where: string, name: string): Parsed {
  const rule = 'corpus must be the name of a corpus from corpusFromFile';
  const refusal = new InvalidArgumentError(where, rule, show(name));
  const parts = /^file:([^?]+)\?(.+)$/.exec(name);
  if (!parts) throw refusal;
  try {
    const [path, ...pairs] = [parts[1], ...parts[2].split(/[&=]/)].map(decodeURIComponent);
    const given = new Map<string, string>();
    for (let at = 0; at + 1 < pairs.length; at += 2) given.set(pairs[at], pairs[at + 1]);
    const [sum, labelSha256] = [given.get('sha256'), given.get('labelSha256')];
    given.delete('sha256');
    given.delete('labelSha256');
    const values = [...given].map(([key, value]): [string, unknown] => {
      const usual = Object.hasOwn(OWN_DATA, key) && OWN_DATA[key as keyof typeof OWN_DATA].default;
      if (typeof usual === 'number') return [key, Number(value)];
      return [key, Array.isArray(usual) ? (JSON.parse(value) as unknown) : value];
    });
    const settings = readParameters(where, OWN_DATA, Object.fromEntries(values) as OwnDataOptions);
    checkTask(where, settings);
    if (sum === undefined || !/^[0-9a-f]{64}$/.test(sum)) throw refusal;
    const sums = { sha256: sum, ...(labelSha256 !== undefined && { labelSha256 }) };
    return { path, settings, sums };
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    throw refusal;
  }
}
