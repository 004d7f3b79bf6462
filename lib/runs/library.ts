/*
 * Kept runs for programs.
 */
import { checkPath } from '../math/checks.js';
import { listRuns, readRun, type KeptRun } from './store.js';

/**
 * All runs that the command line, or a sweep, has kept in a folder of results, by name; files that are no runs are left out.
 *
 * @throws {@link InvalidArgumentError} unless the folder is a path; {@link FileError} when it cannot be read
 */
export function keptRuns(folder: string): KeptRun[] {
  checkPath('keptRuns', 'folder', folder);
  return listRuns('keptRuns', folder).runs;
}

/**
 * The run with a name in a folder of results.
 *
 * @throws {@link InvalidArgumentError} when there is none; {@link FileError} when its file is damaged
 */
export function keptRun(folder: string, name: string): KeptRun {
  checkPath('keptRun', 'folder', folder);
  return readRun('keptRun', folder, name);
}
