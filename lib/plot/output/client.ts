/*
 * The script and the style of figures on pages: each fills the width that it is given, again whenever that changes, and
 * follows the page into a dark theme.
 */
import { scriptText } from '#drawing';

/** Texts, axes and grids of figures in a dark theme, below `scope`; values written into cells keep their colour. */
export function darkStyle(scope = ''): string {
  const rule = (parts: readonly string[], style: string): string =>
    `  ${parts.map((part) => `${scope}${part}`).join(', ')} { ${style} }`;
  return [
    '@media (prefers-color-scheme: dark) {',
    rule(
      [
        '[class$="tick"] text',
        '.legendtext',
        '.legendtitletext',
        '.infolayer text',
        '.infolayer tspan',
      ],
      'fill: #dddddd !important;',
    ),
    rule(['.gridlayer path'], 'stroke: #333333 !important;'),
    rule(['.slider-rail-rect', '.slider-grip-rect'], 'fill: #555555 !important;'),
    rule(
      ['.legend .bg', '.modebar-group'],
      'fill: transparent !important; background: transparent !important;',
    ),
    '}',
  ].join('\n');
}

/** The style of figures on a page. */
export const FIGURE_STYLE = `
.workbench-figure { min-height: 200px; }
.workbench-figure .main-svg { background: transparent !important; }
${darkStyle('.workbench-figure ')}`;

/** The modules that lay figures out, each after those that it imports. */
const MODULES = ['text', 'places', 'layout'] as const;

/** A module's text as part of a script. */
function moduleText(name: (typeof MODULES)[number]): string {
  const text = scriptText('toPage', name);
  return `((exports, require) => {\n${text.replace(/^\/\/# sourceMappingURL.*$/m, '')}\n})(workbench['./${name}.js'] = {}, (name) => workbench[name]);`;
}

/** The text of a script that defines `workbenchFigure(element, figure)`. */
export function figureScript(): string {
  return `const workbench = {};
${MODULES.map(moduleText).join('\n')}
function workbenchFigure(element, figure) {
  const config = figure.config || {};
  const clear = 'rgba(0,0,0,0)';
  const pen = document.createElement('canvas').getContext('2d');
  const measure = (text, size) => {
    pen.font = size + 'px Arimo, Arial, Helvetica, sans-serif';
    return pen.measureText(workbench['./text.js'].plain(text)).width;
  };
  const layoutFor = (width) => {
    const layout = { ...workbench['./layout.js'].layOut(figure, width, measure), paper_bgcolor: clear, plot_bgcolor: clear };
    // The sliders keep their steps.
    const sliders = element.layout && element.layout.sliders;
    if (sliders && layout.sliders) {
      layout.sliders = layout.sliders.map((slider, at) => ({ ...slider, active: sliders[at].active }));
    }
    return layout;
  };
  const widthOf = () => Math.max(300, Math.floor(element.clientWidth || figure.layout.width));
  let drawn = widthOf();
  Plotly.newPlot(element, { data: figure.data, frames: figure.frames, layout: layoutFor(drawn), config });
  new ResizeObserver(() => {
    const width = widthOf();
    if (Math.abs(width - drawn) < 2) return;
    drawn = width;
    Plotly.react(element, element.data, layoutFor(width), config);
  }).observe(element);
}`;
}
