/*
 * All figures of a network's posted weights, each with the table behind it, as sections of one page.
 */
import {
  MECHANISM_NAMES,
  type AnalysisOptions,
  type MechanismName,
  type PostedAnalysis,
  type PostedWeights,
} from '../../market/index.js';
import { ANALYSIS } from '../../market/posted/analyse.js';
import { readParameters } from '../../parameters/index.js';
import { checkOptions, each, fields, maybe, object, text } from '../checks.js';
import { type Section } from '../output/page.js';
import { plotPostedAccess } from './access.js';
import { plotPostedDrift } from './drift.js';
import { plotPostedGains } from './gains.js';
import { plotPostedLikeness, plotPostedMask, plotPostedWeights } from './matrices.js';
import { plotPostedConcentration, plotPostedRanks } from './ranks.js';
import { plotPostedConsensus } from './consensus.js';
import { plotPostedVotes } from './votes.js';

/** The most rows of a table on the page; the analysis has all. */
const MOST_ROWS = 500;

const analysisOf = fields({
  network: object,
  concentration: each(object),
  agreement: each(object),
  gains: each(object),
  peers: each(object),
  rows: each(object),
  yuma: each(object),
  drift: each(object, 1),
  rounding: each(object),
});

/** The peers with the highest rank by the first mechanism that was run. */
function topRows(analysis: PostedAnalysis, mechanism: MechanismName): PostedAnalysis['peers'] {
  const rank = (row: PostedAnalysis['peers'][number]): number => Number(row[mechanism] ?? 0);
  return [...analysis.peers].sort((a, b) => rank(b) - rank(a)).slice(0, MOST_ROWS);
}

/** The rows of Yuma consensus, those of the best paid first. */
function topByPay({ yuma }: PostedAnalysis): PostedAnalysis['yuma'] {
  const pay = (row: PostedAnalysis['yuma'][number]): number =>
    Number(row.incentive ?? 0) + Number(row['dividends, yuma3'] ?? 0);
  return [...yuma].sort((a, b) => pay(b) - pay(a)).slice(0, MOST_ROWS);
}

/**
 * Every figure of posted weights and of {@link analysePosted} of them, for `toPage`; those of the mask are left out where
 * no stake votes.
 *
 * @param options - `source`, the file for the captions; `settings`, the options of the analysis
 * @throws {@link InvalidArgumentError} when the posted weights, the analysis or an option are invalid
 */
export function plotPosted(
  posted: PostedWeights,
  analysis: PostedAnalysis,
  options: { readonly source?: string; readonly settings?: AnalysisOptions } = {},
): Section[] {
  const where = 'plotPosted';
  analysisOf(where, 'analysis', analysis);
  checkOptions(where, options, { source: maybe(text), settings: maybe(object) });
  const { source, settings = {} } = options;
  const parameters = readParameters(where, ANALYSIS, settings);
  const { mechanisms, issuance, blocks: _, bits: __, ...mask } = parameters;
  const named = source === undefined ? {} : { source };
  const peers = topRows(analysis, mechanisms[0] ?? MECHANISM_NAMES[0]);
  const section = (id: string, figure: Section['figure'], rows: Section['rows']): Section => ({
    ...{ id, figure, rows: rows.slice(0, MOST_ROWS), parameters: { ...named, ...parameters } },
  });
  const votes = analysis.network.temperature !== null;
  return [
    section('matrix', plotPostedWeights(posted, named), analysis.rows),
    section(
      'concentration',
      plotPostedConcentration(posted, { ...named, mechanisms }),
      analysis.concentration.map((row) => ({ ...row })),
    ),
    section('ranks', plotPostedRanks(posted, { ...named, mechanisms }), [
      ...analysis.agreement.map((row) => ({ ...row })),
    ]),
    section(
      'gains',
      plotPostedGains(posted, analysis.gains, named),
      analysis.gains.map((row) => ({ ...row })),
    ),
    section('votes', plotPostedVotes(posted, named), peers),
    ...(votes
      ? [section('consensus', plotPostedConsensus(posted, named), topByPay(analysis))]
      : []),
    ...(votes
      ? [
          section('mask', plotPostedMask(posted, { ...named, ...mask }), []),
          section('access', plotPostedAccess(posted, { ...named, ...mask }), peers),
        ]
      : []),
    section('likeness', plotPostedLikeness(posted, named), analysis.rows),
    section(
      'drift',
      plotPostedDrift(posted, analysis.drift, { ...named, issuance }),
      analysis.drift.map((row) => ({ ...row })),
    ),
  ];
}
