/*
 * Output to a notebook's cell: tslab, the notebooks' kernel, runs in this process.
 */

/** An output in several formats, of which the notebook shows the best that it supports. */
export type Formats = Record<string, unknown> & { 'text/plain': string };

interface DisplayData {
  readonly data: Formats;
  readonly metadata: object;
  readonly transient: { display_id?: string };
}

type Write = (content: DisplayData, update: boolean) => void;

/** The output of the present cell; undefined in a plain script. */
function cellWriter(): Write | undefined {
  for (const [path, loaded] of Object.entries(require.cache)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path)) continue;
    const { lastWriteDisplayData } = loaded?.exports as { lastWriteDisplayData?: Write | null };
    if (lastWriteDisplayData) return lastWriteDisplayData;
  }
  return undefined;
}

/** Whether this code runs in a notebook. */
export function inNotebook(): boolean {
  return cellWriter() !== undefined;
}

/** Shows an output below the present cell, or prints its text in a plain script. */
export function display(formats: Formats): void {
  const write = cellWriter();
  if (write) write({ data: formats, metadata: {}, transient: {} }, false);
  else console.log(formats['text/plain']);
}

/** Shows an output below the present cell that later calls replace in place; undefined in a plain script. */
export function replaceableDisplay(): ((formats: Formats) => void) | undefined {
  const write = cellWriter();
  if (!write) return undefined;
  const transient = { display_id: crypto.randomUUID() };
  let shown = false;
  return (formats) => {
    write({ data: formats, metadata: {}, transient }, shown);
    shown = true;
  };
}
