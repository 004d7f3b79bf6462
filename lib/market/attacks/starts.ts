/*
 * The points at which a search for attacks begins.
 */
import { type RandomStream } from '../../math/random.js';
import { normalise } from '../../math/rows.js';
import { type AttackGame } from './game.js';

/** The phase in every phase. */
function constant(game: AttackGame, phase: Float64Array): Float64Array {
  const rows = new Float64Array(game.size);
  for (let at = 0; at < game.size; at += phase.length) rows.set(phase, at);
  return rows;
}

/** All members weigh alike each peer of a list for the member, which is not empty. */
function towards(game: AttackGame, of: (member: number) => readonly number[]): Float64Array {
  const { n, group } = game;
  const phase = new Float64Array(group.length * n);
  for (const [at, member] of group.entries()) {
    const favoured = of(member);
    for (const peer of favoured) phase[at * n + peer] = 1 / favoured.length;
  }
  return constant(game, phase);
}

/** Rows of the group by rule: itself, its members, each peer alone, all others. */
export function ruledStarts(game: AttackGame): Float64Array[] {
  const { n, group } = game;
  const peers = Array.from({ length: n }, (_, peer) => peer);
  const outside = peers.filter((peer) => !group.includes(peer));
  return [
    towards(game, (member) => [member]),
    towards(game, () => group),
    ...peers.map((favourite) => towards(game, () => [favourite])),
    ...(outside.length > 0 ? [towards(game, () => outside)] : []),
  ];
}

/** Rows that a scripted strategy posts, first to last, as constant rows and as rows that change. */
export function postedStarts(
  game: AttackGame,
  first: Float64Array,
  last: Float64Array,
): Float64Array[] {
  const [early, late] = [game.rowsOf(first), game.rowsOf(last)];
  const starts = [constant(game, early)];
  if (early.every((weight, at) => weight === late[at])) return starts;
  starts.push(constant(game, late));
  if (game.phases < 2) return starts;
  const both = constant(game, early);
  both.set(late, early.length);
  return [...starts, both];
}

/** Rows in proportion to squares of exponential numbers: a few large weights and many small ones. */
export function randomStart(game: AttackGame, stream: RandomStream): Float64Array {
  const rows = new Float64Array(game.size);
  for (let at = 0; at < rows.length; at += game.n) {
    const row = rows.subarray(at, at + game.n);
    for (let j = 0; j < game.n; j++) row[j] = stream.exponential() ** 2;
    normalise(row);
  }
  return rows;
}
