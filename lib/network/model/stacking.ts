/*
 * The grouping of tasks into stacks of products: each peer occurs at most once in a stack, and all slices have the same
 * number of rows.
 */
import { type Batch, type Request } from '../cohort.js';
import { answersOf } from './joining.js';

/** The tasks of one peer in a stack, concatenated along the rows, and their indices in the original list. */
export interface Slice<Task> {
  readonly peer: number;
  readonly tasks: readonly Task[];
  readonly places: readonly number[];
  /** Rows of all the tasks. */
  readonly rows: number;
}

/** Numbers of a joined stack's inputs, which bounds memory. */
const MOST = 2 ** 24;

/** Stacks of separate tasks: a second task of a peer is placed in another stack. */
export function separateStacks<Task extends Request>(tasks: readonly Task[]): Slice<Task>[][] {
  return separated(tasks, () => '');
}

/**
 * Stacks of separate batches with equally many joined answers of one width, so that their products have one shape; a
 * stack whose inputs would exceed {@link MOST} numbers is divided.
 */
export function batchStacks<Task extends Batch>(tasks: readonly Task[]): Slice<Task>[][] {
  return separated(tasks, (task) => {
    const { given, own } = answersOf(task);
    return `${given.length}/${own ? 'own' : ''}`;
  }).flatMap((stack) => {
    const [{ tasks: first, rows }] = stack;
    const { given } = answersOf(first[0]);
    const each = given.length * rows * (given.at(0)?.answer.columns ?? 0);
    const most = Math.max(1, Math.floor(MOST / Math.max(1, each)));
    return Array.from({ length: Math.ceil(stack.length / most) }, (_, at) =>
      stack.slice(at * most, (at + 1) * most),
    );
  });
}

/** Stacks of tasks that agree in their rows and in `likeness`. */
function separated<Task extends Request>(
  tasks: readonly Task[],
  likeness: (task: Task) => string,
): Slice<Task>[][] {
  const turns = new Map<number, number>();
  return grouped(
    tasks.map((task, place) => {
      const { peer, x } = task;
      const turn = turns.get(peer) ?? 0;
      turns.set(peer, turn + 1);
      const slice = { peer, tasks: [task], places: [place], rows: x.rows };
      return { slice, key: `${turn}/${x.rows}/${likeness(task)}` };
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

/** Whether two slices hold identical arrays of x. */
export function isSameX(a: Slice<Request>, b: Slice<Request>): boolean {
  return (
    a === b ||
    (a.tasks.length === b.tasks.length &&
      a.tasks.every(({ x }, at) => x.values === b.tasks[at].x.values))
  );
}

/** Whether two stacks hold the same peers with identical arrays of x. */
export function isSame(a: readonly Slice<Request>[], b: readonly Slice<Request>[]): boolean {
  return (
    a.length === b.length &&
    a.every((slice, at) => slice.peer === b[at].peer && isSameX(slice, b[at]))
  );
}
