import assert from 'node:assert/strict';
import {
  closedMask,
  createNetwork,
  evaluate,
  runLiveMarket,
  train,
  type Evaluation,
  type LiveBlock,
  type Network,
  type Training,
} from '../../lib/network/index.js';
import { correlation, createStream } from '../../lib/math/index.js';
import {
  plotEvaluations,
  plotLiveBlocks,
  plotNetworkHeatmaps,
  plotNetworkLines,
  plotShards,
  plotTraining,
  toSvg,
  type Figure,
} from '../../lib/plot/index.js';
import { shardUniformly, teacherDataset } from '../../lib/datasets/index.js';
import { classCounts } from '../support/datasets.js';

const PEERS = 3;
const stream = createStream(1);
const data = teacherDataset({ stream, inputs: 4, classes: 3, rows: 90 });
const shards = shardUniformly(data, { peers: PEERS, stream: stream.split('shards') });

/** The texts of a figure's title, panels and caption. */
function textOf({ layout, composition }: Figure): string {
  const { annotations } = layout as unknown as { annotations: { text: string }[] };
  return [composition?.title, ...annotations.map(({ text }) => text)]
    .join('\n')
    .replaceAll('<br>', ' ');
}

function axisTitles({ outline }: Figure): string[] {
  return (outline?.rows ?? []).flat().map(({ x }) => x.label);
}

describe('figures of one trained network', function () {
  this.timeout(60_000);
  let network: Network;
  let training: Training;
  let evaluation: Evaluation;
  let alone: Evaluation;
  let blocks: LiveBlock[];

  before(async () => {
    network = await createNetwork({
      peers: [
        ...shards.map((own) => ({ kind: 'dense', data: own }) as const),
        { kind: 'projection' },
      ],
      width: 3,
      hidden: 4,
      seed: 5,
    });
    training = await train(network, { rounds: 4, segment: 2, batch: 8 });
    evaluation = await evaluate(network, data);
    alone = await evaluate(network, data, { mask: closedMask(PEERS + 1) });
    blocks = await runLiveMarket(network, { blocks: 3, rounds: 1, batch: 8, heldOut: data });
  });

  it('say what they show, of which network, with units, and become pictures', async () => {
    const figures = {
      plotTraining: plotTraining(network, [{ label: 'connected', history: training.history }]),
      plotEvaluations: plotEvaluations(network, [{ label: 'connected', evaluation }]),
      plotLiveBlocks: plotLiveBlocks(network, [{ label: 'honest', blocks }]),
      plotNetworkLines: plotNetworkLines(
        network,
        [{ title: 'panel', x: 'x (nats)', y: 'y (nats)', lines: [{ name: 'a', x: [0], y: [1] }] }],
        { title: 'Lines', note: 'A note.' },
      ),
    };
    for (const [name, figure] of Object.entries(figures)) {
      const text = textOf(figure);
      assert.match(
        text,
        /n = 4 peers, 1 of them without data; teacher, 90 rows in all; representations of width 3.*seed 5\./,
        name,
      );
      assert.match(text, /↑ .*(nats|part of rows|share|ρ)/, name);
      assert.ok(
        axisTitles(figure).every((title) => title !== ''),
        name,
      );
      assert.match(await toSvg(figure), /^<svg/, name);
    }
  });

  it('plotShards counts the rows of every class of every peer', async () => {
    const figure = plotShards(shards, { note: 'A note.' });
    const { z } = figure.data[0] as { z: number[][] };
    assert.deepEqual(z, shards.map(classCounts));
    assert.match(textOf(figure), /A note\. teacher: 3 shards of 30 to 30 rows, 90 in all\./);
    assert.deepEqual(axisTitles(figure), ['class']);
    assert.match(await toSvg(figure), /^<svg/);
  });

  it('plotNetworkHeatmaps has each matrix row by row with its numbers, and nothing where there is none', async () => {
    const panels = [
      {
        title: 'H',
        unit: 'H (no unit)',
        values: [1, 2, -Infinity, -0.01, 5, 6],
        columns: 3,
        digits: 1,
      },
      { title: 'g', unit: 'gate weight', values: Float64Array.of(0, 1), columns: 1 },
    ];
    const figure = plotNetworkHeatmaps(network, panels, { title: 'Gates', note: 'A note.' });
    const [one, other] = figure.data;
    assert.deepEqual(one.z, [
      [1, 2, null],
      [-0.01, 5, 6],
    ]);
    assert.deepEqual(one.text, [
      ['1.0', '2.0', ''],
      ['0.0', '5.0', '6.0'],
    ]);
    assert.deepEqual(other.z, [[0], [1]]);
    assert.equal(other.text, undefined);
    assert.match(textOf(figure), /^Gates[^]*H: H \(no unit\)[^]*A note\. Colours: .* n = 4 peers/);
    assert.deepEqual(axisTitles(figure), ['peer j', 'peer j']);
    assert.match(await toSvg(figure), /^<svg/);
  });

  it('plotTraining has a line for each learner, in each training the same peer in the same colour', () => {
    const { history } = training;
    const { data: traces } = plotTraining(network, [
      { label: 'one', history },
      { label: 'again', history },
    ]);
    assert.equal(traces.length, 2 * PEERS);
    for (const [at, trace] of traces.entries()) {
      const own = history.filter(({ peer }) => peer === at % PEERS);
      assert.deepEqual(trace.x, [2, 4]);
      assert.deepEqual(
        trace.y,
        own.map(({ loss }) => loss),
      );
      assert.deepEqual(trace.line, traces[at % PEERS].line);
    }
  });

  it('plotEvaluations has losses, accuracies, and B in the legend; peers without a loss are left out', () => {
    const { data: traces } = plotEvaluations(network, [
      { label: 'connected', evaluation },
      { label: 'alone', evaluation: alone },
    ]);
    const expected = [evaluation.losses, alone.losses, evaluation.accuracies, alone.accuracies];
    assert.deepEqual(
      traces.map(({ y }) => y),
      expected.map((values) => Array.from(values.slice(0, PEERS))),
    );
    assert.equal(traces[1].name, `alone, B = ${alone.benchmark.toFixed(2)}`);
  });

  it('plotLiveBlocks has B, agreement, and shares that sum to 1 in every block', () => {
    const { data: traces } = plotLiveBlocks(network, [{ label: 'honest', blocks }], {
      names: ['a', 'b', 'c', 'd'],
    });
    const [benchmark, agreement, ...rest] = traces;
    assert.deepEqual(
      benchmark.y,
      blocks.map((block) => block.benchmark),
    );
    assert.deepEqual(
      agreement.y,
      blocks.map(({ rank, worth }) => correlation(rank, worth, 'spearman')),
    );
    assert.equal(rest.length, 2 * (PEERS + 1));
    assert.deepEqual(
      rest.slice(0, 4).map(({ name }) => name),
      ['a', 'b', 'c', 'd'],
    );
    for (const shares of [rest.slice(0, 4), rest.slice(4)]) {
      for (let block = 0; block < blocks.length; block++) {
        const sum = shares.reduce((total, { y }) => total + (y as number[])[block], 0);
        assert.ok(Math.abs(sum - 1) < 1e-12);
      }
    }
  });
});
