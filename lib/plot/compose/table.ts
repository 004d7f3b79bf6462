/*
 * What a figure shows, as a table and as words, read from its marks.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { checkInteger, checkOptionNames } from '../../math/checks.js';
import { titleOf, type Figure } from '../figure.js';
import { type Cell } from '../output/table.js';
import { axisOf } from './axes.js';
import { type Panel } from './composition.js';
import { type Mark } from './marks.js';
import { checkFigure } from './shapes.js';
import { plain } from './text.js';

/** One value of a figure. */
export type FigureRow = {
  /** The title of its panel. */
  panel: string;
  /** The name of its series; empty without one. */
  series: string;
  /** The label of its step of the slider; null where it is seen at all steps. */
  step: string | null;
  x: Cell;
  y: Cell;
  /** Ends of the interval; null without one. */
  low: number | null;
  high: number | null;
  /** The value of a cell; null for points. */
  value: number | null;
};

/** The option of {@link tableOf}. */
export interface TableOfOptions {
  /** A step of the slider, from 0: the rows that are seen there. Default: the rows of all steps. */
  readonly step?: number;
}

/**
 * The values that a figure shows, mark after mark.
 *
 * @throws {@link InvalidArgumentError} for what is no figure, for a figure that `compose` has not made, and for a step that its slider lacks
 */
export function tableOf(figure: Figure, options: TableOfOptions = {}): FigureRow[] {
  checkFigure('tableOf', figure);
  checkOptionNames('tableOf', options, ['step']);
  const { composition } = figure;
  if (!composition) {
    throw new InvalidArgumentError(
      'tableOf',
      'figure must come from compose or a function plot…',
      'another',
    );
  }
  const { rows, slider } = composition;
  const { step } = options;
  const labels = slider?.labels ?? [];
  if (step !== undefined) checkInteger('tableOf', 'step', step, 0, Math.max(0, labels.length - 1));
  return rows
    .flat()
    .flatMap((panel) =>
      panel.marks
        .filter((mark) => step === undefined || (mark.step ?? step) === step)
        .flatMap((mark) =>
          markRows(panel, mark, mark.step === undefined ? null : labels[mark.step]),
        ),
    );
}

const finite = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The rows of a mark; texts and rules without a name repeat what others show. */
function markRows({ title = '' }: Panel, mark: Mark, step: string | null): FigureRow[] {
  const place = { panel: plain(title), series: plain(mark.name ?? ''), step };
  if (mark.mark === 'text' || (mark.mark === 'rule' && mark.name === undefined)) return [];
  if (mark.mark === 'cells') {
    return mark.values.flatMap((row, i) =>
      row.map((value, j) => ({
        ...{ ...place, x: mark.columns?.[j] ?? j, y: mark.rows?.[i] ?? i },
        ...{ low: null, high: null, value: finite(value) },
      })),
    );
  }
  return mark.points
    .filter(({ x, y }) => x !== null || y !== null)
    .map(({ x, y, low, high }) => ({
      ...{ ...place, x: cell(x), y: cell(y) },
      ...{ low: finite(low), high: finite(high), value: null },
    }));
}

function cell(value: string | number | null): Cell {
  return typeof value === 'number' ? finite(value) : value;
}

/**
 * A figure in words, as its text alternative: title, panels, axes, series, caption.
 *
 * @throws {@link InvalidArgumentError} for what is no figure
 */
export function alternativeText(figure: Figure): string {
  checkFigure('alternativeText', figure);
  const { composition } = figure;
  const title = titleOf(figure) || 'Figure';
  if (!composition) return title;
  const panels = composition.rows.flat();
  const unique = (words: string[]): string[] => [
    ...new Set(words.map(plain).filter((word) => word !== '')),
  ];
  const axes = unique(panels.flatMap(({ x, y }) => [axisOf(x).label, axisOf(y).label]));
  const series = unique(panels.flatMap(({ marks }) => marks.map(({ name = '' }) => name)));
  const titles = unique(panels.map(({ title: words = '' }) => words));
  const said = [
    title,
    titles.length > 0 ? `Panels: ${titles.join('; ')}` : '',
    axes.length > 0 ? `Axes: ${axes.join(', ')}` : '',
    series.length > 0 && series.length <= 12 ? `Series: ${series.join(', ')}` : '',
    plain(composition.caption),
  ];
  return said.filter((part) => part !== '').join('. ');
}
