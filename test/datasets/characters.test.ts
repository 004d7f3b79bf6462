import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ALPHABET,
  characterDataset,
  decodeText,
  encodeText,
  loadAddresses,
  type AuthorText,
} from '../../lib/datasets/index.js';
import { createStream } from '../../lib/math/index.js';

const stream = createStream(5);
const addresses = loadAddresses();

const SIZE = ALPHABET.length;

describe('loadAddresses', () => {
  it('has 20 authors in alphabetical order, 100,000 characters each', () => {
    const authors = addresses.map(({ author }) => author);
    assert.equal(new Set(authors).size, 20);
    assert.deepEqual(authors, [...authors].sort());
    for (const { text } of addresses) assert.equal(text.length, 100_000);
  });
});

describe('the alphabet', () => {
  it('has 41 symbols, each once', () => {
    assert.equal(SIZE, 41);
    assert.equal(new Set(ALPHABET).size, SIZE);
  });

  it('decodes encoded text to folded text', () => {
    const text = 'In 1865, we\tsaid: "Étude #7 — [No]!"\n';
    assert.equal(decodeText(encodeText(text)), 'in 0000, we said: "#tude #0 # #no#!" ');
    assert.deepEqual(
      [...encodeText(ALPHABET)],
      Array.from(ALPHABET, (_, code) => code),
    );
  });

  it('encodes decoded codes to the same codes, and folding is idempotent', () => {
    const codes = fc.array(fc.nat({ max: SIZE - 1 }));
    fc.assert(
      fc.property(codes, (list) => {
        assert.deepEqual([...encodeText(decodeText(list))], list);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = decodeText(encodeText(text));
        assert.equal(folded.length, text.length);
        assert.equal(decodeText(encodeText(folded)), folded);
      }),
    );
  });

  it('maps fewer than 2 characters in 1000 of the addresses to the symbol for other characters', () => {
    const text = addresses.map((each) => each.text).join('');
    const folded = decodeText(encodeText(text));
    const others = folded.split('#').length - 1;
    assert.ok(others < 0.002 * text.length);
  });
});

describe('characterDataset', () => {
  /** The text of each window with its answer. */
  const passages = ({
    rows,
    inputs,
    x,
    y,
  }: ReturnType<typeof characterDataset>['train']): string[] =>
    Array.from({ length: rows }, (_, row) =>
      decodeText([...x.subarray(row * inputs, (row + 1) * inputs), y[row]]),
    );

  it('has windows of the authors’ texts with the character that follows', () => {
    const { train, heldOut } = characterDataset(addresses, {
      stream,
      examples: 50,
      heldOutExamples: 20,
    });
    const folded = addresses.map(({ text }) => decodeText(encodeText(text)));
    for (const [part, each, start, end] of [
      [train, 50, 0, 80_000],
      [heldOut, 20, 80_000, 100_000],
    ] as const) {
      assert.deepEqual([part.rows, part.inputs, part.classes], [20 * each, 16, SIZE]);
      assert.deepEqual(part.encoding, { kind: 'codes', symbols: SIZE });
      assert.deepEqual(
        part.groupNames,
        addresses.map(({ author }) => author),
      );
      for (const [row, passage] of passages(part).entries()) {
        const group = Math.floor(row / each);
        assert.equal(part.groups?.[row], group);
        assert.ok(folded[group].slice(start, end).includes(passage), passage);
      }
    }
  });

  /** 40 characters with distinct codes. */
  const distinct: AuthorText = { author: 'all', text: ALPHABET.slice(0, 40) };

  it('has no character in both training and held-out rows, and no row twice', () => {
    const all = fc.record({
      seed: fc.nat(),
      window: fc.integer({ min: 1, max: 6 }),
      examples: fc.integer({ min: 1, max: 10 }),
      heldOutExamples: fc.integer({ min: 1, max: 10 }),
      fraction: fc.double({ min: 0.4, max: 0.6, noNaN: true }),
    });
    fc.assert(
      fc.property(all, ({ seed, ...options }) => {
        const parts = characterDataset([distinct], { stream: createStream(seed), ...options });
        const [train, heldOut] = [passages(parts.train), passages(parts.heldOut)];
        assert.equal(new Set(train).size, options.examples);
        assert.equal(new Set(heldOut).size, options.heldOutExamples);
        const trained = new Set(train.join(''));
        assert.ok(Array.from(heldOut.join('')).every((symbol) => !trained.has(symbol)));
      }),
    );
  });

  it('takes every position of a part where all are requested', () => {
    const parts = characterDataset([distinct], {
      stream,
      window: 3,
      examples: 17,
      heldOutExamples: 17,
      fraction: 0.5,
    });
    const places = (from: number): string[] =>
      Array.from({ length: 17 }, (_, k) => ALPHABET.slice(from + k, from + k + 4));
    assert.deepEqual(passages(parts.train).sort(), places(0).sort());
    assert.deepEqual(passages(parts.heldOut).sort(), places(20).sort());
  });

  it('is determined by the seed, with independent rows for each author and part', () => {
    const options = { examples: 30, heldOutExamples: 10 };
    const all = characterDataset(addresses, { stream, ...options });
    assert.deepEqual(characterDataset(addresses, { stream: createStream(5), ...options }), all);
    const other = characterDataset(addresses, { stream: createStream(6), ...options });
    assert.notDeepEqual(other.train.x, all.train.x);
    const alone = characterDataset([addresses[2]], { stream, ...options });
    assert.deepEqual(alone.train.y, all.train.y.slice(60, 90));
    assert.deepEqual(alone.heldOut.y, all.heldOut.y.slice(20, 30));
    const more = characterDataset(addresses, { stream, examples: 40, heldOutExamples: 10 });
    assert.deepEqual(more.heldOut, all.heldOut);
  });
});
