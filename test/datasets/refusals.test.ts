import {
  batchIndices,
  characterDataset,
  decodeText,
  encodeText,
  shardByDirichlet,
  shardByGroup,
  shardUniformly,
  splitHeldOut,
  takeRows,
  teacherDataset,
  type AuthorText,
} from '../../lib/datasets/index.js';
import { createStream } from '../../lib/math/index.js';
import { numbered } from '../support/datasets.js';
import { itRefuses, type Refusal } from '../support/refusals.js';

const stream = createStream(1);
const dataset = numbered(100, 3, 1);
const integer = (name: string, least: number): string =>
  `${name} must be an integer of at least ${least}`;

/** Broken options, each `[options, rule, value]`, which replace valid ones. */
function refuseOptions<T extends object>(
  where: string,
  call: (options: T) => unknown,
  right: T,
  broken: readonly [Record<string, unknown>, string, string][],
): void {
  itRefuses(
    where,
    broken.map(([options, rule, value]) => ({
      what: `${Object.keys(options).join(', ')} = ${Object.values(options).map(String).join(', ')}`,
      call: () => call({ ...right, ...options }),
      rule,
      value,
    })),
  );
}

/** The faults of a data set that every function refuses. */
function brokenDatasets(call: (given: typeof dataset) => unknown): Refusal[] {
  const refusal = (changes: object, rule: string, value: string): Refusal => ({
    what: `a data set with a broken ${Object.keys(changes)[0]}`,
    call: () => call({ ...dataset, ...changes }),
    rule,
    value,
  });
  return [
    refusal({ rows: 1.5 }, integer('dataset.rows', 0), '1.5'),
    refusal({ inputs: 0 }, integer('dataset.inputs', 1), '0'),
    refusal({ classes: -1 }, integer('dataset.classes', 1), '-1'),
    refusal(
      { x: new Float32Array(99) },
      'dataset.x must be a Float32Array of shape [100, 1]',
      'Float32Array of length 99',
    ),
    refusal(
      { x: new Float64Array(100) },
      'dataset.x must be a Float32Array of shape [100, 1]',
      'Float64Array of length 100',
    ),
    refusal(
      { y: [...dataset.y] },
      'dataset.y must be an Int32Array of shape [100]',
      'Array of length 100',
    ),
    refusal(
      { groups: new Int32Array(1) },
      'dataset.groups must be an Int32Array of shape [100]',
      'Int32Array of length 1',
    ),
  ];
}

const broken = (label: number): typeof dataset => ({ ...dataset, y: dataset.y.with(7, label) });

describe('bad input to lib/datasets', () => {
  itRefuses(
    'takeRows',
    brokenDatasets((given) => takeRows(given, [0])),
  );
  for (const index of [-1, 100, 0.5, NaN]) {
    const rule = 'indices must be integers from 0 to 99';
    const call = (): unknown => takeRows(dataset, [3, index]);
    itRefuses('takeRows', [{ what: `the index ${index}`, call, rule, value: `${index} at 1` }]);
  }

  const dividing: [string, (given: typeof dataset) => unknown][] = [
    ['splitHeldOut', (given) => splitHeldOut(given, { stream })],
    ['shardUniformly', (given) => shardUniformly(given, { peers: 2, stream })],
    ['shardByDirichlet', (given) => shardByDirichlet(given, { peers: 2, beta: 1, stream })],
    ['shardByGroup', (given) => shardByGroup(given, { peers: 2, stream })],
  ];
  for (const [where, call] of dividing) {
    itRefuses(where, [
      ...brokenDatasets(call),
      ...[-1, 3].map((label) => ({
        what: `the label ${label}`,
        call: () => call(broken(label)),
        rule: 'dataset.y must be from 0 to 2',
        value: `${label} in row 7`,
      })),
    ]);
  }

  const between = 'fraction must lie between 0 and 1, both excluded';
  refuseOptions('splitHeldOut', (options) => splitHeldOut(dataset, options), { stream }, [
    ...[0, 1, -0.1, NaN].map((fraction): [object & Record<string, unknown>, string, string] => [
      { fraction },
      between,
      String(fraction),
    ]),
    [{ part: 0.2 }, 'options must be among stream, fraction', '"part"'],
  ]);

  const peersRefused: [Record<string, unknown>, string, string][] = [
    [{ peers: 0 }, integer('peers', 1), '0'],
    [{ peers: 2.5 }, integer('peers', 1), '2.5'],
    [{ peers: undefined }, integer('peers', 1), 'undefined'],
  ];
  const dealing = { peers: 4, stream };
  refuseOptions('shardUniformly', (options) => shardUniformly(dataset, options), dealing, [
    ...peersRefused,
    [{ peers: 101 }, 'dataset must have at least 101 rows, 1 for each of 101 peers', '100'],
    [{ beta: 1 }, 'options must be among peers, stream', '"beta"'],
  ]);
  refuseOptions(
    'shardByDirichlet',
    (options) => shardByDirichlet(dataset, options),
    { ...dealing, beta: 1 },
    [
      ...peersRefused,
      ...[0, -1, NaN, Infinity].map((beta): [Record<string, unknown>, string, string] => [
        { beta },
        'beta must be a finite number above 0',
        String(beta),
      ]),
      [{ least: -1 }, integer('least', 0), '-1'],
      [{ least: 26 }, 'dataset must have at least 104 rows, 26 for each of 4 peers', '100'],
      [{ peers: 7 }, 'dataset must have at least 112 rows, 16 for each of 7 peers', '100'],
      [{ alpha: 1 }, 'options must be among peers, beta, stream, least', '"alpha"'],
    ],
  );
  refuseOptions('shardByGroup', (options) => shardByGroup(dataset, options), { peers: 3, stream }, [
    ...peersRefused,
    [{ peers: 4 }, 'peers must be at most the number of groups, 3', '4'],
    [{ least: 1 }, 'options must be among peers, stream', '"least"'],
  ]);
  const { groups: _, ...ungrouped } = dataset;
  itRefuses('shardByGroup', [
    {
      what: 'a data set without groups',
      call: () => shardByGroup(ungrouped, { peers: 2, stream }),
      rule: 'dataset must have groups',
      value: 'none in numbered',
    },
  ]);

  const batch = { rows: 10, size: 4, round: 0, stream };
  refuseOptions('batchIndices', batchIndices, batch, [
    [{ rows: 0 }, integer('rows', 1), '0'],
    [{ size: 0 }, 'size must be an integer from 1 to 100000000', '0'],
    [{ round: -1 }, integer('round', 0), '-1'],
    [{ round: 2 ** 52 }, 'round must be an integer from 0 to 2251799813685246', String(2 ** 52)],
    [{ epoch: 1 }, 'options must be among rows, size, round, stream', '"epoch"'],
  ]);

  const known = 'options must be among stream, inputs, classes, rows, hidden, noise';
  refuseOptions('teacherDataset', teacherDataset, { stream }, [
    [{ inputs: 0 }, integer('inputs', 1), '0'],
    [{ classes: 1 }, integer('classes', 2), '1'],
    [{ rows: 0 }, integer('rows', 1), '0'],
    [{ hidden: 0 }, integer('hidden', 1), '0'],
    [{ noise: -1 }, 'noise must be a finite number of at least 0', '-1'],
    [{ noise: Infinity }, 'noise must be a finite number of at least 0', 'Infinity'],
    [{ temperature: 1 }, known, '"temperature"'],
  ]);

  const texts: AuthorText[] = [
    { author: 'long', text: 'a'.repeat(100) },
    { author: 'short', text: 'a'.repeat(50) },
  ];
  const chars = { stream, window: 4, examples: 36, heldOutExamples: 6 };
  refuseOptions('characterDataset', (options) => characterDataset(texts, options), chars, [
    [{ window: 0 }, integer('window', 1), '0'],
    [{ examples: 0 }, integer('examples', 1), '0'],
    [{ heldOutExamples: 1.5 }, integer('heldOutExamples', 1), '1.5'],
    [{ fraction: 1 }, between, '1'],
    [
      { examples: 37 },
      'addresses must leave 41 characters an author for 37 train rows of window 4',
      '40 of short',
    ],
    [
      { heldOutExamples: 7 },
      'addresses must leave 11 characters an author for 7 heldOut rows of window 4',
      '10 of short',
    ],
    [
      { seed: 1 },
      'options must be among stream, window, examples, heldOutExamples, fraction',
      '"seed"',
    ],
  ]);
  itRefuses('characterDataset', [
    {
      what: 'no addresses',
      call: () => characterDataset([], { stream }),
      rule: integer('number of addresses', 1),
      value: '0',
    },
  ]);

  itRefuses('encodeText', [
    {
      what: 'a value that is not text',
      call: () => encodeText(7 as unknown as string),
      rule: 'text must be a string',
      value: '7',
    },
  ]);
  for (const code of [-1, 41, 0.5, NaN]) {
    const rule = 'codes must be integers from 0 to 40';
    const call = (): unknown => decodeText([0, code]);
    itRefuses('decodeText', [{ what: `the code ${code}`, call, rule, value: `${code} at 1` }]);
  }
});
