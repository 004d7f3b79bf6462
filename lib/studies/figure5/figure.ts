import { differences, number, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  estimates,
  line,
  parted,
  rule,
  where,
  type Axis,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { type Figure5 } from './index.js';

/** Figure 5: sparsity, adaptive inflation and the ranking's accuracy along the descent. */
export function plotFigure5({ parameters, tables, versions }: Figure5): Figure {
  const { alpha, target, sparsity, steps, gain, networks } = parameters;
  const panel = (name: 'sparsity' | 'inflation' | 'correlation', title: string, y: Axis): Panel => {
    const single = Array.from({ length: networks }, (_, network) =>
      where(tables.trajectories, { network }).map((row) => ({ x: row.step, y: row[name] })),
    );
    return {
      title,
      x: { label: 'step of descent', range: [0, steps] },
      y,
      marks: [
        line(parted(single), { name: 'single networks', colour: 'grey', opacity: 0.4, width: 0.8 }),
        line(
          estimates(tables.steps, ({ step }) => step, name),
          { name: 'mean' },
        ),
      ],
    };
  };
  const measure = sparsity === 'ratio' ? 'diagonal/rest' : 'diagonal/total';
  const first = panel('sparsity', 'sparsity of W', { label: `sparsity (${measure})`, zero: true });
  const wanted = rule(
    [
      { x: 0, y: target },
      { x: steps, y: target },
    ],
    { name: 'target', colour: 1 },
  );
  const last = tables.steps[tables.steps.length - 1];
  const settled = tables.summary.filter((row) => row.settled !== null).length;
  return compose({
    title: 'Figure 5: inflation adapts until the weights are as sparse as wanted',
    rows: [
      [
        { ...first, marks: [...first.marks, wanted] },
        panel('inflation', 'inflation τ', { label: `τ (α = ${alpha})`, zero: true }),
        panel('correlation', 'accuracy of the ranking', {
          label: 'Pearson r of R* with R',
          range: [-1.02, 1.02],
        }),
      ],
    ],
    caption: sentences(
      `${networks} simulated networks: ${setting(parameters)}; α = ${alpha}, τ₀ = 0, and after each step τ ← max(0, τ + ${gain}·(${target} − sparsity)).`,
      `Thin lines: single networks; thick: their mean with a ${percent(parameters.confidence)} interval.`,
      `At the last step sparsity ${number(last.sparsity)}, τ ${number(last.inflation, 3)}, r ${number(last.correlation)} on average; ` +
        `${settled} of ${networks} networks stay within 5 % of the target from some step on.`,
      differences(parameters),
      'The paper shows one network without a rank correlation.',
      version(versions),
    ),
  });
}
