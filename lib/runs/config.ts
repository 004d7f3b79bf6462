/*
 * A configuration of a run as a file: the study, its parameters, and the notes of the run. Every result is one.
 */
import { readFileSync } from 'node:fs';
import { attempt } from '../files/failure.js';
import { checkObject, checkOptionNames } from '../math/checks.js';
import { FileError } from '../math/errors.js';
import { oneLine } from '../math/show.js';
import { checkedTags, checkName, type RunNames } from './names.js';
import { parametersOf, studyNamed, type SweptStudy } from './study.js';

/** A configuration that was read. */
export interface Config extends RunNames {
  readonly study: SweptStudy;
  /** The parameters that the file gives. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The parts of a configuration; a result has the last three too. */
const FIELDS = ['$schema', 'study', 'parameters', 'name', 'tags', 'run', 'versions', 'tables'];

/**
 * Reads a configuration: `{ "study": "figure4", "parameters": { "temperature": 0.3 }, "name": "cold", "tags": ["draft"] }`, or
 * the result of a study, whose parameters they are.
 *
 * @throws {@link FileError} when the file cannot be read or is no JSON; {@link InvalidArgumentError} when a part is not
 *   allowed
 */
export function readConfig(where: string, path: string): Config {
  const given = readJson(where, path);
  checkObject(where, oneLine(path), given);
  checkOptionNames(where, given, FIELDS);
  const { study: named, parameters = {}, run } = given;
  const study = studyNamed(where, named);
  checkObject(where, 'parameters', parameters);
  parametersOf(study, parameters);
  if (run !== undefined) checkObject(where, 'run', run);
  const notes = run === undefined ? given : {};
  const { name, tags } = notes as { readonly name?: unknown; readonly tags?: unknown };
  if (name !== undefined) checkName(where, 'name', name);
  return {
    ...{ study, parameters: parameters as Config['parameters'] },
    ...(name !== undefined && { name }),
    ...(tags !== undefined && { tags: checkedTags(where, tags) }),
  };
}

/** @throws {@link FileError} when the file cannot be read or is no JSON */
export function readJson(where: string, path: string): Record<string, unknown> {
  const text = attempt({ where, path, rule: 'must be a file that can be read' }, () =>
    readFileSync(path, 'utf8'),
  );
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new FileError(where, path, `must be JSON (${oneLine((error as Error).message)})`);
  }
}
