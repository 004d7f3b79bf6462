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
import { ADAM, loadTensors, type Tensorflow } from '../../tensors/index.js';
import { checkIsNetwork } from '../check.js';
import { checkFits } from '../evaluate.js';
import { DenseCohort } from '../model/denseCohort.js';
import { type LayerName } from '../model/layout.js';
import { type Network, type NetworkState } from '../network.js';
import { corner } from '../parameters.js';
import { rowsOf, type Rows } from '../rows.js';
import { ownData, spaced, type MeasureOptions } from '../significance/measurements.js';
import { checkMask, openMask } from '../training/options.js';
import {
  gradientsAt,
  placesOf,
  type Asker,
  type Measured,
  type NetworkGradient,
} from './gradients.js';
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
  checkIsNetwork(WHERE, network);
  checkOptionNames(WHERE, options, ['data', 'rows', 'mask']);
  const { data, ...others } = options;
  const [influence] = await influencesOn(network, states, [data], others);
  return influence;
}

const WHERE = 'gradientInfluence';

/**
 * The influence of one training on the losses on each of several data sets: what the training moves is computed once.
 *
 * @param data - data sets for all peers, or undefined for each peer's own
 * @throws {@link InvalidArgumentError} (rejects) as {@link gradientInfluence}
 */
export async function influencesOn(
  network: Network,
  states: readonly NetworkState[],
  data: readonly (Dataset | undefined)[],
  { rows = 256, mask = openMask(network.peers) }: Omit<MeasureOptions, 'data'>,
): Promise<Influence[]> {
  const { peers: n, inputs, settings } = network;
  checkInteger(WHERE, 'rows', rows, 1);
  checkMask(WHERE, n, mask);
  for (const one of data) if (one) checkFits(WHERE, network, one);
  const cohort = denseCohortOf(WHERE, network);
  checkStates(WHERE, network, states);
  const { tf } = await loadTensors();
  const measuredOn = (given: Dataset, members: readonly number[]): Measured => {
    const { x, y } = spaced(given, rows);
    const askers = members.map((member): Asker => {
      return { member, mask: mask.subarray(member * n, (member + 1) * n) };
    });
    return { x: rowsOf(x, inputs), y, askers };
  };
  const everyone = Array.from({ length: n }, (_, peer) => peer);
  const trained = everyone.map((peer) => measuredOn(ownData(network, peer), [peer]));
  const measured = data.map((one) => one && measuredOn(one, everyone));
  const byState = statesOf(network, cohort, states).map(({ parameters, rounds }) =>
    scoped(tf, () => {
      const { distillationTemperature, learningRate } = settings;
      const values = parameters.map((layers) => layers.values);
      const of = gradientsAt(tf, cohort.dimensions, values, distillationTemperature);
      const own = trained.map((batch) => of(batch, ['objective', 'loss'])[0]);
      const given = own.map(([objective]) => objective);
      const rates = ratesOf(given, parameters, learningRate);
      return measured.map((batch) => {
        const wanted = batch ? of(batch, ['loss']).flat() : own.map(([, loss]) => loss);
        return products(wanted, given, rates, rounds);
      });
    }),
  );
  return data.map((_, at) => {
    const parts = byState.map((found) => found[at]);
    const values = new Float64Array(n * n);
    for (const part of parts) for (let pair = 0; pair < n * n; pair++) values[pair] += part[pair];
    return { values, byState: parts };
  });
}

/** The result of `work`, whose tensors are disposed of. */
function scoped<Result>(tf: Tensorflow, work: () => Result): Result {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
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

/** The parameters of a peer, their v and the steps that each has taken, by layer. */
type PeerParameters = Readonly<Record<'values' | 'second' | 'steps', ReadonlyMap<LayerName, Rows>>>;

/** The parameters in each state, [n], and the rounds that it stands for; the network has its own state afterwards. */
function statesOf(
  network: Network,
  { store, dimensions }: DenseCohort,
  states: readonly NetworkState[],
): { parameters: PeerParameters[]; rounds: number }[] {
  const of = (member: number, part: keyof PeerParameters): Map<LayerName, Rows> => {
    const padded = store.layersOf(member, part);
    return new Map(
      placesOf(dimensions, store.hidden[member]).map(({ name, rows, columns }) => [
        name,
        corner(padded.get(name), rows, columns),
      ]),
    );
  };
  const end = network.save();
  try {
    return states.map((state, at) => {
      network.restore(state);
      const parameters = store.hidden.map((_, member) => ({
        values: of(member, 'values'),
        second: of(member, 'second'),
        steps: of(member, 'steps'),
      }));
      return { parameters, rounds: state.round - (at > 0 ? states[at - 1].round : 0) };
    });
  } finally {
    network.restore(end);
  }
}

/** P of the next step of each layer of each peer. */
function ratesOf(
  gradients: readonly NetworkGradient[],
  parameters: readonly PeerParameters[],
  learningRate: number,
): Float64Array[] {
  const { beta2, epsilon } = ADAM;
  const layers = parameters.flatMap(({ second, steps }) =>
    [...second].map(([name, { values }]) => ({ second: values, steps: steps.get(name)?.values })),
  );
  return layers.map(({ second, steps = new Float32Array(second.length) }, layer) => {
    const parts = gradients.flatMap((gradient) => gradient[layer] ?? []);
    const rates = new Float64Array(second.length);
    let [taken, unbiasing] = [NaN, NaN];
    for (let at = 0; at < rates.length; at++) {
      let whole = 0;
      for (const part of parts) whole += part[at];
      const next = beta2 * second[at] + (1 - beta2) * whole ** 2;
      if (steps[at] !== taken) {
        taken = steps[at];
        unbiasing = 1 - beta2 ** (taken + 1);
      }
      rates[at] = learningRate / (Math.sqrt(next / unbiasing) + epsilon);
    }
    return rates;
  });
}

/** scale · ⟨a_i, P ∘ b_j⟩ of all pairs, [n, n]: over the layers that both depend on. */
function products(
  a: readonly NetworkGradient[],
  b: readonly NetworkGradient[],
  rates: readonly Float64Array[],
  scale: number,
): Float64Array {
  const n = b.length;
  const out = new Float64Array(a.length * n);
  for (const [i, left] of a.entries()) {
    const weighted = left.map((values, layer) => values && timesRates(values, rates[layer], scale));
    for (const [j, right] of b.entries()) {
      let sum = 0;
      for (const [layer, weights] of weighted.entries()) {
        const values = right[layer];
        if (!weights || !values) continue;
        for (let at = 0; at < weights.length; at++) sum += weights[at] * values[at];
      }
      out[i * n + j] = sum;
    }
  }
  return out;
}

/** scale · P ∘ a of one layer. */
function timesRates(values: Float32Array, rates: Float64Array, scale: number): Float64Array {
  const out = new Float64Array(rates.length);
  for (let at = 0; at < out.length; at++) out[at] = scale * rates[at] * values[at];
  return out;
}
