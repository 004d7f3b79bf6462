/*
 * The studies as the command line knows them.
 */
import {
  anarchy,
  ANARCHY_DEFAULTS,
  attacks,
  ATTACKS_DEFAULTS,
  choices,
  detection,
  DETECTION_DEFAULTS,
  FIGURE4_DEFAULTS,
  FIGURE5_DEFAULTS,
  figure4,
  figure5,
  mechanisms,
  MECHANISMS_DEFAULTS,
  REGRET_DEFAULTS,
  regretStudy,
  scale,
  SCALE_DEFAULTS,
  scaling,
  SCALING_DEFAULTS,
  sybils,
  SYBILS_DEFAULTS,
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
    columns: ['ratio', 'step', 'regret', 'regretLow', 'regretHigh', 'most', 'bound', 'nashGap'],
    run: regretStudy,
  },
  {
    study: 'anarchy',
    command: 'anarchy',
    describe: 'What the network loses because every peer ascends its own payoff and not the sum',
    defaults: ANARCHY_DEFAULTS,
    columns: [
      'temperature',
      'ratio',
      'price',
      'priceOfBest',
      'welfare',
      'realised',
      'spread',
      'rankSpread',
    ],
    run: anarchy,
  },
  {
    study: 'attacks',
    command: 'attacks',
    describe:
      'What a dishonest group keeps of stake and rank, what it costs it, where it stops paying',
    defaults: ATTACKS_DEFAULTS,
    columns: [
      'temperature',
      'attack',
      'share',
      'ratio',
      'stakeShare',
      'rankShare',
      'loss',
      'overHonest',
      'overAscent',
    ],
    run: attacks,
  },
  {
    study: 'sybils',
    command: 'sybils',
    describe: 'What moves as one peer takes on more identities, without stake or splitting its own',
    defaults: SYBILS_DEFAULTS,
    columns: [
      'stake',
      'phase',
      'identities',
      'mask',
      'ownerMask',
      'loss',
      'ownerLoss',
      'rankShare',
      'correlation',
    ],
    run: sybils,
  },
  {
    study: 'scale',
    command: 'scale',
    describe:
      'Which outputs move with the unit of stake, with peers that nobody notices, with numbering',
    defaults: SCALE_DEFAULTS,
    columns: ['output', 'change', 'moved', 'movedLow', 'movedHigh', 'moves'],
    run: scale,
  },
  {
    study: 'mechanisms',
    command: 'mechanisms',
    describe: 'Other ways to rank and to pay, on the same networks, under the same attacks',
    defaults: MECHANISMS_DEFAULTS,
    columns: ['mechanism', 'others', 'attack', 'fidelity', 'stakeShare', 'gain', 'gini', 'ranked'],
    run: mechanisms,
  },
  {
    study: 'detection',
    command: 'detection',
    describe: 'How well an auditor tells honest reports from dishonest ones',
    defaults: DETECTION_DEFAULTS,
    columns: ['strategy', 'batches', 'area', 'areaLow', 'areaHigh', 'found'],
    run: detection,
  },
];
