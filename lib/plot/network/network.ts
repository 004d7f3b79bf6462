import { versions } from '../../files/version.js';
import { type Network } from '../../network/index.js';
import { version } from '../caption.js';
import { type Figure } from '../figure.js';
import { linesFigure, type LinePanel, type LinesOptions } from '../market/lines.js';

/** The options of all figures of a single network. */
export interface NetworkFigureOptions {
  /** Default: the figure's own. */
  readonly title?: string;
  /** Sentences that open the caption. */
  readonly note?: string;
}

/** The composition of a network, as one clause. */
export function networkSetting({ peers, learners, settings, data }: Network): string {
  const { width, context, learningRate, seed } = settings;
  const names = [...new Set(data.flatMap((own) => (own ? [own.name] : [])))].join(', ');
  const rows = data.reduce((sum, own) => sum + (own?.rows ?? 0), 0);
  const idle = peers - learners.length;
  return (
    `n = ${peers} peers${idle > 0 ? `, ${idle} of them without data` : ''}; ${names}, ${rows} rows in all; ` +
    `representations of width ${width}, context ${context}, Adam with η = ${learningRate}; seed ${seed}`
  );
}

/** A whole caption: the content, the network, and the version. */
export function networkCaption(network: Network, note = ''): string {
  return [note, `${networkSetting(network)}.`, version(versions())]
    .filter((part) => part)
    .join(' ');
}

/** Panels of lines and points side by side, all about one network. */
export function plotNetworkLines(
  network: Network,
  panels: readonly LinePanel[],
  options: Pick<LinesOptions, 'title' | 'slider' | 'note'>,
): Figure {
  const { title, slider, note } = options;
  return linesFigure(panels, {
    title,
    caption: networkCaption(network, note),
    ...(slider && { slider }),
  });
}
