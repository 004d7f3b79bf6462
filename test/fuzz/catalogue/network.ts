/*
 * Valid calls of networks: training, evaluation, significance, live markets.
 */
import {
  ablation,
  chooseByKeys,
  chooseTopK,
  closedMask,
  createNetwork,
  definePeer,
  encoderPeer,
  evaluate,
  extract,
  fisherSignificance,
  gateWeights,
  gradientInfluence,
  importanceOf,
  linearCosts,
  loadExtracted,
  loadOf,
  measureHessians,
  Network,
  networkPayoffGradient,
  openMask,
  parametersOf,
  PEERS,
  retrainingCosts,
  retrainWithout,
  runLiveMarket,
  shapleySignificance,
  softplus,
  squaredVariation,
  train,
  windowTexts,
  type EncoderOptions,
  type PeerFunction,
  type Rows,
  type TrainOptions,
} from '../../../lib/entry/network.js';
import { createStream } from '../../../lib/entry/market.js';
import { teacherShards } from '../../support/network.js';
import { target, through, type Target } from '../target.js';
import { smallMarket } from './smallMarket.js';
import { plainNetwork, smallNetwork, smallOptions } from './smallNetwork.js';

const training = (): TrainOptions => ({
  ...{ rounds: 2, batch: 4, mask: openMask(2), jitter: 0.1, latency: 0.1, timeout: 1, segment: 2 },
  ...{ faults: () => undefined, onProgress: () => undefined },
});

/** A function peer that answers zeros of the width of the small networks. */
const functionPeer = (): PeerFunction => ({
  forward: ({ rows }) => ({ rows, columns: 4, values: new Float32Array(4 * rows) }),
  accumulate: () => undefined,
  step: () => undefined,
});

const heldOut = (): Rows & object => teacherShards(1, 6, 9)[0] as unknown as Rows;
const measuring = (): object => ({ data: heldOut(), rows: 4, mask: openMask(2) });
const gating = (): ReturnType<typeof chooseTopK> =>
  chooseTopK(Float64Array.of(1, 2, 3, 0), new Float64Array(4), 2, 1, [true, true], createStream(1));

/** Whether all numbers are finite, and their squares too. */
const isModerate = (values: unknown): boolean =>
  Array.from(values as Float64Array).every((value) => Math.abs(value) < 1e150);

/** A choice with a number whose square is not finite. */
const isSpoilt = ([chosen]: unknown[]): boolean => {
  const { gates, clean, spread, noisy, thresholds } = chosen as ReturnType<typeof chooseTopK>;
  return ![gates, clean, spread, noisy, thresholds].every(isModerate) || spread.includes(0);
};

/** The history and the losses of two peers that have trained beside a function. */
async function trainedBeside(peer: PeerFunction, options: TrainOptions): Promise<unknown> {
  const made = smallOptions();
  const network = await createNetwork({
    ...made,
    peers: [...made.peers, { kind: 'function', peer }],
  });
  const { history } = await train(network, options);
  const { losses } = await evaluate(network, teacherShards(1, 6, 9)[0], { peers: [0, 1] });
  return [history, losses.slice(0, 2)];
}

/** Networks and the methods of their class. */
export const NETWORKS: readonly Target[] = [
  target('ablation', ablation, async () => [await smallNetwork(), measuring()]),
  target('chooseByKeys', chooseByKeys, () => [
    Float64Array.of(1, 2, 0, 1),
    Float64Array.of(0, 3, 1, 1),
    ...[3, 2, [true, false, true]],
  ]),
  target(
    'chooseTopK',
    chooseTopK,
    () => [Float64Array.of(1, 2, 3, 0), new Float64Array(4), 2, 1, [true, true], createStream(1)],
    { isUndefined: (_, place) => place.startsWith('.thresholds') },
  ),
  target('closedMask', closedMask, () => [2]),
  target('createNetwork', createNetwork, () => [smallOptions()]),
  target('definePeer', definePeer, () => [{ ...PEERS.projection, name: 'other' }]),
  through(
    'encoderPeer',
    encoderPeer,
    (options: EncoderOptions) =>
      encoderPeer(options).forward({ rows: 1, columns: 2, values: Float32Array.of(1, 2) }),
    () => [
      {
        encode: ({ rows }: Rows) => ({ rows, columns: 3, values: new Float32Array(3 * rows) }),
        ...{ features: 3, width: 4, projection: 'trained', learningRate: 0.1, seed: 1 },
      },
    ],
    { waits: true },
  ),
  target('evaluate', evaluate, async () => [
    await smallNetwork(),
    heldOut(),
    { mask: openMask(2), context: 'network', peers: [0, 1], offline: [1], missing: 'standIn' },
  ]),
  target('extract', extract, async () => [await smallNetwork(), 1]),
  target('fisherSignificance', fisherSignificance, async () => [
    await smallNetwork(),
    { ...measuring(), method: 'monteCarlo', samples: 2, seed: 1 },
  ]),
  target('gateWeights', gateWeights, async () => [await smallNetwork(), measuring()]),
  target('gradientInfluence', gradientInfluence, async () => {
    const network = await plainNetwork();
    const before = network.save();
    await train(network, { rounds: 1, batch: 4 });
    return [network, [before, network.save()], measuring()];
  }),
  target('importanceOf', importanceOf, () => [gating()], { isUndefined: isSpoilt }),
  target('linearCosts', linearCosts, async () => [await smallNetwork(), measuring()]),
  target('loadExtracted', loadExtracted, async () => {
    const extracted = await extract(await smallNetwork(), 0);
    await extracted.save('model');
    return ['model'];
  }),
  through(
    'ExtractedModel.logits',
    undefined,
    async (x: Rows) => (await extract(await smallNetwork(), 0)).logits(x),
    () => [{ rows: 1, columns: 6, values: new Float32Array(6).fill(0.5) }],
  ),
  through(
    'ExtractedModel.save',
    undefined,
    async (folder: string) => (await extract(await smallNetwork(), 0)).save(folder),
    () => ['model'],
  ),
  target('loadOf', loadOf, () => [gating()], { isUndefined: isSpoilt }),
  target('measureHessians', measureHessians, async () => [
    await smallNetwork(),
    { ...measuring(), method: 'exact' },
  ]),
  through(
    'Network.cohortOf',
    Network,
    async (peer: number) => (await smallNetwork()).cohortOf(peer),
    () => [1],
  ),
  through(
    'Network.save',
    Network,
    async () => (await smallNetwork()).save(),
    () => [],
  ),
  through(
    'Network.restore',
    Network,
    async (state: never) => {
      const network = await smallNetwork();
      network.restore(state);
      return network.save();
    },
    async () => [(await smallNetwork()).save()],
  ),
  target('networkPayoffGradient', networkPayoffGradient, async () => [
    await smallNetwork(),
    {
      ...smallMarket(),
      peers: 2,
      weights: Float64Array.of(0.5, 0.5, 0.2, 0.8),
      stake: Float64Array.of(1, 2),
    },
    { data: heldOut(), rows: 4, ratio: 10 },
  ]),
  target('openMask', openMask, () => [2]),
  target('parametersOf', parametersOf, async () => [await smallNetwork(), 1]),
  target('retrainingCosts', retrainingCosts, async () => {
    const network = await plainNetwork();
    return [network, [network.save(), network.save()], measuring()];
  }),
  target('retrainWithout', retrainWithout, async () => {
    const network = await plainNetwork();
    const settings = { rounds: 1, batch: 4, mask: openMask(2), jitter: 0, latency: 0, timeout: 1 };
    return [network, { start: network.save(), segment: 1, faults: () => undefined, ...settings }];
  }),
  target('runLiveMarket', runLiveMarket, async () => [
    await smallNetwork(),
    {
      ...{ blocks: 1, rounds: 1, batch: 4, jitter: 0, chooser: 'significance', temperature: 1 },
      ...{ ratio: 10, learningRate: 0.01, bound: 0.1, inflation: 0.1, norm: 'l2', rows: 4 },
      shapleyEvery: 1,
      ...{ heldOut: heldOut(), onProgress: () => undefined },
    },
  ]),
  target('shapleySignificance', shapleySignificance, async () => [
    await smallNetwork(),
    { ...measuring(), method: 'sampled', tolerance: 0.01, maxPermutations: 4, seed: 1 },
  ]),
  target('softplus', softplus, () => [0.5], { isUndefined: ([value]) => !Number.isFinite(value) }),
  target('squaredVariation', squaredVariation, () => [Float64Array.of(1, 2)], {
    isUndefined: ([sums]) => !isModerate(sums),
  }),
  target('train', train, async () => [await smallNetwork(), training()]),
  target('windowTexts', windowTexts, () => [
    { rows: 2, columns: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  ]),
  through('train beside a function', createNetwork, trainedBeside, () => [
    functionPeer(),
    { rounds: 2, batch: 4, settleWithin: 1000 },
  ]),
];
