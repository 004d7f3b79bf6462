/*
 * The exercises of a stored notebook.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTEBOOKS } from './notebooks.js';
import { type Output } from './storedTables.js';

/** A cell as it is stored. */
export interface Cell {
  readonly cell_type: 'markdown' | 'code';
  readonly id: string;
  readonly source: readonly string[];
  readonly outputs?: readonly Output[];
}

/** The answer of an exercise: its code and the text that is shown below it, where it has any. */
export interface Answer {
  readonly code?: string;
  readonly shown?: string;
}

/** The cells of a notebook. */
export function load(name: string): readonly Cell[] {
  const text = readFileSync(join(NOTEBOOKS, name), 'utf8');
  return (JSON.parse(text) as { cells: readonly Cell[] }).cells;
}

export function textOf({ source }: Cell): string {
  return source.join('');
}

/** The hidden answers of the exercises, one each, closed at first. */
export function answersOf(cell: Cell): readonly Answer[] {
  const text = textOf(cell);
  const parts = text.split(/^(?=\*\*Exercise \d)/m).slice(1);
  return parts.map((part) => {
    const hidden = [
      ...part.matchAll(/^<details><summary>Answer<\/summary>\n\n([\s\S]*?)\n\n<\/details>$/gm),
    ];
    assert.equal(hidden.length, 1, part);
    assert.equal(part.match(/<\/?details/g)?.length, 2, part);
    const [, answer] = hidden[0];
    const blocks = [...answer.matchAll(/^```ts\n([\s\S]*?)^```\n\n^```text\n([\s\S]*?)\n^```$/gm)];
    assert.ok(blocks.length <= 1 && answer.match(/^```/gm)?.length !== 2, part);
    return blocks.length === 0 ? {} : { code: blocks[0][1], shown: blocks[0][2] };
  });
}
