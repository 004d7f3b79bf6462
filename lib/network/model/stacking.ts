/*
 * The grouping of tasks into stacks of products: each peer occurs at most once in a stack, and all slices have the same
 * number of rows.
 */
import { type Request } from '../cohort.js';

/** The tasks of one peer in a stack, concatenated along the rows, and their indices in the original list. */
export interface Slice<Task> {
  readonly peer: number;
  readonly tasks: readonly Task[];
  readonly places: readonly number[];
  /** Rows of all the tasks. */
  readonly rows: number;
}

/** Stacks of separate tasks: a second task of a peer is placed in another stack. */
export function separateStacks<Task extends Request>(tasks: readonly Task[]): Slice<Task>[][] {
  const turns = new Map<number, number>();
  return grouped(
    tasks.map((task, place) => {
      const { peer, x } = task;
      const turn = turns.get(peer) ?? 0;
      turns.set(peer, turn + 1);
      const slice = { peer, tasks: [task], places: [place], rows: x.rows };
      return { slice, key: `${turn}/${x.rows}` };
    }),
  );
}

/** Stacks in which the tasks of a peer are concatenated along the rows. */
export function joinedStacks<Task extends Request>(tasks: readonly Task[]): Slice<Task>[][] {
  const peers = new Map<number, { tasks: Task[]; places: number[]; rows: number }>();
  for (const [place, task] of tasks.entries()) {
    const found = peers.get(task.peer) ?? { tasks: [], places: [], rows: 0 };
    found.tasks.push(task);
    found.places.push(place);
    found.rows += task.x.rows;
    peers.set(task.peer, found);
  }
  return grouped(
    [...peers].map(([peer, slice]) => ({ slice: { peer, ...slice }, key: String(slice.rows) })),
  );
}

/** Slices grouped by key, each group sorted by peer, so that equal stacks can be recognised. */
function grouped<Task>(slices: readonly { slice: Slice<Task>; key: string }[]): Slice<Task>[][] {
  const stacks = new Map<string, Slice<Task>[]>();
  for (const { slice, key } of slices) {
    const stack = stacks.get(key);
    if (stack) stack.push(slice);
    else stacks.set(key, [slice]);
  }
  return [...stacks.values()].map((stack) => stack.sort((a, b) => a.peer - b.peer));
}
