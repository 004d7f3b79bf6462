/*
 * Files that are damaged before they are read: ledgers, journals, checkpoints, measured Hessians, data.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFromFile, loadTrainedHessians, train } from '../../../lib/entry/network.js';
import { openFileLog, openLedger, readWeights } from '../../../lib/entry/ledger.js';
import { figure4, repairJournal, type RunOptions } from '../../../lib/entry/studies.js';
import { closeBlock, mixedGenesis, POOL, readAll } from '../../support/ledger.js';
import { ROOT } from '../../support/folders.js';
import { run } from '../../support/commandLine.js';
import { FileContent } from '../mutations/files.js';
import { through, type Target } from '../target.js';
import { judged } from './commandLine.js';
import { npyBytes, zipped } from '../../support/npy.js';
import { createStream } from '../../../lib/entry/market.js';
import { smallNetwork } from './smallNetwork.js';
import { SMALL } from '../../support/smallStudies.js';

const FILE = 'file';

/** The call that reads a file of the content. */
const reading =
  (read: () => unknown) =>
  (content: FileContent): unknown => {
    writeFileSync(FILE, content.bytes);
    return read();
  };

const written = (): [FileContent] => [new FileContent(readFileSync(FILE))];

async function ledgerFile(): Promise<[FileContent]> {
  const log = await openFileLog(FILE);
  const ledger = await openLedger(log, { genesis: mixedGenesis(3) });
  await ledger.submit(ledger.sign({ type: 'transfer', to: POOL[1].id, amount: 0.5 }, POOL[0]));
  await closeBlock(ledger);
  await log.close();
  return written();
}

/** Opens the ledger; a line that has its end is never taken for one that was cut off. */
async function openDamaged(): Promise<unknown> {
  const before = readFileSync(FILE);
  const log = await openFileLog(FILE);
  try {
    const torn = before.length - (before.lastIndexOf('\n') + 1);
    if (log.repaired > torn) throw new Error('entries of whole lines were removed');
    const ledger = await openLedger(log);
    return [ledger.snapshot(), await readAll(log)];
  } finally {
    await log.close();
  }
}

const study = (options: RunOptions): Promise<unknown> =>
  figure4(SMALL.figure4.given, { workers: 1, ...options });

/** The journal of a whole study. */
async function journalFile(): Promise<[FileContent]> {
  await study({ journal: FILE });
  return written();
}

/** Goes on from the journal, first repaired where it must be; the result is that of a run without one. */
async function resumeStudy(): Promise<void> {
  await repairJournal(FILE);
  assert.deepEqual(await study({ journal: FILE }), await study({}), 'a damaged journal was taken');
}

async function trainOn(checkpoint?: string): Promise<unknown> {
  const network = await smallNetwork();
  const options = { rounds: 4, batch: 4, segment: 2 };
  const { history } = await train(
    network,
    checkpoint === undefined ? options : { ...options, checkpoint },
  );
  return [history, network.save()];
}

async function checkpointFile(): Promise<[FileContent]> {
  await trainOn(FILE);
  return written();
}

const hessians = [0, 1].map((network) =>
  [0, 1, 2].map(() => [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1 + network : 0.1)))),
);

const ROWS = '{"weights": [[0, 1], [0.5, 0.5]], "stake": {"0": 2, "1": 1}, "names": ["0", "1"]}';

/** Kinds of files of weights, each with a small one. */
const WEIGHTS = {
  json: ROWS,
  jsonl: '{"peer": 0, "stake": 1}\n{"peer": 1, "stake": 2}\n[0, 1, 1]\n',
  csv: ',ada,bob,stake\nada,0,1,2\nbob,0.5,0.5,1\n',
} as const;

const WORDS = ['figure', '4', '--hessians-from', FILE, '--max-steps', '5'];

/** The rows of a file of data with an ending. */
const readData =
  (ending: string) =>
  (content: FileContent): unknown => {
    const path = `rows.${ending}`;
    writeFileSync(path, content.bytes);
    const label = ending.startsWith('np') ? '-1' : 'kind';
    return corpusFromFile(path, { label }).split(createStream(1));
  };

const table = Array.from({ length: 24 }, (_, row) => ({ a: row, b: row % 5, kind: row % 2 }));
const csv = ['a,b,kind', ...table.map((row) => Object.values(row).join(','))].join('\n');
const jsonLines = table.map((row) => JSON.stringify(row)).join('\n');
const array = npyBytes(
  table.flatMap((row) => Object.values(row)),
  { shape: [24, 3] },
);

/** Files, each with the call that reads it. */
export const READERS: readonly Target[] = [
  through('a ledger', undefined, reading(openDamaged), ledgerFile),
  through('a journal', undefined, reading(resumeStudy), journalFile, { seconds: 20 }),
  through(
    'a checkpoint',
    undefined,
    reading(async () => {
      assert.deepEqual(await trainOn(FILE), await trainOn(), 'a damaged checkpoint was taken');
    }),
    checkpointFile,
  ),
  ...Object.entries(WEIGHTS).map(([format, text]) =>
    through(
      `weights as ${format}`,
      undefined,
      reading(() => readWeights(FILE, { format: format as keyof typeof WEIGHTS })),
      () => [FileContent.of(text)],
    ),
  ),
  through(
    'measured Hessians',
    undefined,
    reading(async () => judged(await run([...WORDS, '--workers', '1'], '.'))),
    () => [FileContent.of(JSON.stringify(hessians))],
    { seconds: 40 },
  ),
  through('a table of data', undefined, readData('csv'), () => [FileContent.of(csv)]),
  through('lines of data', undefined, readData('jsonl'), () => [FileContent.of(jsonLines)]),
  through('an array of data', undefined, readData('npy'), () => [new FileContent(array)]),
  through('an archive of data', undefined, readData('npz'), () => [
    new FileContent(zipped({ rows: array })),
  ]),
  through(
    'trained Hessians',
    undefined,
    reading(() => loadTrainedHessians(FILE)),
    () => [new FileContent(readFileSync(join(ROOT, 'datasets', 'digits-hessians.json')))],
  ),
];
