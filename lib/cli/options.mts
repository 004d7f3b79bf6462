/*
 * The parameters of the studies as options of a command line: one entry for each, under its name in the
 * library. Defaults come from the library; a list is written with commas.
 */
import type { Options } from 'yargs';
import {
  ANCHOR,
  CHOOSERS,
  CORPORA,
  INFLATION_NORM,
  SHARDING,
  HESSIANS,
  InvalidArgumentError,
  ORDER,
  OUTPUTS,
  OWN_INPUT,
  SIMPLEX,
  SOLVER,
  SPARSITY,
  STAKE_UNIT,
  STRATEGY_NAMES,
} from '../index.js';

type Parse = (option: string, text: string) => unknown;

const number: Parse = (option, text) => {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) {
    throw new InvalidArgumentError(
      'command line',
      `--${option} must be a number`,
      JSON.stringify(text),
    );
  }
  return value;
};

const numbers: Parse = (option, text) => {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.some(Number.isNaN)) {
    throw new InvalidArgumentError(
      'command line',
      `--${option} must be numbers parted by commas`,
      JSON.stringify(text),
    );
  }
  return values;
};

/** One number, or several parted by commas. */
const numberOrNumbers: Parse = (option, text) =>
  text.includes(',') ? numbers(option, text) : number(option, text);

/** Words parted by commas. */
const words: Parse = (_, text) => text.split(',').map((part) => part.trim());

interface Parameter {
  readonly describe: string;
  readonly parse?: Parse;
  readonly choices?: readonly string[];
  /** Whether `parse` decides between one value and a list; else the default does. */
  readonly decides?: boolean;
}

/** Every parameter of every study. A study takes those that its defaults name. */
const PARAMETERS: Record<string, Parameter> = {
  peers: { describe: 'n, peers of a network', parse: numberOrNumbers },
  networks: { describe: 'How many networks are drawn', parse: number },
  ratios: {
    describe: 'α/τ: what a unit of loss is worth in units of inflation; a list',
    parse: numbers,
  },
  ratio: { describe: 'α/τ: what a unit of loss is worth in units of inflation', parse: number },
  temperature: { describe: 'T: how softly a mask closes', parse: number },
  temperatures: { describe: 'Temperatures T; a list', parse: numbers },
  stake: {
    describe: 'S: one number for everybody, or a list with one for each peer',
    parse: numberOrNumbers,
  },
  seed: {
    describe: 'Decides every random number: the same seed gives the same files',
    parse: number,
  },
  learningRate: {
    describe: 'λ: the size of a step of descent; η of Adam where models train',
    parse: number,
  },
  tolerance: {
    describe: 'ε: a descent ends when the projected gradient is below it; 0 never',
    parse: number,
  },
  maxSteps: {
    describe: 'A descent ends after this many steps; 1000·n where not given',
    parse: number,
  },
  steps: { describe: 'Steps of descent; 1000·n where not given', parse: number },
  samples: { describe: 'How many of the steps are kept for the table', parse: number },
  checkpoints: {
    describe: 'How many points in time are looked at, evenly spaced in log t',
    parse: number,
  },
  starts: { describe: 'Random weights that each network starts from', parse: number },
  attackers: { describe: 'How many peers form the group, drawn at random', parse: number },
  share: { describe: "The group's share of all stake at first", parse: number },
  shares: { describe: "The group's shares of all stake at first; a list", parse: numbers },
  attacks: {
    describe: `What the group plays, of ${STRATEGY_NAMES.join(', ')}; a list`,
    parse: words,
  },
  others: { describe: 'What everybody outside the group plays', choices: STRATEGY_NAMES },
  blocks: { describe: 'Blocks of algorithm 1: choose rows, rank, pay', parse: number },
  inflation: { describe: 'τ: the stake minted a block', parse: number },
  stakeUnit: {
    describe: "What masks and payoffs read as stake: itself, the paper's, or divided by its mean",
    choices: STAKE_UNIT,
  },
  identities: { describe: 'How many identities join; a list', parse: numbers },
  factors: { describe: 'Factors of all stake; a list', parse: numbers },
  newcomers: { describe: 'How many peers join with nothing; a list', parse: numbers },
  batches: {
    describe: 'Public samples that the auditor measures each peer on; a list',
    parse: numbers,
  },
  ownBatches: { describe: 'Samples that honest peers measure on', parse: number },
  shift: { describe: "How far public data differ from a peer's own, relative", parse: number },
  alpha: { describe: 'α: what a unit of loss is worth', parse: number },
  target: { describe: 'The sparsity wanted', parse: number },
  gain: { describe: 'How fast τ answers to sparsity', parse: number },
  hessians: {
    describe:
      'How Hessians are drawn, or of networks trained on digits, 8 of 8 peers (see also --hessians-from)',
    choices: [...HESSIANS, 'trained'],
  },
  anchor: {
    describe: 'Where the loss has its minimum: unmasked, or the first mask, (16) to the letter',
    choices: ANCHOR,
  },
  ownInput: {
    describe: "Whether a peer's own input is masked like the others'",
    choices: OWN_INPUT,
  },
  simplex: { describe: 'How a row returns to the simplex after a step', choices: SIMPLEX },
  solver: {
    describe: "The paper's descent, or a faster way to the same equilibrium, to 1e-9",
    choices: SOLVER,
  },
  order: { describe: 'All rows step at once, or one random peer a step', choices: ORDER },
  outputs: { describe: 'The size of outputs in the ideal rank (2)', choices: OUTPUTS },
  sparsity: {
    describe: "Diagonal over the rest (figure 5's caption), or over the total (its text)",
    choices: SPARSITY,
  },
  corpus: { describe: 'The data that peers train on', choices: CORPORA },
  corpora: {
    describe: `The data that peers train on, of ${CORPORA.join(', ')}; a list`,
    parse: words,
  },
  hidden: {
    describe: 'Hidden units: one number for everybody, or a list with one for each peer',
    parse: numberOrNumbers,
    decides: true,
  },
  width: { describe: 'Width of the representations that peers exchange', parse: number },
  sharding: {
    describe: 'How data are divided: digits by Dirichlet(β) and addresses by author, or at random',
    choices: SHARDING,
  },
  beta: {
    describe: 'β: small where peers see few classes, large where all see the same',
    parse: number,
  },
  rounds: { describe: 'Rounds of training', parse: number },
  every: { describe: 'Rounds between two measurements', parse: number },
  batch: { describe: 'Rows of a batch', parse: number },
  jitter: {
    describe: "How much a peer's pace varies, from 0 (all in step, fastest) to 1",
    parse: number,
  },
  rows: {
    describe: "The most rows of a peer's data that significance is measured on",
    parse: number,
  },
  k: { describe: 'How many peers are asked about each example, oneself included', parse: number },
  ks: { describe: 'How many peers are asked about each example; a list', parse: numbers },
  importance: {
    describe: 'Weight of the loss that balances the importance of peers',
    parse: number,
  },
  load: { describe: 'Weight of the loss that balances their load', parse: number },
  balances: { describe: 'Weights of both balancing losses; a list', parse: numbers },
  offline: { describe: 'How many peers are offline; a list', parse: numbers },
  labels: { describe: 'Labels drawn for each row by the Monte-Carlo estimate', parse: number },
  choosers: {
    describe: `How peers choose weights, of ${CHOOSERS.join(', ')}; a list`,
    parse: words,
  },
  roundsABlock: { describe: 'Rounds of training a block', parse: number },
  ascentRate: { describe: 'λ: the size of a step of ascent of the payoff', parse: number },
  bound: { describe: 'ε: the largest change of a row a block', parse: number },
  norm: { describe: 'The norm of R that inflation divides by', choices: INFLATION_NORM },
  confidence: { describe: 'Coverage of every interval', parse: number },
  resamples: { describe: 'Bootstrap resamples of the networks', parse: number },
};

/** A parameter's name as an option: `learningRate` → `learning-rate`. */
function optionName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function show(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** The options of a study whose defaults are given. */
export function studyOptions(defaults: object): Record<string, Options> {
  const options = Object.entries(defaults).flatMap(([name, value]): [string, Options][] => {
    if (!(name in PARAMETERS)) return [];
    const { describe, choices } = PARAMETERS[name];
    const option: Options = { requiresArg: true, describe, group: 'Parameters:' };
    if (choices) option.choices = choices;
    if (value !== null) option.defaultDescription = show(value);
    return [[optionName(name), option]];
  });
  return Object.fromEntries(options);
}

/** What the user gave of a study's parameters, parsed; a list where the default is one. */
export function studyParameters(
  defaults: object,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(defaults)) {
    const found = given[name];
    if (!(name in PARAMETERS) || (typeof found !== 'string' && typeof found !== 'number')) continue;
    const text = String(found);
    const { parse: own, decides = own === words } = PARAMETERS[name];
    const parse = Array.isArray(value) && !decides ? numbers : own;
    parameters[name] = parse ? parse(optionName(name), text) : text;
  }
  return parameters;
}
