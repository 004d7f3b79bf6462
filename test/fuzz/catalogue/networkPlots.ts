/*
 * Valid calls of figures of networks.
 */
import {
  plotEvaluations,
  plotLiveBlocks,
  plotNetworkHeatmaps,
  plotNetworkLines,
  plotShards,
  plotTraining,
} from '../../../lib/entry/plot.js';
import { evaluate, runLiveMarket, train } from '../../../lib/entry/network.js';
import { teacherShards } from '../../support/network.js';
import { target, type Target } from '../target.js';
import { panels } from './plot.js';
import { smallNetwork } from './smallNetwork.js';

const titled = (): object => ({ title: 'A title', note: 'A note.' });

/** Figures of networks. */
export const NETWORK_PLOTS: readonly Target[] = [
  target('plotEvaluations', plotEvaluations, async () => {
    const network = await smallNetwork();
    const evaluation = await evaluate(network, teacherShards(1, 6, 9)[0]);
    return [network, [{ label: 'one', evaluation }], titled()];
  }),
  target('plotLiveBlocks', plotLiveBlocks, async () => {
    const network = await smallNetwork();
    const [heldOut] = teacherShards(1, 6, 9);
    const blocks = await runLiveMarket(network, {
      blocks: 1,
      rounds: 1,
      batch: 4,
      rows: 4,
      heldOut,
    });
    const uneven = blocks.map((block) => ({ ...block, rank: Float64Array.of(0.4, 0.6) }));
    return [network, [{ label: 'one', blocks: uneven }], { ...titled(), names: ['ada', 'bob'] }];
  }),
  target('plotNetworkHeatmaps', plotNetworkHeatmaps, async () => [
    await smallNetwork(),
    [
      {
        ...{ title: 'a panel', unit: 'nats', values: [1, 2, 3, 4], columns: 2 },
        ...{ axes: ['j', 'i'], digits: 2 },
      },
    ],
    titled(),
  ]),
  target('plotNetworkLines', plotNetworkLines, async () => [
    await smallNetwork(),
    panels(),
    titled(),
  ]),
  target('plotShards', plotShards, () => [teacherShards(2, 6), titled()]),
  target('plotTraining', plotTraining, async () => {
    const network = await smallNetwork();
    const { history } = await train(network, { rounds: 2, batch: 4 });
    return [network, [{ label: 'one', history }], titled()];
  }),
];
