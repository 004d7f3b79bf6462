/*
 * Figures 4 and 5 themselves: the studies' own work, tables and figures, network by network.
 */
import { Kernel } from '../kernel/index.js';
import { integer, type Schema, type ValuesOf } from '../parameters/index.js';
import { HESSIAN_ENSEMBLES } from '../market/hessians/index.js';
import { choice } from '../parameters/index.js';
import { rounded } from '../plot/caption.js';
import { type Figure } from '../plot/figure.js';
import { type StudyResult } from '../studies/result.js';
import { type Task } from '../studies/run/task.js';
import { commandText, objectText } from './code.js';
import { explorable, type Explorable, type Reading } from './explorable.js';
import { SAMPLED } from './sampled.js';
import { figure4 as study4, figure5 as study5 } from './studies.js';

/** The result of the networks so far. */
export interface FigureFrame<Result> {
  readonly result: Result;
  readonly networks: number;
  readonly done: boolean;
}

/** The part of a study that a page runs. */
interface StudyOnPage<Values, Result> {
  readonly name: string;
  readonly command: string;
  readonly read: (given: Partial<Values>) => Values;
  readonly perform: (task: Task, kernel: Kernel) => unknown;
  readonly resultFrom: (given: Partial<Values>, outcomes: readonly unknown[]) => Result;
  readonly figure: (result: Result) => Figure;
}

let kernel: Kernel | undefined;

/** Network by network; a first picture needs two, since intervals are over networks. */
function framesOf<Values extends { networks: number; seed: number }, Result>(
  study: StudyOnPage<Values, Result>,
) {
  return function* (
    given: Partial<Values> & { networks: number },
  ): Generator<FigureFrame<Result> | undefined, void> {
    kernel ??= new Kernel();
    const values = study.read(given);
    const outcomes: unknown[] = [];
    for (let network = 0; network < values.networks; network++) {
      const task = { study: study.name, network, values } as unknown as Task;
      outcomes.push(JSON.parse(JSON.stringify(study.perform(task, kernel))));
      yield undefined;
      const networks = network + 1;
      const result = study.resultFrom({ ...given, networks }, outcomes);
      yield { result, networks, done: networks === values.networks };
    }
  };
}

/** The composition of a study's figure without its title and caption, which the page has as text. */
function pictureOf(figure: Figure): {
  picture: NonNullable<Figure['composition']>;
  caption: string;
} {
  const { composition } = figure;
  if (!composition) throw new TypeError('the figure of a study is composed');
  return { picture: { ...composition, title: '', caption: '' }, caption: composition.caption };
}

/** The most networks of a page. */
const MOST_NETWORKS = 200;

const hessians = choice(HESSIAN_ENSEMBLES, 'uniform', 'Ensemble of the Hessians');
const { networks: _, ...OF_4 } = study4.parameters;
const { networks: __, ...OF_5 } = study5.parameters;

const PARAMETERS_4 = {
  networks: integer(40, 'Networks sampled', { most: MOST_NETWORKS }),
  ratios: OF_4.ratios,
  peers: SAMPLED.peers,
  temperature: OF_4.temperature,
  hessians,
  interaction: OF_4.interaction,
  stake: OF_4.stake,
  anchor: OF_4.anchor,
  ownInput: OF_4.ownInput,
  simplex: OF_4.simplex,
  solver: OF_4.solver,
  outputs: OF_4.outputs,
  confidence: OF_4.confidence,
  seed: OF_4.seed,
};

const PARAMETERS_5 = {
  networks: integer(20, 'Networks sampled', { most: MOST_NETWORKS }),
  target: OF_5.target,
  gain: OF_5.gain,
  alpha: OF_5.alpha,
  steps: integer(30_000, 'Steps of descent', { most: 100_000 }),
  peers: SAMPLED.peers,
  temperature: OF_5.temperature,
  hessians,
  interaction: OF_5.interaction,
  stake: OF_5.stake,
  anchor: OF_5.anchor,
  ownInput: OF_5.ownInput,
  simplex: OF_5.simplex,
  sparsity: OF_5.sparsity,
  confidence: OF_5.confidence,
  seed: OF_5.seed,
};

const LABELS = {
  networks: 'Networks',
  hessians: 'Hessians',
  interaction: 'Interaction',
  temperature: 'Temperature',
  stake: 'Stake',
  anchor: 'Anchor of the loss',
  ownInput: 'Own input',
  simplex: 'Return to the simplex',
  seed: 'Seed',
  confidence: 'Coverage of intervals',
};

const SLIDERS = {
  networks: { from: 2, to: 100, step: 1 },
  peers: { from: 2, to: 30, step: 1 },
  temperature: { from: 0.05, to: 10, scale: 'log' },
  interaction: { from: 0, to: 1, step: 0.01 },
  stake: { from: 0.1, to: 10, scale: 'log' },
  confidence: { from: 0.5, to: 0.99, step: 0.01 },
  seed: { from: 0, to: 100, step: 1 },
} as const;

/** An explorable of a study's figure. */
function ofStudy<S extends Schema, Values extends { networks: number; seed: number }, Result>(
  study: StudyOnPage<Values, Result>,
  parts: Pick<
    Explorable<S, FigureFrame<Result>>,
    | 'name'
    | 'title'
    | 'lead'
    | 'section'
    | 'notebook'
    | 'parameters'
    | 'sliders'
    | 'labels'
    | 'first'
  > &
    Pick<Explorable<S, FigureFrame<Result>>, 'equation' | 'spoken'> & {
      readonly readings: (frame: FigureFrame<Result>) => Reading[];
      readonly says: (frame: FigureFrame<Result>) => string;
      readonly print: string;
    },
): Explorable<S, FigureFrame<Result>> {
  const { readings, says, print, ...rest } = parts;
  return explorable<S, FigureFrame<Result>>({
    ...rest,
    where: study.name,
    check: (_, values) => {
      study.read(values as unknown as Partial<Values>);
    },
    frames: framesOf(study) as unknown as (
      values: ValuesOf<S>,
    ) => Generator<FigureFrame<Result> | undefined, void>,
    show: (frame) => ({
      picture: pictureOf(study.figure(frame.result)).picture,
      readings: readings(frame),
      says: says(frame),
    }),
    reproduce: (_, changed) => ({
      command: commandText(study.command, changed),
      script: `import { ${study.name} } from 'bittensor-workbench/studies';

const result = await ${study.name}(${Object.keys(changed).length === 0 ? '' : objectText(changed)});
${print}
`,
    }),
  });
}

type Result4 = ReturnType<typeof study4.resultFrom>;
type Result5 = ReturnType<typeof study5.resultFrom>;

/** The width of an interval, as half of it. */
function half(low: number | null, high: number | null): string {
  return low === null || high === null ? '' : ` ± ${rounded((high - low) / 2, 2)}`;
}

export const figure4 = ofStudy<typeof PARAMETERS_4, ValuesOf<typeof study4.parameters>, Result4>(
  study4,
  {
    name: 'figure-4',
    title: 'Figure 4',
    lead: 'The competitive rank at the end of the descent against the ideal rank, for each worth of a unit of loss; intervals tighten as networks come in.',
    section: '§3, figure 4',
    notebook: '3-figure-4.ipynb',
    parameters: PARAMETERS_4,
    labels: {
      ...LABELS,
      ratios: 'Worths of loss',
      solver: 'Solver',
      outputs: 'Outputs in (2)',
    },
    sliders: SLIDERS,
    first: ['networks', 'ratios', 'interaction', 'temperature'],
    equation: String.raw`R^{*} = \tfrac1n W^{*\top} \class{of-stake}{S} \quad\text{at}\quad W^{*} = \lim_t\, \class{of-simplex}{\Pi}\!\left(W_t + \lambda\, \frac{\partial P}{\partial W}\right), \qquad P_i = R_i - \class{of-ratios}{\tfrac{\alpha}{\tau}}\, L_i, \qquad R_j = \textstyle\sum_i \class{of-hessians of-interaction}{H_{i,jj}}`,
    spoken:
      'The competitive rank R star is taken at the weights at which the descent ends, with the payoff P i, the rank less alpha over tau times the loss; the ideal rank R j is the sum over i of the diagonal entries of the Hessians.',
    readings: ({ result, networks }) => [
      { name: 'networks', label: 'networks', value: networks },
      ...result.tables.summary.map((row) => ({
        name: `pearson-${row.ratio}`,
        label: `r at α/τ = ${row.ratio}`,
        value: row.pearson,
        ...(row.pearson !== null && {
          text: `${row.pearson.toFixed(2)}${half(row.pearsonLow, row.pearsonHigh)}`,
        }),
      })),
    ],
    says: ({ result, networks }) => {
      const rows = result.tables.summary;
      const best = rows.reduce((a, b) => ((b.pearson ?? -1) > (a.pearson ?? -1) ? b : a));
      const at =
        best.pearson === null
          ? 'no correlation is defined'
          : `the rank is closest to the ideal rank at α/τ = ${best.ratio}, r = ${best.pearson.toFixed(2)}${half(best.pearsonLow, best.pearsonHigh)}`;
      return `Over ${networks} networks ${at}.`;
    },
    print:
      "console.table(result.tables.summary, ['ratio', 'pearson', 'pearsonLow', 'pearsonHigh', 'nashGapMax']);",
  },
);

export const figure5 = ofStudy<typeof PARAMETERS_5, ValuesOf<typeof study5.parameters>, Result5>(
  study5,
  {
    name: 'figure-5',
    title: 'Figure 5',
    lead: 'Inflation adapts until the weights are as sparse as wanted; sparsity overshoots first, and intervals tighten as networks come in.',
    section: '§3, figure 5',
    notebook: '3-figure-5.ipynb',
    parameters: PARAMETERS_5,
    labels: {
      ...LABELS,
      target: 'Target sparsity',
      gain: 'Gain',
      alpha: 'Worth of loss',
      sparsity: 'Sparsity',
    },
    sliders: {
      ...SLIDERS,
      target: { from: 0.1, to: 10, scale: 'log' },
      gain: { from: 0.0001, to: 0.1, scale: 'log' },
      alpha: { from: 0.1, to: 10, scale: 'log' },
      steps: { from: 1000, to: 60_000, scale: 'log' },
    },
    first: ['target', 'gain', 'networks', 'steps'],
    equation: String.raw`\tau \leftarrow \max\!\left(0,\ \tau + \class{of-gain}{g}\left(\class{of-target}{\rho} - \class{of-sparsity}{\frac{\sum_i w_{ii}}{\sum_{i \ne j} w_{ij}}}\right)\right), \qquad P_i = R_i - \frac{\class{of-alpha}{\alpha}}{\tau}\, L_i \quad \text{for } t = 1, \dots, \class{of-steps}{t_{\max}}`,
    spoken:
      'After each step tau becomes the larger of 0 and tau plus the gain times the target less the sparsity of the weights.',
    readings: ({ result, networks }) => {
      const last = result.tables.steps[result.tables.steps.length - 1];
      const reading = (name: 'sparsity' | 'inflation' | 'correlation', label: string): Reading => ({
        name,
        label,
        value: last[name],
        ...(last[name] !== null && {
          text: `${last[name].toPrecision(3)}${half(last[`${name}Low`], last[`${name}High`])}`,
        }),
      });
      return [
        { name: 'networks', label: 'networks', value: networks },
        reading('sparsity', 'sparsity at the end'),
        reading('inflation', 'inflation τ at the end'),
        reading('correlation', 'r of R* with R at the end'),
      ];
    },
    says: ({ result, networks }) => {
      const settled = result.tables.summary.filter((row) => row.settled !== null).length;
      return `${settled} of ${networks} networks stay within 5 % of the target from some step on.`;
    },
    print: 'console.log(result.tables.steps.at(-1));',
  },
);

export type Figure4Frame = FigureFrame<Result4>;
export type AnyResultFrame = FigureFrame<StudyResult<string, object, object>>;
