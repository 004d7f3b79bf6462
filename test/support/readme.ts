/*
 * The README's tables, from the studies at their defaults.
 */
import {
  OUTPUT_NAMES,
  type Anarchy,
  type AnyResult,
  type Attacks,
  type Choices,
  type Detection,
  type Figure4,
  type Figure5,
  type Mechanisms,
  type RegretStudy,
  type Scale,
  type Scaling,
  type Sybils,
} from '../../lib/index.js';
import { strategyTitle } from '../../lib/figures/attacks.js';
import { mechanismTitle } from '../../lib/figures/mechanisms.js';
import { estimate, number, percent } from '../../lib/figures/captions.js';
import {
  bandwidthBlock,
  benchmarkBlock,
  distillationBlock,
  gatingBlock,
  liveMarketBlock,
  significanceBlock,
} from './readmeTrained.js';
import { table } from './table.js';

function figure4Block({ tables }: Figure4): string {
  return table(
    [
      'α/τ',
      'Pearson, pooled',
      'Pearson, mean per network',
      'Spearman, pooled',
      'Kendall, pooled',
      'diagonal of W',
      'converged',
      'largest Nash gap',
    ],
    tables.summary.map((row) => [
      String(row.ratio),
      estimate(row.pearson, row.pearsonLow, row.pearsonHigh),
      estimate(row.pearsonMean, row.pearsonMeanLow, row.pearsonMeanHigh),
      estimate(row.spearman, row.spearmanLow, row.spearmanHigh),
      estimate(row.kendall, row.kendallLow, row.kendallHigh),
      number(row.diagonal),
      percent(row.converged),
      row.nashGapMax.toExponential(1),
    ]),
  );
}

function figure5Block({ tables, parameters }: Figure5): string {
  const samples = [1000, 5000, 10_000, 20_000, 30_000];
  const peaks = tables.summary.map(({ peak }) => peak ?? Number.POSITIVE_INFINITY);
  const settled = tables.summary.map((row) => row.settled).filter((step) => step !== null);
  const last = Math.max(...settled);
  return (
    table(
      ['step', 'sparsity', 'τ', 'Pearson of R\\* with R'],
      tables.steps
        .filter(({ step }) => samples.includes(step))
        .map((row) => [
          String(row.step),
          estimate(row.sparsity, row.sparsityLow, row.sparsityHigh),
          estimate(row.inflation, row.inflationLow, row.inflationHigh, 3),
          estimate(row.correlation, row.correlationLow, row.correlationHigh),
        ]),
    ) +
    `\n\nSparsity overshoots to between ${number(Math.min(...peaks))} and ${number(Math.max(...peaks))}; ` +
    `${settled.length} of ${parameters.networks} networks stay within 5 % of the target from some step on, the last from step ${last}.`
  );
}

function regretBlock({ tables, parameters }: RegretStudy): string {
  const steps = [...new Set(tables.summary.map(({ step }) => step))];
  const shown = [0, 0.25, 0.5, 0.75, 1].map((part) => steps[Math.round(part * (steps.length - 1))]);
  return table(
    ['α/τ', '', ...shown.map((step) => `t = ${step}`)],
    parameters.ratios.flatMap((ratio) =>
      (['regret', 'nashGap'] as const).map((name) => [
        String(ratio),
        name === 'regret' ? 'average regret' : 'Nash gap',
        ...shown.map((step) => {
          const row = tables.summary.find(
            (candidate) => candidate.ratio === ratio && candidate.step === step,
          );
          return number(row?.[name] ?? null, 4);
        }),
      ]),
    ),
  );
}

function choicesBlock({ tables }: Choices): string {
  return table(
    ['choice', 'Pearson, pooled', 'diagonal of W', 'converged', 'mean Nash gap'],
    tables.summary
      .filter(({ ratio }) => ratio === 25)
      .map((row) => [
        row.choice === 'default' ? 'as in figure 4' : `${row.choice}: ${row.value}`,
        estimate(row.pearson, row.pearsonLow, row.pearsonHigh),
        number(row.diagonal),
        percent(row.converged),
        row.nashGap.toExponential(1),
      ]),
  );
}

function scalingBlock({ tables, parameters }: Scaling): string {
  return table(
    ['n', ...parameters.temperatures.map((temperature) => `T = ${temperature}`)],
    parameters.peers.map((peers) => [
      String(peers),
      ...parameters.temperatures.map((temperature) => {
        const row = tables.summary.find(
          (cell) => cell.peers === peers && cell.temperature === temperature && cell.ratio === 50,
        );
        return row
          ? `${estimate(row.pearsonMean, row.pearsonMeanLow, row.pearsonMeanHigh)}, ${percent(row.converged)}`
          : '';
      }),
    ]),
  );
}

function anarchyBlock({ tables }: Anarchy): string {
  return table(
    [
      'T',
      'α/τ',
      'price of anarchy',
      'realised of what connecting is worth',
      'welfare lost, P/τ',
      'rank spread over starts',
    ],
    tables.summary.map((row) => [
      String(row.temperature),
      String(row.ratio),
      estimate(row.priceOfBest, row.priceOfBestLow, row.priceOfBestHigh, 3),
      estimate(row.realised, row.realisedLow, row.realisedHigh),
      estimate(row.welfare, row.welfareLow, row.welfareHigh),
      estimate(row.rankSpread, row.rankSpreadLow, row.rankSpreadHigh),
    ]),
  );
}

function attacksBlock({ tables, parameters }: Attacks): string {
  const { temperatures, shares, ratios, blocks } = parameters;
  const kept = [shares[0], shares[shares.length - 1]];
  const end = (pays: number, of: number, ratio: number | null): string =>
    ratio !== null ? `α/τ > ${ratio.toFixed(0)}` : pays === of ? 'pays everywhere' : 'pays nowhere';
  return table(
    [
      'T',
      'the group plays',
      'stake at first',
      ...ratios.map((ratio) => `α/τ = ${ratio}`),
      'does not pay, block 1',
      `does not pay, block ${blocks}`,
    ],
    temperatures.flatMap((temperature) =>
      ['cabal', 'joint'].flatMap((attack) =>
        kept.map((share) => [
          String(temperature),
          strategyTitle(attack),
          percent(share),
          ...ratios.map((ratio) => {
            const row = tables.summary.find(
              (cell) =>
                cell.temperature === temperature &&
                cell.attack === attack &&
                cell.share === share &&
                cell.ratio === ratio,
            );
            if (!row) return '';
            const { overAscent: gain, overAscentLow: low, overAscentHigh: high } = row;
            return `${number(row.stakeShare)}, ${estimate(gain, low, high)}`;
          }),
          ...[1, blocks].map((block) => {
            const row = tables.breakEven.find(
              (cell) =>
                cell.temperature === temperature &&
                cell.attack === attack &&
                cell.against === 'ascent' &&
                cell.share === share &&
                cell.block === block,
            );
            return row ? end(row.pays, row.of, row.ratio) : '';
          }),
        ]),
      ),
    ),
  );
}

function sybilsBlock({ tables }: Sybils): string {
  return table(
    [
      'identities',
      'they hold',
      'others’ mask',
      'others’ loss',
      'owner’s loss',
      'group’s share of rank',
      'r of the others',
    ],
    tables.summary
      .filter(({ phase, identities }) => phase === 'settled' && [0, 5, 40].includes(identities))
      .map((row) => [
        String(row.identities),
        row.stake === 'none' ? 'nothing' : 'equal parts',
        estimate(row.mask, row.maskLow, row.maskHigh, 3),
        estimate(row.loss, row.lossLow, row.lossHigh, 3),
        estimate(row.ownerLoss, row.ownerLossLow, row.ownerLossHigh, 3),
        estimate(row.rankShare, row.rankShareLow, row.rankShareHigh, 3),
        estimate(row.correlation, row.correlationLow, row.correlationHigh),
      ]),
  );
}

function scaleBlock({ tables }: Scale): string {
  const changes = ['stake × 2', 'stake × 10', '+ 10 peers', 'permuted'];
  return table(
    ['output', ...changes],
    OUTPUT_NAMES.map((output) => [
      output,
      ...changes.map((change) => {
        const row = tables.summary.find((cell) => cell.output === output && cell.change === change);
        return row?.moves ? estimate(row.moved, row.movedLow, row.movedHigh, 3) : 'stays';
      }),
    ]),
  );
}

function mechanismsBlock({ tables }: Mechanisms): string {
  const find = (mechanism: string, others: string, attack: string) =>
    tables.summary.find(
      (row) => row.mechanism === mechanism && row.others === others && row.attack === attack,
    );
  const names = [...new Set(tables.summary.map(({ mechanism }) => mechanism))];
  return table(
    [
      'mechanism',
      'among',
      'r, all honest or selfish',
      'r, with the cabal',
      'cabal’s gain in stake',
      'best-responding cabal’s gain',
      'Gini with the cabal',
    ],
    names.flatMap((mechanism) =>
      ['honest', 'ascent'].map((others) => {
        const [plain, cabal, joint] = [
          find(mechanism, others, others),
          find(mechanism, others, 'cabal'),
          find(mechanism, others, 'joint'),
        ];
        const show = (row: typeof plain, name: 'fidelity' | 'gain' | 'gini') => {
          if (!row) return '';
          const some = name === 'fidelity' && row.ranked < 1;
          const value = estimate(row[name], row[`${name}Low`], row[`${name}High`]);
          return some ? `${value}, ${percent(row.ranked)} of networks rank anybody` : value;
        };
        return [
          mechanismTitle(mechanism),
          others === 'honest' ? 'honest peers' : 'selfish peers',
          show(plain, 'fidelity'),
          show(cabal, 'fidelity'),
          show(cabal, 'gain'),
          show(joint, 'gain'),
          show(cabal, 'gini'),
        ];
      }),
    ),
  );
}

function detectionBlock({ tables, parameters }: Detection): string {
  const strategies = [...new Set(tables.summary.map(({ strategy }) => strategy))];
  return table(
    [
      'strategy',
      ...parameters.batches.map((count) => `area, ${count} samples`),
      'found at 5 % accused, most samples',
    ],
    strategies.map((strategy) => {
      const rows = tables.summary.filter((row) => row.strategy === strategy);
      return [
        strategyTitle(strategy),
        ...rows.map((row) => estimate(row.area, row.areaLow, row.areaHigh)),
        percent(Number(rows[rows.length - 1].found.toFixed(2))),
      ];
    }),
  );
}

/** The README's block for a result. */
export function readmeBlock(result: AnyResult): string {
  switch (result.study) {
    case 'figure4':
      return figure4Block(result);
    case 'figure5':
      return figure5Block(result);
    case 'regret':
      return regretBlock(result);
    case 'choices':
      return choicesBlock(result);
    case 'scaling':
      return scalingBlock(result);
    case 'anarchy':
      return anarchyBlock(result);
    case 'attacks':
      return attacksBlock(result);
    case 'sybils':
      return sybilsBlock(result);
    case 'scale':
      return scaleBlock(result);
    case 'mechanisms':
      return mechanismsBlock(result);
    case 'detection':
      return detectionBlock(result);
    case 'benchmark':
      return benchmarkBlock(result);
    case 'significance':
      return significanceBlock(result);
    case 'liveMarket':
      return liveMarketBlock(result);
    case 'bandwidth':
      return bandwidthBlock(result);
    case 'gating':
      return gatingBlock(result);
    case 'distillation':
      return distillationBlock(result);
  }
}

/** The README with the block between `<!-- name -->` and `<!-- end -->` replaced. */
export function withBlock(readme: string, name: string, block: string): string {
  return readme.replace(
    new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end -->)`),
    (_, start: string, end: string) => `${start}\n${block}\n\n${end}`,
  );
}
