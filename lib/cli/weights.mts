/*
 * The command `weights`: every analysis of a file of weights and stake that needs no Hessians, as tables (JSON), pictures (SVG)
 * and one interactive page.
 */
import { basename, join } from 'node:path';
import type { Options } from 'yargs';
import { checkFolder, replaceFile } from '../files/replace.js';
import { versions } from '../files/version.js';
import { readWeights } from '../ledger/index.js';
import { READING } from '../ledger/weights/options.js';
import { analysePosted, type PostedAnalysis, type PostedWeights } from '../market/index.js';
import { ANALYSIS } from '../market/posted/analyse.js';
import { readAmong } from '../parameters/index.js';
import { formatCell, plotPosted, toPage, toSvg } from '../plot/index.js';
import { textTable } from '../plot/output/table.js';
import { optionsOf, valuesOf } from './options.mjs';

/** The options of the command. */
export const WEIGHTS_OPTIONS: Record<string, Options> = {
  stake: {
    type: 'string',
    requiresArg: true,
    describe: 'A file of stake: CSV, peer and stake or stake alone, or JSON',
    defaultDescription: 'in the file',
    group: 'File:',
  },
  ...grouped(optionsOf(READING), 'File:'),
  ...grouped(optionsOf(ANALYSIS), 'Analysis:'),
  out: {
    type: 'string',
    requiresArg: true,
    default: 'weights',
    describe: 'The folder that the files go to',
    group: 'Run:',
  },
};

function grouped(options: Record<string, Options>, group: string): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...option, group }]),
  );
}

const WHERE = 'command line';
const VALIDATORS = ['peer', 'stake', 'validatorTrust', 'dividends, yuma2', 'dividends, yuma3'];
const ROUNDING = ['bits', 'lost', 'moved', 'bound', 'largest', 'vanished', 'displaced'];
const COLUMNS = ['of', 'holders', 'gini', 'effective', 'nakamoto', 'top1', 'top10'];

/** Reads a file of weights and writes all that is computed of it. */
export async function runWeights(
  given: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const [path, folder] = [String(given.file), String(given.out)];
  const stake = typeof given.stake === 'string' ? { stake: given.stake } : {};
  const posted = readWeights(path, { ...valuesOf(READING, given), ...stake });
  const settings = readAmong(WHERE, ANALYSIS, valuesOf(ANALYSIS, given));
  checkFolder(WHERE, folder, 'choose another with --out');
  const analysis = analysePosted(posted, settings);
  const source = basename(path);
  const sections = plotPosted(posted, analysis, { source, settings });
  const written: string[] = [];
  const write = (name: string, content: string): void => {
    signal.throwIfAborted();
    replaceFile(WHERE, join(folder, name), content);
    written.push(join(folder, name));
  };
  const parameters = { file: source, ...settings };
  const { network, ...tables } = analysis;
  const result = {
    ...{ analysis: 'weights', parameters, versions: versions() },
    tables: { network: [network], ...tables },
  };
  write('weights.json', `${JSON.stringify(result, null, 1)}\n`);
  for (const { id, figure } of sections) {
    write(`weights-${id}.svg`, await toSvg(figure));
    // The signal arrives between pictures.
    await new Promise(setImmediate);
  }
  write('weights.html', toPage(`BitTensor Workbench: weights of ${source}`, sections));
  console.log(`${summary(source, posted, analysis)}\n\nwrote ${written.join(', ')}`);
}

/** The summary that the terminal shows. */
function summary(source: string, posted: PostedWeights, analysis: PostedAnalysis): string {
  const { peers, rows, entries, scaled, weighed } = analysis.network;
  const lines = [
    `${source}: ${peers} peers, of which ${rows} post a row and ${weighed} are weighed; ${entries} weights above 0.`,
    ...(scaled > 0 ? [`${scaled} of ${rows} rows were divided by their sums.`] : []),
    ...(analysis.network.temperature === null
      ? ['No peer with a row holds stake: rank, trust and access are undefined.']
      : []),
  ];
  if (!analysis.network.compared) {
    lines.push('Rows share so many peers that they were not compared: more than 4e9 products.');
  }
  const copies = analysis.rows.filter(
    ({ distance }) => distance !== null && Number(distance) < 0.01,
  );
  const alike = copies.map(({ peer, nearest }) => `${String(peer)} as ${String(nearest)}`);
  const shown = alike.slice(0, 8).join(', ') + (alike.length > 8 ? ', …' : '');
  if (alike.length > 0) lines.push(`Rows that differ by less than 0.01 of the vote: ${shown}.`);
  const { gains } = analysis;
  const [most] = gains;
  if (gains.length > 0) {
    const least = gains.filter(({ second }) => second === most.second).at(-1) ?? most;
    const change = (row: typeof most): string => `peer ${row.peer} by ${formatCell(row.change)}`;
    lines.push(
      `From ${most.first} to ${most.second}, ${change(most)} and ${change(least)} change most of all rank.`,
    );
  }
  const agreement = textTable(analysis.agreement, [
    'first',
    'second',
    'spearman',
    'kendall',
    'moved',
    'commonTop',
  ]);
  const validators = [...analysis.yuma]
    .sort((a, b) => Number(b['dividends, yuma3']) - Number(a['dividends, yuma3']))
    .filter((row) => Number(row['dividends, yuma3']) > 0)
    .slice(0, 5);
  const best = [...analysis.peers]
    .sort((a, b) => Number(b[firstOf(analysis)] ?? 0) - Number(a[firstOf(analysis)] ?? 0))
    .slice(0, Math.min(5, posted.peers));
  return [
    lines.join('\n'),
    textTable(analysis.concentration, COLUMNS),
    ...(analysis.agreement.length > 0 ? [agreement] : []),
    ...(validators.length > 0 ? [textTable(validators, VALIDATORS)] : []),
    textTable(analysis.rounding, ROUNDING),
    textTable(best, ['peer', 'stake', firstOf(analysis), 'trust', 'served', 'clients']),
  ].join('\n\n');
}

/** The first mechanism that was run. */
const firstOf = ({ drift }: PostedAnalysis): string => drift[0].mechanism;
