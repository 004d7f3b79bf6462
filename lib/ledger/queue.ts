/** Runs what it is given one after another, in the order of the calls. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    // Whoever asked for the work hears of its failure; the next in line goes on.
    last = run.catch(() => undefined);
    return run;
  };
}
