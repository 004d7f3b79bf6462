import { type Figure } from '../figure.js';

/**
 * A panel's title with the unit of its upright axis below it. Beside the axis, numbers of five characters would run
 * into it where a figure is drawn without a browser.
 */
export function titleWithUnit(title: string, unit: string): string {
  const small = `<span style="font-size:12px;color:#555555">↑ ${unit}</span>`;
  return title === '' ? small : `${title}<br>${small}`;
}

/** The figure made wider by a column for its legend, where it has one. */
export function withLegend(figure: Figure): Figure {
  const { data, layout } = figure;
  const shown = data
    .filter(({ showlegend }) => showlegend === true)
    .map(({ name }) => String(name));
  if (new Set(shown).size < 2) return { data, layout: { ...layout, showlegend: false } };
  const room = 60 + 7 * Math.max(...shown.map((name) => name.replace(/<[^>]*>/g, '').length));
  const margin = layout.margin as Record<string, number>;
  return {
    data,
    layout: {
      ...layout,
      width: layout.width + room,
      margin: { ...margin, r: margin.r + room },
      legend: { x: 1.01, xanchor: 'left', y: 1, yanchor: 'top' },
    },
  };
}
