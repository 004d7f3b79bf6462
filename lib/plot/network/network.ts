import { type Network } from '../../network/index.js';
import { networkCaption } from '../caption.js';
import { slider } from '../compose/shapes.js';
import { type Figure } from '../figure.js';
import {
  checkLinePanels,
  linesFigure,
  type LinePanel,
  type LinesOptions,
} from '../market/lines.js';
import { checkOptions, maybe, network as networkOf, NETWORK_OPTIONS, text } from '../checks.js';

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
  options: Pick<LinesOptions, 'title' | 'slider' | 'note'>,
): Figure {
  const where = 'plotNetworkLines';
  networkOf(where, 'network', network);
  checkLinePanels(where, panels);
  checkOptions(where, options, { ...NETWORK_OPTIONS, title: text, slider: maybe(slider) });
  const { title, slider: steps, note } = options;
  return linesFigure(panels, { title, slider: steps, caption: networkCaption(network, note) });
}
