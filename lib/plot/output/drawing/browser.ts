/*
 * Pictures on a page: by the plotly.js that the page has loaded.
 */
import { WorkbenchError } from '../../../math/errors.js';
import { type PlotlyModule } from './node.js';

/** plotly.js of the page. */
export function loadPlotly(): Promise<PlotlyModule> {
  const { Plotly: found } = globalThis as { Plotly?: PlotlyModule };
  return found
    ? Promise.resolve(found)
    : Promise.reject(new WorkbenchError('toSvg: the page must load plotly.js before'));
}

/** Scripts are files of the package. */
export function scriptText(where: string): string {
  throw new WorkbenchError(
    `${where}: a page is written under Node, where the package has its files`,
  );
}
