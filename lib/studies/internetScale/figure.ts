import { differences, percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { type InternetScale } from './index.js';

const ROWS = [
  {
    label: 'Pearson r of R* with R of (2)',
    range: [-0.52, 1.02],
    ticks: undefined,
    lines: { 'at rest': 'ideal', 'equal weights': 'equalIdeal' },
  },
  {
    label: 'Pearson r of R* with the Shapley value',
    range: [-0.52, 1.02],
    ticks: undefined,
    lines: { 'at rest': 'shapley', 'equal weights': 'equalShapley' },
  },
  {
    label: 'rank of the cabal, with it / without',
    range: [0.5, 30],
    ticks: [1, 2, 5, 10, 20],
    lines: { 'at rest': 'cabalRank' },
  },
] as const;

/** The internet-scale study: accuracy and the cabal's gain against n, a column for each topology. */
export function plotInternetScale({ parameters, tables, versions }: InternetScale): Figure {
  const { topologies, peers, temperatures, scaled, known, samples } = parameters;
  const { ratio, share, networks, maxSteps, learningRate, tolerance, seed, confidence } =
    parameters;
  const kinds = [
    ...temperatures.map((temperature) => ({ scale: 'fixed' as const, temperature })),
    ...scaled.map((temperature) => ({ scale: 'scaled' as const, temperature })),
  ];
  return compose({
    title: 'Internet scale: accuracy and a cabal where each peer knows few',
    rows: ROWS.map(({ label, range, ticks, lines }) =>
      topologies.map((topology): Panel => ({
        title: topology,
        x: { label: 'peers n', type: 'log', ticks: peers },
        y: { label, range: [...range], ...(ticks && { type: 'log', ticks: [...ticks] }) },
        marks: kinds.flatMap(({ scale, temperature }, at) =>
          Object.entries(lines).map(([state, column]) =>
            line(
              estimates(
                where(tables.summary, { topology, scale, temperature }),
                (row) => row.peers,
                column,
                ({ converged }) => ({ open: converged < 1 }),
              ),
              {
                name: `${scale === 'fixed' ? 'T' : 'kT'} = ${temperature}, ${state}`,
                colour: at,
                dash: state === 'at rest' ? 'solid' : 'dot',
                dots: true,
              },
            ),
          ),
        ),
      })),
    ),
    caption: sentences(
      `${networks} simulated networks at each setting, each peer knowing ${known} peers, itself among them (all where n is smaller): factors of ${samples} rows, α/τ = ${ratio}, stake 1, ` +
        `λ = ${learningRate}, in units of 4 k T²/(α/τ), ε = ${tolerance}, at most ${maxSteps} steps; seed ${seed}.`,
      'Equal weights rank a peer by the number of peers that know it.',
      `The cabal is the first ${percent(share)} of the peers, two at least; its members weigh the members that they know, and the others descend again.`,
      `Open marks: not every network has converged. Bars: ${percent(confidence)} intervals over networks; the cabal’s rank is a ratio of means.`,
      differences(parameters),
      'The paper leaves the number of participants to a follow-up.',
      version(versions),
    ),
  });
}
