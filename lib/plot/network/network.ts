import { type Network } from '../../network/index.js';
import { networkCaption } from '../caption.js';
import { type Figure } from '../figure.js';
import { linesFigure, type LinePanel, type LinesOptions } from '../market/lines.js';

/** The options of all figures of a single network. */
export interface NetworkFigureOptions {
  /** Default: the figure's own. */
  readonly title?: string;
  /** Sentences that open the caption. */
  readonly note?: string;
}

/** Panels of lines and points side by side, all about one network. */
export function plotNetworkLines(
  network: Network,
  panels: readonly LinePanel[],
  { title, slider, note }: Pick<LinesOptions, 'title' | 'slider' | 'note'>,
): Figure {
  return linesFigure(panels, { title, slider, caption: networkCaption(network, note) });
}
