/*
 * Which tasks are computed in one stack of products: each peer at most once, all with the same number of rows.
 */
import { type Request } from '../cohort.js';

/** The work of one peer in a stack: tasks whose rows follow each other, and their places in the list they came from. */
export interface Slice<Task> {
  readonly peer: number;
  readonly tasks: readonly Task[];
  readonly places: readonly number[];
  /** Rows of all the tasks. */
  readonly rows: number;
}

/** Stacks in which every task is by itself: a second task of a peer goes to another stack. */
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

/** Stacks in which the tasks of a peer are joined, rows after rows. */
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

/** Lists of the slices with the same key; each in the order of the peers, so that whole stacks are recognised. */
function grouped<Task>(slices: readonly { slice: Slice<Task>; key: string }[]): Slice<Task>[][] {
  const stacks = new Map<string, Slice<Task>[]>();
  for (const { slice, key } of slices) {
    const stack = stacks.get(key);
    if (stack) stack.push(slice);
    else stacks.set(key, [slice]);
  }
  return [...stacks.values()].map((stack) => stack.sort((a, b) => a.peer - b.peer));
}
