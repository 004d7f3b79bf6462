import { type Market, type Regret } from '../../market/index.js';
import { mean } from '../../math/rows.js';
import { marketCaption, sentences, type MarketFigureOptions } from '../caption.js';
import { compose, line, parted, points, positive } from '../compose/index.js';
import { type Figure } from '../figure.js';
import {
  allocation,
  checkOptions,
  each,
  fields,
  finite,
  MARKET_OPTIONS,
  numbers,
} from '../checks.js';

const run = fields({
  ratio: finite,
  regret: fields({ steps: numbers, average: numbers, bound: numbers }),
});

/**
 * One network's average regret against steps on logarithmic axes: every peer, their mean and Zinkevich's
 * bound, at the α/τ that the slider chooses.
 *
 * @param runs - `regret` of the market at each ratio
 */
export function plotPeerRegret(
  market: Market,
  runs: readonly { readonly ratio: number; readonly regret: Regret }[],
  given: MarketFigureOptions = {},
): Figure {
  const where = 'plotPeerRegret';
  allocation(where, 'market', market);
  each(run, 1)(where, 'runs', runs);
  checkOptions(where, given, MARKET_OPTIONS);
  const { note = '', ...options } = given;
  const n = market.peers;
  const marks = runs.flatMap(({ regret: { steps, average, bound } }, step) => {
    const rows = steps.map((_, at) => average.subarray(at * n, (at + 1) * n));
    const peers = Array.from({ length: n }, (_, peer) =>
      points(
        steps,
        rows.map((row) => positive(row[peer])),
      ),
    );
    return [
      line(parted(peers), { name: 'each peer', colour: 'grey', step, width: 1, opacity: 0.6 }),
      line(
        points(
          steps,
          rows.map((row) => positive(mean(row))),
        ),
        { name: 'mean over peers', step, width: 3 },
      ),
      line(points(steps, bound), {
        name: 'bound for concave payoffs',
        step,
        dash: 'dash',
        width: 1.5,
      }),
    ];
  });
  const all = runs.flatMap(({ regret }) => Array.from(regret.average));
  const hidden = all.filter((value) => value <= 0).length;
  return compose({
    title: 'Regret: the loss of each peer by descending instead of knowing',
    rows: [
      [
        {
          title: 'average regret over the steps so far',
          x: { label: 'steps of descent t', type: 'log' },
          y: { label: 'payoff P/τ', type: 'log' },
          marks,
        },
      ],
    ],
    slider: {
      name: 'α/τ',
      labels: runs.map(({ ratio }) => String(ratio)),
      active: runs.length - 1,
    },
    caption: marketCaption(
      market,
      sentences(
        `Average regret of competitive descent against the best fixed row in hindsight, a local search and so a lower bound${hidden > 0 ? `; ${hidden} points at or below zero are not drawn` : ''}.`,
        'Dashed: Zinkevich’s bound, which holds for payoffs concave in a row; these are not.',
        'The paper proves no regret in an appendix that is lost.',
        note,
      ),
      { varied: ['α/τ'], ...options },
    ),
  });
}
