import assert from 'node:assert/strict';
import {
  attacks,
  anarchy,
  coalitions,
  detection,
  mechanisms,
  sybils,
  type ResultOf,
} from '../../lib/studies/index.js';
import {
  clippedRank,
  groupResponse,
  honestWeights,
  impartialRank,
  inflate,
  losses,
  mask,
  payoff,
  randomMarket,
  rank,
  simulateStrategies,
  fixedRows,
  strategyNamed,
  withSybils,
  type Market,
  type StrategyName,
} from '../../lib/market/index.js';

function near(actual: number | null, said: number, within: number): void {
  assert.ok(
    actual !== null && Math.abs(actual - said) <= within,
    `${actual}, but the text says ${said}`,
  );
}

type MechanismRow = ResultOf<typeof mechanisms>['tables']['summary'][number];
type CoalitionRow = ResultOf<typeof coalitions>['tables']['summary'][number];

/** Recomputes the numbers of the text of notebook 2.3 on its one network. */
describe('numbers in the text of notebook 2.3', function () {
  this.timeout(60_000);
  const members = [2, 5, 8];
  const n = 10;
  const drawn = randomMarket({ peers: n, temperature: 1, ratio: 25, seed: 7 });
  const market: Market = {
    ...drawn,
    // At equal stake three of ten peers hold 30 %.
    stake: new Float64Array(n).fill(1),
    weights: honestWeights(drawn),
  };
  const ofGroup = (values: Float64Array): number =>
    members.reduce((sum, member) => sum + values[member], 0);
  const cabalRows = market.weights.map((weight, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (!members.includes(i)) return weight;
    return members.includes(j) && i !== j ? 0.5 : 0;
  });
  const shareOf = (values: Float64Array): number =>
    ofGroup(values) / values.reduce((sum, value) => sum + value, 0);
  const play = (name: StrategyName, temperature: number) =>
    simulateStrategies(
      { ...market, temperature },
      {
        strategies: Array.from({ length: n }, (_, i) =>
          members.includes(i) ? strategyNamed(name, { members }) : strategyNamed('ascent'),
        ),
        inflation: 0.001,
        blocks: 3000,
        keep: [3000],
      },
    );

  it('in the first block the cabal stops paying above 24.5 at T = 1 and 5.3 at T = 0.3', () => {
    for (const [temperature, even, rise] of [
      [1, 24.53, 0.012],
      [0.3, 5.272, 0.056],
    ]) {
      const [honest, cabal] = [market.weights, cabalRows].map((weights) => ({
        ...market,
        temperature,
        weights,
      }));
      const [open, closed] = [ofGroup(losses(honest)), ofGroup(losses(cabal))];
      near((ofGroup(rank(cabal)) - ofGroup(rank(honest))) / (closed - open), even, 0.01);
      near(closed / open - 1, rise, 0.001);
    }
  });

  it('after 3,000 blocks it has 38 % of the stake at T = 1 and 43 % at T = 0.3; honest, 25 %', () => {
    const [soft, sharp] = [play('cabal', 1), play('cabal', 0.3)];
    near(shareOf(soft.stake), 0.38, 0.005);
    near(shareOf(soft.ranks), 0.48, 0.005);
    near(shareOf(sharp.stake), 0.43, 0.005);
    near(shareOf(sharp.ranks), 0.68, 0.005);
    near(shareOf(play('honest', 1).stake), 0.25, 0.005);
    near(ofGroup(sharp.payoffs) / 3, -5.78, 0.005);
    near(ofGroup(play('ascent', 0.3).payoffs) / 3, -5.52, 0.005);
  });

  it('the best response beats the cabal in its first block and ends with 32 % of the stake', () => {
    const cold = { ...market, temperature: 0.3 };
    const best = groupResponse(cold, members);
    assert.ok(best.payoff > ofGroup(payoff({ ...cold, weights: cabalRows })));
    const stay = fixedRows(best.weights);
    const ascent = strategyNamed('ascent');
    const { stake } = simulateStrategies(cold, {
      strategies: Array.from({ length: n }, (_, i) => (members.includes(i) ? stay : ascent)),
      inflation: 0.001,
      blocks: 3000,
      keep: [],
    });
    near(shareOf(stake), 0.32, 0.005);
  });

  it('ten identities without stake raise the mean mask from 0.500 to 0.5125 and change no share', () => {
    const { market: crowded } = withSybils(market, { owner: 2, count: 10 });
    const mean = (wide: Market): number =>
      mask(wide)
        .filter((_, at) => at % wide.peers < n && at < n * wide.peers)
        .reduce((sum, value) => sum + value / n ** 2, 0);
    near(mean(market), 0.5, 0.0001);
    near(mean(crowded), 0.5125, 0.0001);
    near(shareOf(rank(crowded)), shareOf(rank(market)), 1e-12);
  });

  it('stake split among 40 identities raises the owner from 7 to 18 % of rank, at a higher loss', async () => {
    const { tables } = await sybils({ networks: 4, identities: [0, 40], ratio: 25, seed: 7 });
    const [alone, many] = tables.summary.filter(
      (row) => row.stake === 'split' && row.phase === 'settled',
    );
    near(alone.rankShare, 0.07, 0.005);
    near(many.rankShare, 0.18, 0.005);
    near(alone.ownerLoss, 0.245, 0.0005);
    near(many.ownerLoss, 0.254, 0.0005);
  });

  it('the conditions over networks hold for sampled and trained Hessians', async () => {
    const [least, most] = [0.05, 0.6];
    const evens = async (given: object) => {
      const { tables } = await attacks({
        networks: 4,
        temperatures: [0.3, 1],
        blocks: 3000,
        shares: [least, most],
        attacks: ['honest', 'ascent', 'cabal'],
        ...given,
      });
      return (temperature: number, share: number): (number | null)[] =>
        tables.breakEven
          .filter(
            (row) =>
              row.against === 'ascent' && row.temperature === temperature && row.share === share,
          )
          .map(({ ratio }) => ratio);
    };
    const drawnOnes = await evens({});
    const first = (of: typeof drawnOnes, temperature: number): (number | null)[] =>
      [least, most].map((share) => of(temperature, share)[0]);
    const last = (of: typeof drawnOnes, temperature: number): (number | null)[] =>
      [least, most].map((share) => of(temperature, share).at(-1) ?? null);
    const same = (found: (number | null)[], said: number[]): void => {
      found.forEach((even, at) => {
        near(even, said[at], 0.5);
      });
    };
    same(first(drawnOnes, 1), [62, 35]);
    same(first(drawnOnes, 0.3), [20, 3]);
    assert.deepEqual(last(drawnOnes, 1), [null, null]);
    near(last(drawnOnes, 0.3)[1], 3, 0.5);
    same(
      [least, most].map((share) => Math.min(...drawnOnes(1, share).map((even) => even ?? 100))),
      [34, 18],
    );
    const trained = await evens({ hessians: 'trained', peers: 8 });
    same(first(trained, 1), [5.5, 3.7]);
    same(last(trained, 1), [1.6, 2]);
    near(last(trained, 0.3)[0], 1.2, 0.5);
    // It does not pay even at α/τ = 1.
    assert.deepEqual([first(trained, 0.3)[1], last(trained, 0.3)[1]], [null, null]);
  });

  it('an auditor finds cabals with three samples, half of uniform rows and no free rider with 300', async () => {
    const { tables } = await detection({ networks: 8, seed: 7 });
    const of = (strategy: string, batches: number) =>
      tables.summary.find((row) => row.strategy === strategy && row.batches === batches);
    near(of('cabal', 3)?.area ?? null, 1, 0.001);
    near(of('ascent', 3)?.area ?? null, 1, 0.001);
    near(of('copy', 300)?.found ?? null, 0.75, 0.005);
    near(of('uniform', 300)?.found ?? null, 0.5, 0.005);
    near(of('rider', 300)?.found ?? null, 0, 0.005);
  });
});

describe('numbers in the text of notebook 2.4', function () {
  this.timeout(60_000);
  const HONEST = [0.1, 0.2, 0.3, 0.4];
  const ledger = (rows: Record<number, number[] | undefined>, stake = [1, 1, 1, 1]) => ({
    peers: 4,
    stake: Float64Array.from(stake),
    weights: Float64Array.from([0, 1, 2, 3].flatMap((i) => rows[i] ?? HONEST)),
  });
  const pairRows = { 0: [0, 1, 0, 0], 1: [1, 0, 0, 0] };
  const shareOf = (values: Float64Array, members: number[]): number =>
    members.reduce((sum, peer) => sum + values[peer], 0) /
    values.reduce((sum, value) => sum + value, 0);

  it('the clip limits a pair with 40 % of stake to 36 % of rank, and gives it all with half', () => {
    const poor = ledger(pairRows, [0.8, 0.8, 1.2, 1.2]);
    near(shareOf(rank(ledger({})), [0, 1]), 0.3, 1e-12);
    near(shareOf(clippedRank(poor), [0, 1]), 0.36, 0.005);
    assert.ok(shareOf(impartialRank(poor), [0, 1]) > shareOf(rank(poor), [0, 1]));
    near(shareOf(clippedRank(ledger(pairRows)), [0, 1]), 1, 1e-12);
  });

  it('full self-weight mints 2τ, and all ranks are 0 under the clip', () => {
    const alone = { 0: [1, 0, 0, 0], 1: [0, 1, 0, 0], 2: [0, 0, 1, 0], 3: [0, 0, 0, 1] };
    const paid = inflate(ledger(alone), { inflation: 0.001 });
    near(paid.reduce((sum, value) => sum + value, 0) - 4, 0.002, 1e-12);
    assert.ok(clippedRank(ledger(alone)).every((value) => value === 0));
  });

  const given = { networks: 6, blocks: 1000, inflation: 0.005, seed: 7, share: 0.3 };
  const rowOf = (
    { summary }: { readonly summary: readonly MechanismRow[] },
    mechanism: string,
    others: string,
    attack: string,
  ): MechanismRow => {
    const row = summary.find(
      (cell) => cell.mechanism === mechanism && cell.others === others && cell.attack === attack,
    );
    assert.ok(row);
    return row;
  };

  it('accuracy and stake under each rule are those of the text', async () => {
    const { tables } = await mechanisms(given);
    const of = (mechanism: string, others: string, attack: string): MechanismRow =>
      rowOf(tables, mechanism, others, attack);
    for (const [mechanism, plain, cabal, gain] of [
      ['paper', 1, 0.11, 0.158],
      ['l1', 1, 0.14, 0.08],
      ['impartial', 0.94, 0.12, 0.088],
      ['median', 0.87, 0.36, 0.039],
      ['twoSided', 0.69, 0.54, 0.024],
      ['yuma1', 0.68, 0.3, -0.01],
      ['yuma3', 0.64, 0.3, -0.01],
      ['yuma3TwoSided', 0.48, 0.54, -0.029],
    ] as const) {
      near(of(mechanism, 'honest', 'honest').fidelity, plain, 0.005);
      near(of(mechanism, 'honest', 'cabal').fidelity, cabal, 0.005);
      near(of(mechanism, 'honest', 'cabal').gain, gain, 0.0005);
    }
    near(of('paper', 'ascent', 'cabal').gain, 0.16, 0.0005);
    near(of('paper', 'ascent', 'ascent').fidelity, 0.83, 0.005);
    near(of('median', 'ascent', 'cabal').gain, 0.168, 0.0005);
    near(of('yuma3', 'ascent', 'cabal').gain, 0.095, 0.0005);
    near(of('yuma3', 'ascent', 'cabal').ranked, 0.5, 1e-9);
    near(of('yuma3', 'ascent', 'ascent').counted, 0.09, 0.005);
    for (const { attack, gain } of tables.summary)
      if (attack === 'copy') assert.ok((gain ?? 1) < 0.02);
  });

  it('on trained networks accuracies are 0.99, 0.96 and 0.92, with the cabal 0.07, 0.66 and 0.79', async () => {
    const attacks = ['honest', 'ascent', 'cabal'] as const;
    const { tables } = await mechanisms({
      ...given,
      ...{ hessians: 'trained', peers: 8, attacks: [...attacks] },
    });
    const fidelity = (mechanism: string, others: string, attack: string): number | null =>
      rowOf(tables, mechanism, others, attack).fidelity;
    near(fidelity('paper', 'honest', 'honest'), 0.99, 0.005);
    for (const clip of ['median', 'medianAtLeast', 'twoSided'])
      near(fidelity(clip, 'honest', 'honest'), 0.96, 0.005);
    for (const version of ['yuma1', 'yuma2', 'yuma3'])
      near(fidelity(version, 'honest', 'honest'), 0.92, 0.005);
    near(fidelity('paper', 'honest', 'cabal'), 0.07, 0.005);
    near(fidelity('median', 'honest', 'cabal'), 0.66, 0.005);
    near(fidelity('twoSided', 'honest', 'cabal'), 0.79, 0.005);
    near(fidelity('paper', 'ascent', 'ascent'), 0.52, 0.005);
  });

  it('with 60 % of the stake the cabal has all rank under every clip, against 78 %', async () => {
    const { tables } = await mechanisms({
      ...{ ...given, networks: 4, share: 0.6, attacks: ['honest', 'cabal'] },
    });
    const rankShare = (mechanism: string): number | null =>
      rowOf(tables, mechanism, 'honest', 'cabal').rankShare;
    for (const clip of ['median', 'medianAtLeast', 'twoSided', 'yuma1', 'yuma3TwoSided'])
      near(rankShare(clip), 1, 1e-9);
    near(rankShare('paper'), 0.78, 0.005);
  });

  it('coalitions gain what the text says, below and above a half', async () => {
    const { tables } = await coalitions({ networks: 6, seed: 7 });
    const at = (mechanism: string, share: number): CoalitionRow => {
      const row = tables.summary.find((one) => one.mechanism === mechanism && one.share === share);
      assert.ok(row);
      return row;
    };
    near(at('paper', 0.01).leverage, 0.92, 0.005);
    for (const share of [0.01, 0.05, 0.1]) near(at('twoSided', share).gain, 0.004, 0.0005);
    near(at('median', 0.49).gain, 0.16, 0.005);
    near(at('twoSided', 0.49).gain, 0.09, 0.005);
    near(at('median', 0.49).accuracy, 0.82, 0.005);
    near(at('twoSided', 0.49).accuracy, 0.92, 0.005);
    near(at('paper', 0.49).accuracy, 0.35, 0.005);
    for (const clip of ['median', 'medianAtLeast', 'twoSided', 'yuma1', 'yuma2', 'yuma3']) {
      near(at(clip, 0.51).incentive, 1, 1e-3);
      for (const share of [0.01, 0.1, 0.4, 0.49]) {
        assert.ok((at(clip, share).leverage ?? 1) < 0.38 * 0.924 + 0.03);
        if (clip.startsWith('yuma')) assert.ok((at(clip, share).payGain ?? 1) < 0);
      }
    }
    for (const share of [0.05, 0.1])
      assert.ok((at('twoSided', share).gain ?? 1) < (at('median', share).gain ?? 0));
  });
});

describe('numbers in the text of notebook 2.1 on anarchy', function () {
  this.timeout(60_000);

  it('competition realises 0, 48, 87 and 92 % of the worth of connecting at T = 1', async () => {
    const { tables } = await anarchy({ networks: 4, temperatures: [1], seed: 7 });
    const said = [0, 0.48, 0.87, 0.92];
    tables.summary.forEach((row, at) => {
      near(row.realised, said[at], 0.005);
      assert.ok((row.priceOfBest ?? 2) < 1.035);
    });
  });
});
