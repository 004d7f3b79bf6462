/*
 * A file of a user's own in place of a corpus: `--data rows.csv --label species`.
 */
import type { Options } from 'yargs';
import { corpusFromFile } from '../datasets/index.js';
import { OWN_DATA } from '../datasets/own/options.js';
import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';
import { defaultText, type Schema } from '../parameters/index.js';
import { kebab } from '../math/names.js';

type Given = Readonly<Record<string, unknown>>;

const OPTIONS = Object.keys(OWN_DATA) as (keyof typeof OWN_DATA)[];

/** The name of the parameter that names corpora; undefined for a study without. */
function corpusParameter(schema: Schema): 'corpus' | 'corpora' | undefined {
  return (['corpus', 'corpora'] as const).find((name) => name in schema);
}

/** The options of a file of data, for a study that trains on a corpus. */
export function ownDataOptions(schema: Schema): Record<string, Options> {
  const parameter = corpusParameter(schema);
  if (parameter === undefined) return {};
  const shared = { type: 'string', requiresArg: true, group: 'Own data:' } as const;
  const others = OPTIONS.map((name): [string, Options] => {
    const { about, default: usual } = OWN_DATA[name];
    const hint = Array.isArray(usual) ? `${about}; a list` : about;
    const isGiven = usual !== undefined && !Array.isArray(usual);
    const text = isGiven ? { defaultDescription: defaultText(OWN_DATA[name]) } : {};
    return [kebab(name), { ...shared, ...text, describe: hint }];
  });
  return {
    data: {
      ...shared,
      describe: `A file to train on in place of --${parameter}: .csv, .tsv, .jsonl (gzipped or not), .npy or .npz`,
    },
    ...Object.fromEntries(others),
  };
}

/**
 * The parameter that stands for the given file.
 *
 * @throws {@link InvalidArgumentError} when options of data are given without a file, or a corpus besides; and as
 *   `corpusFromFile`
 */
export function ownDataParameters(schema: Schema, given: Given): object {
  const parameter = corpusParameter(schema);
  if (parameter === undefined) return {};
  const { data } = given;
  if (typeof data !== 'string') {
    const other = OPTIONS.find((name) => given[name] !== undefined);
    if (other === undefined) return {};
    const rule = `--${kebab(other)} must be given with --data, the file that it is about`;
    throw new InvalidArgumentError('command line', rule, show(given[other]));
  }
  if (given[parameter] !== undefined) {
    const rule = `--${parameter} must be left out where --data is given`;
    throw new InvalidArgumentError('command line', rule, show(given[parameter]));
  }
  const options = OPTIONS.flatMap((name): [string, unknown][] => {
    const text = given[name];
    if (typeof text !== 'string') return [];
    const usual: unknown = OWN_DATA[name].default;
    if (Array.isArray(usual)) return [[name, text.split(',')]];
    return [[name, usual === undefined ? text : OWN_DATA[name].parse(name, text)]];
  });
  const { name } = corpusFromFile(data, Object.fromEntries(options));
  return { [parameter]: parameter === 'corpus' ? name : [name] };
}
