/*
 * Checks of what callers hand to a study: options of a run, definitions.
 */
import {
  checkFunction,
  checkInteger,
  checkList,
  checkObject,
  checkOneOf,
  checkOptionNames,
  checkPath,
  checkSignal,
  checkText,
  show,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkFieldNames, checkWord } from '../parameters/definition.js';
import { ENGINES, type RunOptions } from './result.js';
import { checkServer } from './run/bullmq/address.js';

/** The options of a run, each read once. @throws {@link InvalidArgumentError} when one is not allowed. */
export function readRunOptions(where: string, given: RunOptions): RunOptions {
  checkOptionNames(where, given, [
    ...['signal', 'onProgress', 'workers', 'journal', 'engine', 'redis'],
  ]);
  const options = { ...given };
  const { signal, onProgress, workers, journal, engine = 'threads', redis } = options;
  checkSignal(where, signal);
  if (onProgress !== undefined) checkFunction(where, 'onProgress', onProgress);
  if (workers !== undefined) checkInteger(where, 'workers', workers, 1);
  if (journal !== undefined) checkPath(where, 'journal', journal);
  checkOneOf(where, 'engine', engine, ENGINES);
  if (redis !== undefined) checkServer(where, redis);
  if (redis !== undefined && engine !== 'bullmq') {
    const rule = "engine must be 'bullmq' where a server is given";
    throw new InvalidArgumentError(where, rule, show(engine));
  }
  return options;
}

/** The fields of a study's definition. */
const FIELDS = [
  ...['name', 'command', 'section', 'title', 'parameters', 'check', 'settings', 'work'],
  ...['tables', 'columns', 'measured'],
];

/** @throws {@link InvalidArgumentError} unless the fields of a study's definition are of their kinds. */
export function checkDefinition(where: string, definition: object): void {
  checkObject(where, 'definition', definition);
  const held = definition as Record<string, unknown>;
  checkFieldNames(where, definition, FIELDS);
  checkWord(where, 'name', held.name);
  checkText(where, 'title', held.title);
  for (const name of ['command', 'section']) {
    if (held[name] !== undefined) checkText(where, name, held[name]);
  }
  for (const name of ['work', 'tables']) checkFunction(where, name, held[name]);
  for (const name of ['check', 'settings', 'measured']) {
    if (held[name] !== undefined) checkFunction(where, name, held[name]);
  }
  checkObject(where, 'parameters', held.parameters);
  for (const [name, parameter] of Object.entries(held.parameters)) {
    checkObject(where, `parameter ${name}`, parameter);
    checkFunction(where, `check of parameter ${name}`, (parameter as { check?: unknown }).check);
  }
  for (const name of ['networks', 'seed', 'confidence']) {
    if (name in held.parameters) continue;
    const rule = 'parameters must include networks, seed and confidence, as those of COMMON';
    throw new InvalidArgumentError(where, rule, `none named ${name}`);
  }
  checkList(where, 'columns', held.columns);
  for (const column of held.columns) checkText(where, 'columns', column);
}
