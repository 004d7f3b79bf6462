/** The largest distance of a misspelling, relative to the longer name. */
const APART = 0.34;

/** The name nearest to a misspelt one, if any is within one edit in three letters, ignoring case. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  // A long text is near no name, and the time of the distance grows with its length.
  if (given.length > 100) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const distance = edits(given.toLowerCase(), name.toLowerCase());
    if (distance >= least || distance > Math.max(given.length, name.length) * APART) continue;
    [best, least] = [name, distance];
  }
  return best;
}

/** The optimal string alignment distance: letters added, dropped, changed or swapped with a neighbour. */
function edits(a: string, b: string): number {
  let [before, last] = [
    new Array<number>(b.length + 1).fill(0),
    Array.from({ length: b.length + 1 }, (_, k) => k),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
