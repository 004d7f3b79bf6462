/*
 * Valid calls of figures of posted weights.
 */
import {
  plotPosted,
  plotPostedAccess,
  plotPostedConcentration,
  plotPostedConsensus,
  plotPostedDrift,
  plotPostedGains,
  plotPostedLikeness,
  plotPostedMask,
  plotPostedRanks,
  plotPostedVotes,
  plotPostedWeights,
} from '../../../lib/entry/plot.js';
import { analysePosted, type PostedAnalysis } from '../../../lib/entry/market.js';
import { target, type Target } from '../target.js';
import { smallPosted } from './posted.js';

const options = (): object => ({ source: 'a.json', note: 'A note.', most: 3 });
const mask = (): object => ({
  ...{ ...options(), temperature: 0.5, temperatureUnit: 'absolute', ownInput: 'masked' },
});
const analysis = (): PostedAnalysis => analysePosted(smallPosted(), { blocks: 3 });

export const POSTED_PLOTS: readonly Target[] = [
  target('plotPosted', plotPosted, () => [
    smallPosted(),
    analysis(),
    { source: 'a.json', settings: { mechanisms: ['paper', 'median'], blocks: 3 } },
  ]),
  target('plotPostedAccess', plotPostedAccess, () => [smallPosted(), mask()]),
  target('plotPostedConcentration', plotPostedConcentration, () => [
    smallPosted(),
    { ...options(), mechanisms: ['paper', 'median'] },
  ]),
  target('plotPostedDrift', plotPostedDrift, () => [
    smallPosted(),
    analysis().drift,
    { ...options(), issuance: 0.1 },
  ]),
  target('plotPostedGains', plotPostedGains, () => [smallPosted(), analysis().gains, options()]),
  target('plotPostedLikeness', plotPostedLikeness, () => [smallPosted(), options()]),
  target('plotPostedMask', plotPostedMask, () => [smallPosted(), mask()]),
  target('plotPostedRanks', plotPostedRanks, () => [
    smallPosted(),
    { ...options(), mechanisms: ['paper', 'impartial'] },
  ]),
  target('plotPostedConsensus', plotPostedConsensus, () => [smallPosted(), options()]),
  target('plotPostedVotes', plotPostedVotes, () => [smallPosted(), options()]),
  target('plotPostedWeights', plotPostedWeights, () => [smallPosted(), options()]),
];
