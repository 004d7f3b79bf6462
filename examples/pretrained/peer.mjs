/*
 * A pre-trained text model as a peer among small ones on the presidents' addresses: what is it worth to the others, and
 * does the market find it?
 *
 *   pip download --no-deps --dest models wordllama==0.4.0.post1
 *   python3 -m zipfile -e models/wordllama-*.whl models
 *   npm install --no-save @huggingface/tokenizers@0.2.0
 *   node examples/pretrained/peer.mjs --model models
 *
 * Seven small peers train on texts of different authors and predict the next character. The eighth place is taken by one
 * of five forms, with the same data, first parameters and batches for the seven. One is a control: the same text model with
 * its embeddings dealt to other tokens, which knows the tokens apart and nothing about them.
 */
import console from 'node:console';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { createStream, idealRank, meanInterval } from 'bittensor-workbench';
import * as workbench from 'bittensor-workbench/network';
import { compose, dot, rule, toSvg } from 'bittensor-workbench/plot';
import { loadWordLlama, missing } from './wordllama.mjs';

const { values: given } = parseArgs({
  options: {
    model: { type: 'string', default: process.env.TEXT_MODEL ?? 'models' },
    seeds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '400' },
    window: { type: 'string', default: '32' },
    hidden: { type: 'string', default: '8' },
    rows: { type: 'string', default: '1000' },
    out: { type: 'string', default: 'text-peer' },
  },
});
const {
  seeds,
  rounds,
  window,
  hidden,
  rows: measured,
} = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]));

const WIDTH = 32;
const SMALL = 7;
const PEERS = SMALL + 1;
const BLOCKS = 20;
const CHOOSERS = ['significance', 'payoff'];

/** Every token has a row, and none its own but the first: the stride has no factor of the number of tokens. */
const [TOKENS, STRIDE, DEALT] = [32000, 7919, 'dealt'];

/** The forms of the eighth peer. */
const FORMS = {
  'text model, trained projection': ({ encoder }) => encoder('trained'),
  'the same, embeddings dealt to other tokens': ({ encoder }) => encoder('trained', DEALT),
  'text model, fixed projection': ({ encoder }) => encoder('fixed'),
  'random projection of the codes': () => ({ kind: 'projection' }),
  'small peer like the others': ({ data }) => ({ kind: 'dense', data, hidden }),
};

/** The mean of each column over the rows of the seven small peers, without the diagonal, [PEERS]. */
function columnsOf(matrix) {
  return Array.from({ length: PEERS }, (_, j) => {
    const rows = Array.from({ length: SMALL }, (_, i) => i).filter((i) => i !== j);
    return rows.reduce((sum, i) => sum + matrix[i * PEERS + j] / rows.length, 0);
  });
}

/** The place of the eighth value, from 1 for the largest, and its share of the sum. */
function standing(values) {
  const [own, total] = [values[SMALL], values.reduce((sum, value) => sum + value, 0)];
  return { place: 1 + values.filter((value) => value > own).length, share: own / total };
}

/** One network of each form at a seed: the eighth peer's worth in the open network, and its place in a market. */
async function measure(models, form, seed) {
  const stream = createStream(seed);
  const split = workbench.characterDataset(workbench.loadAddresses(), {
    ...{ window, examples: 2000, heldOutExamples: 50 },
    stream: stream.split('characters'),
  });
  const options = { peers: PEERS, stream: stream.split('shards') };
  const shards = workbench.shardByGroup(split.train, options);
  const encoder = (projection, order = 'own') => ({
    kind: 'function',
    peer: workbench.encoderPeer({
      encode: (x) => models[order].encode(workbench.windowTexts(x)),
      ...{ features: models[order].features, width: WIDTH, projection, seed },
    }),
  });
  const create = () =>
    workbench.createNetwork({
      peers: [
        ...shards.slice(0, SMALL).map((data) => ({ kind: 'dense', data, hidden })),
        FORMS[form]({ encoder, data: shards[SMALL] }),
      ],
      ...{ width: WIDTH, seed },
    });

  const open = await create();
  await workbench.train(open, { rounds, jitter: 0 });
  const heldOut = { data: split.heldOut, rows: measured };
  const { losses } = await workbench.evaluate(open, split.heldOut);
  const costs = {
    removal: columnsOf(await workbench.ablation(open, heldOut)),
    fisher: columnsOf(await workbench.fisherSignificance(open, heldOut)),
    shapley: columnsOf(await workbench.shapleySignificance(open, heldOut)),
  };
  const markets = {};
  for (const chooser of CHOOSERS) {
    const live = await create();
    const trading = { blocks: BLOCKS, rounds: Math.round(rounds / BLOCKS), jitter: 0, chooser };
    const { weights, stake, rank, worth } = (await workbench.runLiveMarket(live, trading)).at(-1);
    const hessians = await workbench.measureHessians(live);
    const market = { peers: PEERS, weights, stake, hessians, temperature: 0.1, ratio: 25 };
    markets[chooser] = {
      weight: columnsOf(weights)[SMALL],
      rank: standing(Array.from(rank)),
      ideal: standing(Array.from(idealRank(market))),
      removal: standing(Array.from(worth)),
    };
  }
  return {
    ...{ form, seed, costs, markets },
    loss: losses.slice(0, SMALL).reduce((sum, loss) => sum + loss / SMALL, 0),
  };
}

/** The mean over seeds, with its 95 % interval. */
function interval(rows, value) {
  const { estimate, low, high } = meanInterval(rows.map(value));
  return { y: estimate, low, high };
}

function textOf({ y, low, high }, digits) {
  return `${y.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

const QUANTITIES = {
  'loss of the seven, nats': [3, (row) => row.loss],
  'the same, minus that beside a small peer': [3, (row) => row.gain],
  'removal, nats': [4, (row) => row.costs.removal[SMALL]],
  'Fisher (3), nats': [4, (row) => row.costs.fisher[SMALL]],
  'Shapley, nats': [4, (row) => row.costs.shapley[SMALL]],
};
for (const chooser of CHOOSERS) {
  const here = (pick) => (row) => pick(row.markets[chooser]);
  Object.assign(QUANTITIES, {
    [`${chooser}: mean weight given to it`]: [3, here(({ weight }) => weight)],
    [`${chooser}: share of rank (5)`]: [3, here(({ rank }) => rank.share)],
    [`${chooser}: share of ideal rank (2)`]: [3, here(({ ideal }) => ideal.share)],
    [`${chooser}: place by rank`]: [1, here(({ rank }) => rank.place)],
    [`${chooser}: place by ideal rank`]: [1, here(({ ideal }) => ideal.place)],
    [`${chooser}: place by removal`]: [1, here(({ removal }) => removal.place)],
  });
}

const forms = Object.keys(FORMS);

/** The worth of the embeddings' order: the text model minus its control, network by network. */
function orderOf(found) {
  const [model, control] = forms.map((form) => found.get(form));
  const of = (value) => (row) => value(row) - value(control.find(({ seed }) => seed === row.seed));
  const text = (value, digits) => textOf(interval(model, of(value)), digits);
  return (
    `text model minus the same with embeddings dealt to other tokens: loss of the seven ${text((row) => row.loss, 3)} nats, ` +
    `removal ${text((row) => row.costs.removal[SMALL], 4)} nats`
  );
}

/** The rows of the printed table: quantities by forms. */
function tableOf(found) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...forms]),
    line(['---', ...forms.map(() => '---')]),
    ...Object.entries(QUANTITIES).map(([name, [digits, value]]) =>
      line([name, ...forms.map((form) => textOf(interval(found.get(form), value), digits))]),
    ),
  ].join('\n');
}

function figureOf(found) {
  const names = ['trained', 'dealt', 'fixed', 'random', 'small'];
  const points = (value) =>
    forms.map((form, at) => ({ x: names[at], ...interval(found.get(form), value) }));
  const even = rule(
    names.map((x) => ({ x, y: 1 / PEERS })),
    { name: 'an even share, 1/8' },
  );
  const nats = (title, value) => ({
    ...{ title, x: 'eighth peer', y: 'nats' },
    marks: [dot(points(value), { colour: 0 })],
  });
  return compose({
    title: 'A pre-trained text model as the eighth peer of seven small ones',
    rows: [
      [
        nats('loss of the seven, minus that beside a small peer', (row) => row.gain),
        nats('removal of the eighth', (row) => row.costs.removal[SMALL]),
      ],
      CHOOSERS.map((chooser) => ({
        title: `market by ${chooser}`,
        ...{ x: 'eighth peer', y: 'share of the eighth' },
        marks: [
          dot(
            points((row) => row.markets[chooser].rank.share),
            { name: 'rank (5)' },
          ),
          dot(
            points((row) => row.markets[chooser].ideal.share),
            {
              ...{ name: 'ideal rank (2)', symbol: 'diamond' },
            },
          ),
          even,
        ],
      })),
    ],
    caption:
      `The eighth peer: the text model with a trained projection, the same with its embeddings dealt to other tokens, the model with a fixed projection, a random projection of the codes, or a small peer. ` +
      `${seeds} networks each on the presidents’ addresses, windows of ${window} characters, hidden units ${hidden}, ${rounds} rounds, ${BLOCKS} blocks. ` +
      `Bars: 95 % intervals over networks.`,
  });
}

const absent = await missing(given.model);
if (absent !== undefined) {
  console.log(`skipped: ${absent}; the head of this file tells how to get the model`);
} else {
  const models = {
    own: await loadWordLlama(given.model),
    [DEALT]: await loadWordLlama(given.model, (id) => (STRIDE * id) % TOKENS),
  };
  const found = new Map(forms.map((form) => [form, []]));
  for (let seed = 0; seed < seeds; seed++) {
    const rows = [];
    for (const form of forms) rows.push(await measure(models, form, seed));
    for (const row of rows) found.get(row.form).push({ ...row, gain: row.loss - rows.at(-1).loss });
    console.error(`${seed + 1} of ${seeds} seeds`);
  }
  writeFileSync(`${given.out}.json`, `${JSON.stringify([...found.values()].flat(), null, 1)}\n`);
  writeFileSync(`${given.out}.svg`, await toSvg(figureOf(found)));
  console.log(`${tableOf(found)}\n\n${orderOf(found)}`);
}
