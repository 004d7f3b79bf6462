/*
 * Valid calls of the output of notebook cells.
 */
import {
  formula,
  interruptible,
  live,
  pause,
  progress,
  show,
  table,
} from '../../../lib/entry/notebook.js';
import { target, through, type Target } from '../target.js';
import { smallFigure } from './plot.js';

/** Output of cells. */
export const NOTEBOOK: readonly Target[] = [
  target('formula', formula, () => ['\\alpha']),
  target('interruptible', interruptible, () => []),
  target('live', live, () => ['inflation', { peers: 3, blocks: 10 }]),
  target('pause', pause, () => [new AbortController().signal]),
  target('progress', progress, () => ['a label']),
  through(
    'progress handle',
    undefined,
    (state: never) => {
      progress('a label')(state);
    },
    () => [{ done: 1, total: 2, resumed: 0 }],
  ),
  target('show', show, () => [smallFigure()]),
  target('table', table, () => [
    [{ ratio: 10, name: 'a' }],
    { columns: ['ratio'], headings: { ratio: 'α/τ' }, caption: 'A caption', most: 5 },
  ]),
];
