/*
 * The plan of a call: a target and one or two changed places, drawn from the run's seed and the call's number.
 */
import { createStream } from '../../lib/math/index.js';
import { chooseMutation, mutationNamed } from './mutations/index.js';
import { choosePath, openPlace, overlap, pathText, valueAt, type Path } from './place.js';
import { type Target } from './target.js';

/** A changed place: the mutation's name, and the seed of the numbers that it draws. */
export interface Edit {
  readonly path: Path;
  readonly mutation: string;
  readonly seed: number;
}

/** A call as it will be made. */
export interface Plan {
  readonly target: string;
  readonly edits: readonly Edit[];
}

/** Part of the calls that have a second changed place. */
const TWICE = 0.3;

/** Draws the changed places of call `call`; the second never lies within the first, nor around it. */
export function choosePlan(
  target: Target,
  args: unknown[],
  { seed, call }: { readonly seed: number; readonly call: number },
): Plan {
  const stream = createStream(seed).split('call').split(call);
  const count = stream.uniform() < TWICE ? 2 : 1;
  const edits: Edit[] = [];
  for (let number = 0; number < count; number++) {
    const path = choosePath(args, stream);
    if (path.length === 0 || edits.some((edit) => overlap(edit.path, path))) continue;
    const holder = valueAt(args, path.slice(0, -1)) as Record<string, unknown>;
    const place = { container: holder, key: path[path.length - 1] };
    const { name } = chooseMutation(place, target.words === true, stream);
    edits.push({ path, mutation: name, seed: stream.integer(2 ** 31) });
  }
  return { target: target.name, edits };
}

/** The arguments with every edit made; what they share with `given` is left as it is. */
export function applyPlan(target: Target, given: unknown[], { edits }: Plan): unknown[] {
  let args = given;
  // Edits from the last place to the first: a word that is taken out moves those after it.
  const order = [...edits].sort((a, b) => Number(b.path[0]) - Number(a.path[0]));
  for (const { path, mutation, seed } of order) {
    const opened = openPlace(args, path);
    const { apply } = mutationNamed(opened.place, target.words === true, mutation);
    apply(opened.place, createStream(seed));
    args = opened.args;
  }
  return args;
}

/** The plan in words: `market.rank: [0].stake[1] is NaN`. */
export function planText({ target, edits }: Plan): string {
  const places = edits.map(({ path, mutation }) => `${pathText(path)} ${mutation}`);
  return `${target}: ${places.join('; ') || 'its valid arguments'}`;
}
