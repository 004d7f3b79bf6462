import { PLOTLY_CONFIG, plainFigure, titleOf, type Figure } from '../plot/figure.js';
import { checkFigure } from '../plot/compose/shapes.js';
import { toSvg } from '../plot/index.js';
import { display, inNotebook } from './kernel.js';

/**
 * Shows a figure below the present cell: interactive in JupyterLab, as a picture without JavaScript.
 * A plain script prints one line about it instead.
 *
 * @throws {@link InvalidArgumentError} when the value is not a figure, or has 3D or WebGL traces
 */
export async function show(figure: Figure): Promise<void> {
  checkFigure('show', figure);
  const text = describe(figure);
  if (!inNotebook()) {
    console.log(text);
    return;
  }
  display({
    'application/vnd.plotly.v1+json': {
      ...stretching(plainFigure('show', figure)),
      config: PLOTLY_CONFIG,
    },
    'image/svg+xml': await toSvg(figure),
    'text/plain': text,
  });
}

/** The figure without a width, which JupyterLab's extension stretches to the cell. */
function stretching({ layout, ...rest }: Figure): object {
  const { width, ...free } = layout;
  return { ...rest, layout: { ...free, autosize: true, meta: { width } } };
}

function describe(figure: Figure): string {
  const { length } = figure.data;
  return `${titleOf(figure) || 'Figure'} (${length} ${length === 1 ? 'trace' : 'traces'})`;
}
