import { type Evaluation, type Network, type TrainingRow } from '../../network/index.js';
import { networkCaption } from '../caption.js';
import { bar, compose, line, where, type Axis, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { type NetworkFigureOptions } from './network.js';
import {
  checkOptions,
  each,
  fields,
  integer,
  network as networkOf,
  NETWORK_OPTIONS,
  number,
  numbers,
  text,
} from '../checks.js';

/** A training under a label. */
export interface LabelledTraining {
  readonly label: string;
  readonly history: readonly TrainingRow[];
}

const row = fields({ peer: integer(), round: integer(), loss: number });

/** Every peer's loss on its own batches over rounds; a panel for each training, all on one scale. */
export function plotTraining(
  network: Network,
  trainings: readonly LabelledTraining[],
  options: NetworkFigureOptions = {},
): Figure {
  networkOf('plotTraining', 'network', network);
  each(fields({ label: text, history: each(row) }), 1)('plotTraining', 'trainings', trainings);
  checkOptions('plotTraining', options, NETWORK_OPTIONS);
  const { title = 'Losses in training', note } = options;
  const most = Math.max(...trainings.flatMap(({ history }) => history.map(({ loss }) => loss)));
  const panels = trainings.map(({ label, history }): Panel => ({
    title: label,
    x: 'round',
    y: { label: 'cross-entropy on own batches (nats)', range: [0, 1.05 * most] },
    marks: network.learners.map((peer) =>
      line(
        where(history, { peer }).map(({ round, loss }) => ({ x: round, y: loss })),
        { name: `peer ${peer}` },
      ),
    ),
  }));
  return compose({ title, rows: [panels], caption: networkCaption(network, note) });
}

/** A result of {@link evaluate} under a label. */
export interface LabelledEvaluation {
  readonly label: string;
  readonly evaluation: Evaluation;
}

const measured = fields({ benchmark: number, losses: numbers, accuracies: numbers });

/** Held-out loss and accuracy of every peer that has them, side by side for several evaluations; B in the legend. */
export function plotEvaluations(
  network: Network,
  evaluations: readonly LabelledEvaluation[],
  options: NetworkFigureOptions = {},
): Figure {
  networkOf('plotEvaluations', 'network', network);
  each(fields({ label: text, evaluation: measured }), 1)(
    'plotEvaluations',
    'evaluations',
    evaluations,
  );
  checkOptions('plotEvaluations', options, NETWORK_OPTIONS);
  const { title = 'Every peer on held-out data', note } = options;
  const panel = (heading: string, y: Axis, values: 'losses' | 'accuracies'): Panel => ({
    ...{ title: heading, x: 'peer', y },
    marks: evaluations.map(({ label, evaluation }) =>
      bar(
        network.learners.map((peer) => ({ x: peer, y: evaluation[values][peer] })),
        { name: `${label}, B = ${evaluation.benchmark.toFixed(2)}` },
      ),
    ),
  });
  return compose({
    title,
    rows: [
      [
        panel('loss', { label: 'cross-entropy (nats)' }, 'losses'),
        panel('accuracy', { label: 'part of rows that are right', range: [0, 1.03] }, 'accuracies'),
      ],
    ],
    caption: networkCaption(network, note),
  });
}
