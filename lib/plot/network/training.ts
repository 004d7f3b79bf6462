import { type Evaluation, type Network, type TrainingRow } from '../../network/index.js';
import { titleWithUnit, withLegend } from '../market/beside.js';
import { type Figure, type Trace } from '../figure.js';
import { linesFigure } from '../market/lines.js';
import { axesOf, colour, layOut, type Panel } from '../theme.js';
import { networkCaption, type NetworkFigureOptions } from './network.js';

/** A training under a label. */
export interface LabelledTraining {
  readonly label: string;
  readonly history: readonly TrainingRow[];
}

/** Every peer's loss on its own batches over rounds; a panel for each training, all on one scale. */
export function plotTraining(
  network: Network,
  trainings: readonly LabelledTraining[],
  { title = 'Losses in training', note }: NetworkFigureOptions = {},
): Figure {
  const most = Math.max(...trainings.flatMap(({ history }) => history.map(({ loss }) => loss)));
  return linesFigure(
    trainings.map(({ label, history }) => ({
      title: label,
      x: 'round',
      y: 'cross-entropy on own batches (nats)',
      range: { y: [0, 1.05 * most] },
      lines: network.learners.map((peer) => {
        const own = history.filter((row) => row.peer === peer);
        return {
          name: `peer ${peer}`,
          x: own.map(({ round }) => round),
          y: own.map(({ loss }) => loss),
        };
      }),
    })),
    { title, caption: networkCaption(network, note) },
  );
}

/** A result of {@link evaluate} under a label. */
export interface LabelledEvaluation {
  readonly label: string;
  readonly evaluation: Evaluation;
}

/** Held-out loss and accuracy of every peer that has them, side by side for several evaluations; B in the legend. */
export function plotEvaluations(
  network: Network,
  evaluations: readonly LabelledEvaluation[],
  { title = 'Every peer on held-out data', note }: NetworkFigureOptions = {},
): Figure {
  const data: Trace[] = [];
  const panels: Panel[] = [];
  for (const [column, name] of (['losses', 'accuracies'] as const).entries()) {
    for (const [index, { label, evaluation }] of evaluations.entries()) {
      const legend = `${label}, B = ${evaluation.benchmark.toFixed(2)}`;
      data.push({
        type: 'bar',
        name: legend,
        legendgroup: legend,
        x: network.learners,
        y: network.learners.map((peer) => evaluation[name][peer]),
        marker: { color: colour(index) },
        hovertemplate: `${label}<br>peer %{x}: %{y:.3f}<extra></extra>`,
        showlegend: column === 0,
        ...axesOf(column),
      });
    }
    const [what, unit] =
      name === 'losses'
        ? ['loss', 'cross-entropy (nats)']
        : ['accuracy', 'part of rows that are right'];
    panels.push({
      row: 0,
      column,
      title: titleWithUnit(what, unit),
      x: { title: 'peer', dtick: 1, showgrid: false },
      y: { title: '', ...(name === 'accuracies' && { range: [0, 1.03] }) },
    });
  }
  return withLegend(
    layOut(
      {
        title,
        caption: networkCaption(network, note),
        panels,
        rows: 1,
        columns: 2,
        width: 760,
        height: 270,
        gap: { x: 0.09, y: 0 },
        layout: { bargap: 0.25 },
      },
      data,
    ),
  );
}
