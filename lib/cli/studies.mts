/*
 * The studies as the command line knows them.
 */
import {
  choices,
  FIGURE4_DEFAULTS,
  FIGURE5_DEFAULTS,
  figure4,
  figure5,
  REGRET_DEFAULTS,
  regretStudy,
  scaling,
  SCALING_DEFAULTS,
  type AnyResult,
  type RunOptions,
} from '../index.js';

export interface Study {
  readonly study: AnyResult['study'];
  /** The words of the command, `figure 4`. */
  readonly command: string;
  readonly describe: string;
  readonly defaults: object;
  /** Columns of the summary table that the terminal shows. */
  readonly columns: readonly string[];
  readonly run: (parameters: object, options: RunOptions) => Promise<AnyResult>;
}

const CORRELATION = ['pearson', 'pearsonLow', 'pearsonHigh', 'diagonal', 'converged', 'nashGap'];

export const STUDIES: readonly Study[] = [
  {
    study: 'figure4',
    command: 'figure 4',
    describe:
      "The paper's figure 4: what self-interested peers rank, against the ideal, for each α/τ",
    defaults: FIGURE4_DEFAULTS,
    columns: ['ratio', ...CORRELATION],
    run: figure4,
  },
  {
    study: 'figure5',
    command: 'figure 5',
    describe: "The paper's figure 5: inflation adapts until the weights are as sparse as wanted",
    defaults: FIGURE5_DEFAULTS,
    columns: ['network', 'sparsity', 'inflation', 'correlation', 'peak', 'settled'],
    run: figure5,
  },
  {
    study: 'scaling',
    command: 'scaling',
    describe: "Figure 4's correlation against the number of peers and the temperature",
    defaults: SCALING_DEFAULTS,
    columns: [
      'peers',
      'temperature',
      'ratio',
      'pearsonMean',
      'pearsonMeanLow',
      'pearsonMeanHigh',
      'converged',
    ],
    run: scaling,
  },
  {
    study: 'choices',
    command: 'choices',
    describe: 'Figure 4 under each choice that the paper leaves open, one changed at a time',
    defaults: FIGURE4_DEFAULTS,
    columns: ['choice', 'value', 'ratio', ...CORRELATION],
    run: choices,
  },
  {
    study: 'regret',
    command: 'regret',
    describe: 'What peers lose by descending instead of knowing the best row in hindsight',
    defaults: REGRET_DEFAULTS,
    columns: ['ratio', 'step', 'regret', 'regretLow', 'regretHigh', 'most', 'bound'],
    run: regretStudy,
  },
];
