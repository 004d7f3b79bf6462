import { mean } from '../../math/rows.js';
import { type Chooser } from '../../network/index.js';
import { percent, sentences, version } from '../../plot/caption.js';
import {
  cells,
  compose,
  estimates,
  line,
  where,
  type Axis,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type LiveMarketResult } from './index.js';

const NAMES: Record<Chooser, string> = {
  significance: 'honest: measured significance',
  payoff: 'selfish: ascent of payoff',
  gate: 'gated: what gates choose',
};

/** The live market: B and agreement over blocks, then rank and stake of every peer, then the final weights. */
export function plotLiveMarket(result: LiveMarketResult): Figure {
  const { parameters, tables, versions } = result;
  const { choosers, networks, confidence, corpus, blocks, roundsABlock } = parameters;
  const { temperature, ratio, ascentRate, bound, inflation, norm } = parameters;
  const overBlocks = (name: string, title: string, y: string | Axis): Panel => ({
    ...{ title, x: 'block', y },
    marks: choosers.map((chooser) =>
      line(
        estimates(where(tables.summary, { chooser }), ({ block }) => block, name),
        { name: NAMES[chooser] },
      ),
    ),
  });
  const perPeer = (name: 'rank' | 'stake'): Panel[] =>
    choosers.map((chooser) => ({
      title: `${name}, ${short(chooser)}`,
      x: 'block',
      y: { label: `share of all ${name}`, zero: true },
      marks: peerLines(result, chooser, name),
    }));
  return compose({
    title: 'Live market: peers that train, rank, are paid and are masked',
    rows: [
      [
        overBlocks('benchmark', 'benchmark', 'B (nats), through the masks'),
        {
          title: 'live rank against the cost of removal',
          x: 'block',
          y: { label: 'Spearman’s ρ', range: [-1.05, 1.05] },
          marks: choosers.flatMap((chooser, colour) => [
            line(
              estimates(where(tables.summary, { chooser }), ({ block }) => block, 'agreement'),
              { name: NAMES[chooser] },
            ),
            line(
              estimates(
                where(tables.summary, { chooser }).filter(({ shapley }) => shapley !== null),
                ({ block }) => block,
                'shapley',
              ),
              { name: `${short(chooser)}, with Shapley`, colour, dash: 'dashdot', dots: true },
            ),
          ]),
        },
      ],
      perPeer('rank'),
      perPeer('stake'),
      choosers.map((chooser) => ({
        title: `weights at the end, ${short(chooser)}`,
        x: 'to peer',
        y: { label: 'from peer', reverse: true },
        square: true,
        marks: [cells(endWeights(result, chooser), { bar: 'weight', range: [0, 1] })],
      })),
    ],
    caption: sentences(
      `${networks} networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}.`,
      `${blocks} blocks of ${roundsABlock} rounds: peers train through the masks (7) at T = ${temperature}, submit signed changes of their rows below ε = ${bound}, ` +
        `are ranked (5) and paid (6) with τ = ${inflation}, ‖R‖${norm === 'l2' ? '₂' : '₁'}.`,
      `Honest peers post their measured significance (3); selfish ones ascend (12) with α/τ = ${ratio}, λ = ${ascentRate}.`,
      'Every peer starts with one unit of stake and the same weight for all. Ablation (lines) takes each peer away through the block’s masks, on the data of all peers; Shapley (dots) averages over all orders of removal.',
      `Peers’ lines and weights are means over networks; bands: ${percent(confidence)} intervals over networks.`,
      'The paper had no running network.',
      version(versions),
    ),
  });
}

const short = (chooser: Chooser): string => NAMES[chooser].split(':')[0];

/** A line for each peer: the mean over networks. */
function peerLines(
  { parameters, tables }: LiveMarketResult,
  chooser: Chooser,
  name: 'rank' | 'stake',
): Panel['marks'] {
  const { peers, hidden, blocks } = parameters;
  return Array.from({ length: peers }, (_, peer) => {
    const own = where(tables.peers, { chooser, peer });
    const found = Array.from({ length: blocks }, (_unused, at) => ({
      x: at + 1,
      y: mean(where(own, { block: at + 1 }).map((row) => row[name])),
    }));
    return line(found, {
      name: `peer ${peer}, ${Array.isArray(hidden) ? hidden[peer] : hidden} hidden`,
    });
  });
}

/** The final W, [n, n]: the mean over networks. */
function endWeights({ parameters, tables }: LiveMarketResult, chooser: Chooser): number[][] {
  const { peers, networks } = parameters;
  const found = Array.from({ length: peers }, () => new Array<number>(peers).fill(0));
  for (const { from, to, weight } of where(tables.weights, { chooser }))
    found[from][to] += weight / networks;
  return found;
}
