/*
 * The influence of peer j's training on the loss of peer i, by gradients along the training (TracIn, Pruthi et al. 2020).
 * The parameters that j moves are θ, those of all peers: its own, which make its answers, and by the gradients that it
 * sends (§1.6) those of every peer that answers it. A round's step is
 *
 *   θ' = θ − P ∘ Σ_j ∂𝓛_j/∂θ,   P = η / (√v̂ + ε)                                                         Adam's step
 *
 * with 𝓛_j all that j descends on its data, so that to first order in the step the part of j in the fall of L_i is
 *
 *   I_ij = Σ_t ⟨∂L_i/∂θ, P ∘ ∂𝓛_j/∂θ⟩_t,   Σ_j I_ij ≈ L_i(θ_0) − L_i(θ_t)
 *
 * Each state that was saved in training stands for the rounds since the one before. P is that of the step after it,
 * v̂ = (β₂ v + (1 − β₂) (Σ_j ∂𝓛_j/∂θ)²) / (1 − β₂ᵗ), and the gradients are those of the data, without a batch's noise.
 */
import { type Dataset } from '../../datasets/index.js';
import { checkInteger, checkList, checkOptionNames } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { ADAM, loadTensors } from '../../tensors/index.js';
import { checkIsNetwork } from '../check.js';
import { checkFits } from '../evaluate.js';
import { DenseCohort } from '../model/denseCohort.js';
import { type Network, type NetworkState } from '../network.js';
import { rowsOf } from '../rows.js';
import { ownData, spaced, type MeasureOptions } from '../significance/measurements.js';
import { checkMask, openMask } from '../training/options.js';
import { gradientsAt, type Measured } from './gradients.js';
import { checkState } from './states.js';

/** The effect of each peer's training on the loss of each peer. */
export interface Influence {
  /** I, [n, n], in nats: positive where the training of j lowered the loss of i. */
  readonly values: Float64Array;
  /** The part of the rounds that each state stands for, [n, n] each; their sum is `values`. */
  readonly byState: readonly Float64Array[];
}

/**
 * The influence I_ij of peer j's training on the loss of peer i, by the gradients at states of one training: the
 * part of the gradients of j's loss, in j's own parameters and in those of all others, in the fall of i's. Row i sums to
 * the fall of L_i over the training, to first order.
 *
 * @param states - saved after rounds of one training, in their order; each stands for the rounds since the one before, the
 *   first for those since round 0
 * @throws {@link InvalidArgumentError} (rejects) when the network is none, has a gate or a peer that is not dense, a
 *   state is of another network or out of order, or an option is invalid
 */
export async function gradientInfluence(
  network: Network,
  states: readonly NetworkState[],
  options: MeasureOptions = {},
): Promise<Influence> {
  const where = 'gradientInfluence';
  checkIsNetwork(where, network);
  checkOptionNames(where, options, ['data', 'rows', 'mask']);
  const { peers: n, inputs, settings } = network;
  const { data, rows = 256, mask = openMask(n) } = options;
  checkInteger(where, 'rows', rows, 1);
  checkMask(where, n, mask);
  if (data) checkFits(where, network, data);
  const cohort = denseCohortOf(where, network);
  checkStates(where, network, states);
  const { tf } = await loadTensors();
  const batchOf = (member: number, given: Dataset): Measured => {
    const part = spaced(given, rows);
    const own = mask.subarray(member * n, (member + 1) * n);
    return { member, x: rowsOf(part.x, inputs), y: part.y, mask: own };
  };
  const trained = Array.from({ length: n }, (_, peer) => batchOf(peer, ownData(network, peer)));
  const measured = data ? trained.map((_, peer) => batchOf(peer, data)) : trained;
  const saved = parametersIn(network, cohort, states);
  const byState = states.map(({ round }, at) => {
    const rounds = round - (at > 0 ? states[at - 1].round : 0);
    const { values, second, steps } = saved[at];
    const of = gradientsAt(tf, cohort.dimensions, values, settings.distillationTemperature);
    const given = trained.map((batch) => of(batch, 'objective'));
    const wanted = measured.map((batch) => of(batch, 'loss'));
    const rates = ratesOf(given, second, steps, settings.learningRate);
    return products(wanted, given, rates, rounds);
  });
  const values = new Float64Array(n * n);
  for (const part of byState) for (let at = 0; at < n * n; at++) values[at] += part[at];
  return { values, byState };
}

/** The cohort of a network whose peers are all dense and have no gate. */
function denseCohortOf(where: string, network: Network): DenseCohort {
  const [cohort, ...others] = network.cohorts;
  if (others.length > 0 || !(cohort instanceof DenseCohort)) {
    const kinds = network.kinds.map((kind) => kind.split(' ')[0]);
    const peer = kinds.findIndex((kind) => kind !== 'dense');
    const rule = 'network must have dense peers alone';
    throw new InvalidArgumentError(where, rule, `a ${kinds[peer]} peer, ${peer}`);
  }
  if (network.gates.size === 0) return cohort;
  throw new InvalidArgumentError(where, 'network must be made without a gate', 'one with a gate');
}

function checkStates(where: string, network: Network, states: readonly NetworkState[]): void {
  checkList(where, 'states', states);
  if (states.length === 0) {
    throw new InvalidArgumentError(where, 'states must be a list of at least one', '[]');
  }
  for (const [at, state] of states.entries()) {
    checkState(where, network, `states[${at}]`, state);
    const before = at > 0 ? states[at - 1].round : 0;
    if (state.round >= before) continue;
    const rule = 'states must be in the order of their rounds';
    throw new InvalidArgumentError(where, rule, `round ${state.round} after ${before}`);
  }
}

/** Parameters of all peers, their v and the steps that each has taken, [n, parameters of a peer] each. */
type Parameters = Record<'values' | 'second' | 'steps', Float32Array>;

/** The parameters in each state; the network has its own state afterwards. */
function parametersIn(
  network: Network,
  { store }: DenseCohort,
  states: readonly NetworkState[],
): Parameters[] {
  const flat = (part: keyof Parameters): Float32Array => {
    const layers = [...store.members.keys()].flatMap((member) => [
      ...store.layersOf(member, part).values(),
    ]);
    const all = new Float32Array(layers.reduce((sum, { values }) => sum + values.length, 0));
    let at = 0;
    for (const { values } of layers) {
      all.set(values, at);
      at += values.length;
    }
    return all;
  };
  const end = network.save();
  try {
    return states.map((state) => {
      network.restore(state);
      return { values: flat('values'), second: flat('second'), steps: flat('steps') };
    });
  } finally {
    network.restore(end);
  }
}

/** P of the next step of each parameter. */
function ratesOf(
  gradients: readonly Float32Array[],
  second: Float32Array,
  steps: Float32Array,
  learningRate: number,
): Float64Array {
  const { beta2, epsilon } = ADAM;
  const rates = new Float64Array(second.length);
  for (let at = 0; at < rates.length; at++) {
    let whole = 0;
    for (const gradient of gradients) whole += gradient[at];
    const next = beta2 * second[at] + (1 - beta2) * whole ** 2;
    const unbiased = next / (1 - beta2 ** (steps[at] + 1));
    rates[at] = learningRate / (Math.sqrt(unbiased) + epsilon);
  }
  return rates;
}

/** scale · ⟨a_i, P ∘ b_j⟩ of all pairs, [n, n]. */
function products(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  rates: Float64Array,
  scale: number,
): Float64Array {
  const n = b.length;
  const out = new Float64Array(a.length * n);
  for (const [i, left] of a.entries()) {
    const weighted = new Float64Array(rates.length);
    for (let at = 0; at < rates.length; at++) weighted[at] = scale * rates[at] * left[at];
    for (const [j, right] of b.entries()) {
      let sum = 0;
      for (let at = 0; at < weighted.length; at++) sum += weighted[at] * right[at];
      out[i * n + j] = sum;
    }
  }
  return out;
}
