/*
 * The script and the style of figures on pages: each fills the width that it is given, again whenever that changes, and
 * follows the page into a dark theme.
 */
import { legendEntries } from '../figure.js';
import { fitLayout } from '../fit.js';

/** Texts, axes and grids of figures in a dark theme; values written into cells keep their colour. */
export const FIGURE_STYLE = `
.workbench-figure { min-height: 200px; }
.workbench-figure .bg { fill: transparent; }
@media (prefers-color-scheme: dark) {
  .workbench-figure [class*="tick"] text, .workbench-figure [class*="title"], .workbench-figure [class*="title"] tspan,
  .workbench-figure .legendtext, .workbench-figure .annotation-text, .workbench-figure .annotation-text tspan,
  .workbench-figure .infolayer text { fill: #dddddd !important; }
  .workbench-figure .gridlayer path { stroke: #333333 !important; }
  .workbench-figure [class*="lines-above"], .workbench-figure [class*="tick"] path { stroke: #777777 !important; }
  .workbench-figure .main-svg { background: transparent !important; }
  .workbench-figure [class^="legend"] .bg { fill: #161616 !important; fill-opacity: .6; }
  .workbench-figure .modebar { background: transparent !important; }
}`;

/** The text of a script that defines `workbenchFigure(element, figure)`. */
export function figureScript(): string {
  return `const fitLayout = ${fitLayout.toString()};
const legendEntries = ${legendEntries.toString()};
function workbenchFigure(element, figure) {
  const original = figure.layout;
  const config = figure.config || {};
  let drawn = 0;
  const layoutAt = (width) => {
    const layout = fitLayout(original, width, legendEntries(figure));
    layout.paper_bgcolor = 'rgba(0,0,0,0)';
    layout.plot_bgcolor = 'rgba(0,0,0,0)';
    const sliders = element.layout && element.layout.sliders;
    if (sliders && layout.sliders) layout.sliders = layout.sliders.map((slider, at) => ({ ...slider, active: sliders[at].active }));
    return layout;
  };
  const widthOf = () => Math.max(320, Math.floor(element.clientWidth || original.width));
  drawn = widthOf();
  Plotly.newPlot(element, { ...figure, layout: layoutAt(drawn), config });
  new ResizeObserver(() => {
    const width = widthOf();
    if (Math.abs(width - drawn) < 2) return;
    drawn = width;
    Plotly.react(element, element.data, layoutAt(width), config);
  }).observe(element);
}`;
}
