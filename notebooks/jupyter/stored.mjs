/*
 * A notebook as it is stored: the same for the same results, so that a second run changes nothing.
 */

import { Buffer } from 'node:buffer';

const METADATA = {
  kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
  language_info: {
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    file_extension: '.ts',
    mimetype: 'text/typescript',
    name: 'typescript',
    version: '3.7.2',
  },
};

/** Cell metadata that an author wrote; all other is a tool's. */
const KEPT = ['tags', 'jupyter', 'slideshow'];

/** An executed notebook without what differs from run to run, and with the counts that tslab does not send. */
export function clean(notebook) {
  let count = 0;
  const cells = notebook.cells.map((cell, at) => {
    const metadata = Object.fromEntries(
      Object.entries(cell.metadata).filter(([name]) => KEPT.includes(name)),
    );
    const source = lines(text(cell.source));
    const id = cell.id ?? `cell-${at}`;
    if (cell.cell_type !== 'code') return { cell_type: cell.cell_type, id, metadata, source };
    const execution_count = source.length === 0 ? null : ++count;
    const outputs = joinStreams(cell.outputs).map(cleanOutput);
    return { cell_type: 'code', execution_count, id, metadata, outputs, source };
  });
  return { cells, metadata: METADATA, nbformat: 4, nbformat_minor: 5 };
}

/** A notebook as the text of its file, as Jupyter writes it. */
export function toText(notebook) {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** What a notebook should not show: errors, and whatever went to stderr. */
export function complaints({ cells }) {
  return cells.flatMap((cell, at) =>
    (cell.outputs ?? []).flatMap((output) => {
      if (output.output_type === 'error') return [`cell ${at}: ${output.ename}: ${output.evalue}`];
      return output.name === 'stderr' ? [`cell ${at} wrote to stderr: ${text(output.text)}`] : [];
    }),
  );
}

/** Where a stored notebook's outputs differ from an executed one's; numbers may differ in their last digits. */
export function compare(stored, executed) {
  const before = clean(stored);
  if (before.cells.length !== executed.cells.length) return ['it has other cells than were stored'];
  return executed.cells.flatMap((cell, at) => {
    const [old, now] = [before.cells[at], cell].map(({ outputs = [] }) =>
      unpacked(JSON.stringify(outputs)),
    );
    return alike(old, now) ? [] : [`cell ${at} shows something else than is stored`];
  });
}

/** An explorable brings the library, which a stored notebook leaves out: each run has it, and pages have it once. */
const LIBRARY = /(<div [^>]*data-live=[^\n]*<\/div>)\n<script>[\s\S]*<\/script>$/;

/** Pictures within HTML as text, so that their numbers may differ in the last digits too. */
function unpacked(outputs) {
  return outputs.replace(/data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)/g, (_, packed) =>
    JSON.stringify(Buffer.from(packed, 'base64').toString()),
  );
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

function alike(one, other) {
  if (one === other) return true;
  if (one.replace(NUMBER, '#') !== other.replace(NUMBER, '#')) return false;
  const numbers = other.match(NUMBER).map(Number);
  // Coordinates of a picture are rounded to hundredths.
  return one.match(NUMBER).every((value, at) => {
    const difference = Math.abs(Number(value) - numbers[at]);
    return difference <= 0.05 || difference <= 1e-3 * Math.abs(numbers[at]);
  });
}

function text(value) {
  return Array.isArray(value) ? value.join('') : value;
}

function lines(value) {
  return value.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function joinStreams(outputs) {
  const joined = [];
  for (const output of outputs) {
    const last = joined[joined.length - 1];
    if (output.output_type === 'stream' && last?.name === output.name) {
      last.text += text(output.text);
    } else {
      joined.push(
        output.output_type === 'stream' ? { ...output, text: text(output.text) } : output,
      );
    }
  }
  return joined;
}

function cleanOutput(output) {
  if (output.output_type === 'stream') return { ...output, text: lines(output.text) };
  if (!output.data) return output;
  // Lab adds a picture of what it has drawn.
  const { 'image/png': png, ...formats } = output.data;
  const drawn = 'application/vnd.plotly.v1+json' in formats || png === undefined;
  const shown = drawn ? formats : output.data;
  const data = Object.entries(shown).map(([type, value]) => {
    if (/\+json$/.test(type)) return [type, value];
    // progress() puts the time into an element of its own.
    const shorter = text(value).replace(/<small>, [^<]*<\/small>(?=<\/div>$)/, '');
    return [type, lines(shorter.replace(LIBRARY, '$1'))];
  });
  return {
    data: Object.fromEntries(data),
    metadata: output.metadata,
    output_type: output.output_type,
  };
}
