/*
 * Valid calls of posted weights.
 */
import {
  accessPosted,
  analysePosted,
  compareRanks,
  driftPosted,
  expandPosted,
  fromWeights,
  likenessPosted,
  payPosted,
  rankPosted,
  roundingEffects,
  roundPosted,
  roundWeights,
  trustPosted,
  yumaPosted,
  type PostedWeights,
} from '../../../lib/entry/market.js';
import { target, through, type Target } from '../target.js';

/** Three peers of which two post rows. */
export const smallPosted = (): PostedWeights =>
  fromWeights({
    triplets: [
      ['ada', 'bob', 0.25],
      ['ada', 'eve', 0.75],
      ['bob', 'bob', 0.5],
      ['bob', 'eve', 0.5],
    ],
    stake: { ada: 3, bob: 1, eve: 2 },
  });

/** No stake of a peer with a row: trust is undefined. */
const noVotes = ([posted]: unknown[], place: string): boolean =>
  /^\.trust\[\d+\] is NaN$/.test(place) &&
  ((posted as PostedWeights).stake as unknown) !== undefined;

/** Analyses of posted weights. */
export const POSTED: readonly Target[] = [
  target('accessPosted', accessPosted, () => [
    smallPosted(),
    { temperature: 0.5, temperatureUnit: 'meanBid', ownInput: 'exempt' },
  ]),
  target('analysePosted', analysePosted, () => [
    smallPosted(),
    {
      ...{ mechanisms: ['paper', 'median'], temperature: 0.5, temperatureUnit: 'absolute' },
      ...{ ownInput: 'masked', issuance: 0.01, blocks: 5, bits: [2, 16] },
    },
  ]),
  target('compareRanks', compareRanks, () => [[0.5, 2, 1, 4], Float64Array.of(1, 3, 2, 5), 2]),
  target('driftPosted', driftPosted, () => [
    smallPosted(),
    { mechanism: 'impartial', issuance: 0.01, blocks: 5, points: 2 },
  ]),
  target('expandPosted', expandPosted, () => [smallPosted()]),
  target('fromWeights', fromWeights, () => [
    {
      weights: [
        [0.5, 0.5, 0],
        [0, 0, 0],
      ],
      ...{ stake: [1, 2], names: ['ada', 'bob', 'eve'], rowNames: ['zoe', 'ada'] },
      ...{ emptyRows: 'self', rowSums: 'normalise', voters: 'apart' },
    },
  ]),
  through('fromWeights of triplets', undefined, fromWeights, () => [
    {
      triplets: { from: [0, 0, 1], to: Uint32Array.of(1, 2, 2), weight: [0.5, 0.5, 1] },
      stake: Float64Array.of(1, 2, 3),
    },
  ]),
  target('likenessPosted', likenessPosted, () => [smallPosted()]),
  target('payPosted', payPosted, () => [smallPosted(), { mechanism: 'yuma2' }]),
  target('yumaPosted', yumaPosted, () => [
    smallPosted(),
    {
      ...{ version: 'yuma3', majority: 0.4, ties: 'strict', selfWeights: 'kept' },
      ...{ bondPenalty: 0.5, validatorShare: 0.4, unranked: 'none' },
    },
  ]),
  target('roundingEffects', roundingEffects, () => [
    smallPosted(),
    { bits: 3, majority: 0.4, ties: 'strict' },
  ]),
  target('roundPosted', roundPosted, () => [smallPosted(), { bits: 1 }]),
  target('roundWeights', roundWeights, () => [Float64Array.of(1, 2, 0, 0, 3, 1), 3, { bits: 8 }]),
  target('rankPosted', rankPosted, () => [smallPosted(), { mechanism: 'medianAtLeast' }]),
  target('trustPosted', trustPosted, () => [smallPosted(), { majority: 0.4, ties: 'atLeast' }], {
    isUndefined: noVotes,
  }),
];
