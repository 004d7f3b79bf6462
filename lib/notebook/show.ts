import { PLOTLY_CONFIG, plainFigure, titleOf, type Figure } from '../plot/figure.js';
import { toSvg } from '../plot/index.js';
import { InvalidArgumentError } from '../math/errors.js';
import { show as print } from '../math/checks.js';
import { display, inNotebook } from './kernel.js';

/**
 * Shows a figure below the present cell: interactive in JupyterLab, as a picture without JavaScript.
 * A plain script prints one line about it instead.
 *
 * @throws {@link InvalidArgumentError} when the value is not a figure, or has 3D or WebGL traces
 */
export async function show(figure: Figure): Promise<void> {
  const { data, layout } = (figure as Partial<Figure> | null | undefined) ?? {};
  if (!Array.isArray(data) || typeof layout !== 'object') {
    throw new InvalidArgumentError(
      'show',
      'figure must be { data, layout }, as the functions plot… make it',
      print(figure),
    );
  }
  const text = describe(figure);
  if (!inNotebook()) {
    console.log(text);
    return;
  }
  display({
    'application/vnd.plotly.v1+json': { ...stretching(plainFigure(figure)), config: PLOTLY_CONFIG },
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
