import { type EdgePoint, type Market } from '../../market/index.js';
import { marketCaption, sentences, type MarketFigureOptions } from '../caption.js';
import { compose, dot, line, points } from '../compose/index.js';
import { type Figure } from '../figure.js';
import {
  allocation,
  checkOptions,
  each,
  fields,
  finite,
  MARKET_OPTIONS,
  number,
  peerOf,
} from '../checks.js';

/** A peer's edge towards itself at one α/τ. */
export interface PayoffEdge {
  readonly ratio: number;
  /** From `payoffAlongEdge` at that ratio. */
  readonly points: readonly EdgePoint[];
}

const edge = fields({
  ratio: finite,
  points: each(fields({ selfWeight: number, income: number, loss: number, payoff: number }), 1),
});

/**
 * The trade-off of §2.1: the rank and the loss of a peer as it moves its weight to itself, at the α/τ that the
 * slider chooses; beside it, the self-weight that pays best against α/τ.
 *
 * @param given.peer - the peer of the edge
 */
export function plotPayoff(
  market: Market,
  edges: readonly PayoffEdge[],
  given: MarketFigureOptions & { peer: number },
): Figure {
  const where = 'plotPayoff';
  allocation(where, 'market', market);
  each(edge, 1)(where, 'edges', edges);
  checkOptions(where, given, { ...MARKET_OPTIONS, peer: peerOf(market) });
  const { peer, note = '', ...options } = given;
  const labels = edges.map(({ ratio }) => String(ratio));
  const best = edges.map(({ points: path }) =>
    path.reduce((most, point) => (point.payoff > most.payoff ? point : most)),
  );
  const pays = { name: 'where it pays best', size: 10 };
  const changes = edges.flatMap(({ ratio, points: path }, step) => {
    const [present] = path;
    const curve = (of: (point: EdgePoint) => number) =>
      points(
        path.map(({ selfWeight }) => selfWeight),
        path.map((point) => of(point) - of(present)),
      );
    return [
      line(
        curve(({ income }) => income),
        { name: 'income R<sub>i</sub>', step },
      ),
      line(
        curve(({ loss }) => -ratio * loss),
        { name: '−(α/τ) L<sub>i</sub>', step },
      ),
      line(
        curve(({ payoff }) => payoff),
        { name: 'payoff P<sub>i</sub>', step, width: 3, colour: 'grey' },
      ),
      dot([{ x: best[step].selfWeight, y: best[step].payoff - present.payoff }], { ...pays, step }),
    ];
  });
  const low = Math.min(...edges[0].points.map(({ selfWeight }) => selfWeight));
  return compose({
    title: 'A peer’s payoff: income from its own weight against loss',
    rows: [
      [
        {
          title: `peer ${peer}: change from its present row`,
          x: { label: 'self-weight w<sub>ii</sub>', range: [low - 0.02, 1.02] },
          y: 'change in units of stake',
          marks: changes,
        },
        {
          title: 'best self-weight on this edge',
          x: { label: 'α/τ', categories: labels },
          y: { label: 'w<sub>ii</sub>', range: [-0.03, 1.05] },
          marks: [
            line(
              points(
                labels,
                best.map(({ selfWeight }) => selfWeight),
              ),
              { colour: 'grey', width: 1.5 },
            ),
            ...labels.map((x, step) => dot([{ x, y: best[step].selfWeight }], { ...pays, step })),
          ],
        },
      ],
    ],
    slider: { name: 'α/τ', labels, active: Math.floor(edges.length / 2) },
    caption: marketCaption(
      market,
      sentences(
        `Peer ${peer} moves its weight from its present row to itself in proportion, the others stay. The best row may lie off this edge: see the best response.`,
        note,
      ),
      { varied: ['α/τ'], ...options },
    ),
  });
}
