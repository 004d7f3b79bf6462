/*
 * Checks of what callers hand to a study: options of a run, definitions.
 */
import {
  checkFunction,
  checkInteger,
  checkList,
  checkObject,
  checkOptionNames,
  checkPath,
  checkSignal,
  checkText,
} from '../math/checks.js';
import { type RunOptions } from './result.js';

/** The options of a run, each read once. @throws {@link InvalidArgumentError} when one is not allowed. */
export function readRunOptions(where: string, given: RunOptions): RunOptions {
  checkOptionNames(where, given, ['signal', 'onProgress', 'workers', 'journal']);
  const options = { ...given };
  const { signal, onProgress, workers, journal } = options;
  checkSignal(where, signal);
  if (onProgress !== undefined) checkFunction(where, 'onProgress', onProgress);
  if (workers !== undefined) checkInteger(where, 'workers', workers, 1);
  if (journal !== undefined) checkPath(where, 'journal', journal);
  return options;
}

/** @throws {@link InvalidArgumentError} unless the fields of a study's definition are of their kinds. */
export function checkDefinition(where: string, definition: object): void {
  checkObject(where, 'definition', definition);
  const held = definition as Record<string, unknown>;
  for (const name of ['name', 'section', 'title']) checkText(where, name, held[name]);
  if (held.command !== undefined) checkText(where, 'command', held.command);
  for (const name of ['work', 'tables']) checkFunction(where, name, held[name]);
  for (const name of ['check', 'settings']) {
    if (held[name] !== undefined) checkFunction(where, name, held[name]);
  }
  checkObject(where, 'parameters', held.parameters);
  for (const [name, parameter] of Object.entries(held.parameters)) {
    checkObject(where, `parameter ${name}`, parameter);
    checkFunction(where, `check of parameter ${name}`, (parameter as { check?: unknown }).check);
  }
  checkList(where, 'columns', held.columns);
  for (const column of held.columns) checkText(where, 'columns', column);
}
