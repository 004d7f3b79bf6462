/*
 * The files that a study leaves in its folder: `name.json` with everything, `name.svg` with the picture, and
 * one `index.html` with the figures of all results in the folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../files/failure.js';
import { takeLock } from '../files/lock.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkFolder, replaceFile } from '../files/replace.js';
import { toPage, toSvg, type Section } from '../plot/index.js';
import { STUDIES, type AnyResult } from '../studies/index.js';

/** Any study, with its figure. */
export type AnyStudy = (typeof STUDIES)[number];

/** The name of a study's files. */
function fileName(study: { readonly command: string }): string {
  return study.command.replaceAll(' ', '-');
}

const WHERE = 'command line';

/**
 * Takes a study's place in a folder, which is made where there is none: one run at a time writes its files.
 *
 * @returns a function that gives the place back
 * @throws {@link FileError} when the folder cannot be made or written to, or another run has the place
 */
export function takePlace(folder: string, study: AnyStudy): () => void {
  const cure = 'choose another with --out';
  checkFolder(WHERE, folder, cure);
  const path = join(folder, `${fileName(study)}.json`);
  const rule = 'must be a file that can be locked';
  return attempt({ where: WHERE, path, rule, cure }, () => takeLock(WHERE, path));
}

/** Where a study's journal is. */
export function journalPath(folder: string, study: AnyStudy): string {
  return join(folder, `${fileName(study)}.journal.jsonl`);
}

/**
 * Writes a result's files and the page of all results in the folder.
 *
 * @returns the files written, and the results that could not be read for the page
 */
export async function writeResult(
  folder: string,
  study: AnyStudy,
  result: AnyResult,
): Promise<{ written: string[]; unread: string[] }> {
  const path = (end: string): string => join(folder, `${fileName(study)}.${end}`);
  const page = join(folder, 'index.html');
  replaceFile(WHERE, path('json'), `${JSON.stringify(result, null, 1)}\n`);
  replaceFile(WHERE, path('svg'), await toSvg(figureOf(study, result)));
  const { sections, unread } = readSections(folder);
  replaceFile(WHERE, page, toPage('BitTensor Workbench: figures', sections));
  return { written: [path('json'), path('svg'), page], unread };
}

/** The figure of a study's result, as it was computed or as it was read back from its JSON file. */
function figureOf(study: AnyStudy, result: AnyResult): ReturnType<AnyStudy['figure']> {
  return (study.figure as (result: AnyResult) => ReturnType<AnyStudy['figure']>)(result);
}

function readSections(folder: string): { sections: Section[]; unread: string[] } {
  const sections: Section[] = [];
  const unread: string[] = [];
  for (const study of STUDIES) {
    const path = join(folder, `${fileName(study)}.json`);
    if (!existsSync(path)) continue;
    try {
      const result = JSON.parse(readFileSync(path, 'utf8')) as AnyResult;
      const { parameters, versions, tables } = result;
      sections.push({
        id: fileName(study),
        figure: figureOf(study, result),
        rows: tables.summary,
        parameters: { ...parameters, versions },
      });
    } catch (error) {
      const isUnused = error instanceof InvalidArgumentError && error.rule.endsWith('in use');
      const reason = isUnused
        ? `names ${error.value}, to be given by --use`
        : 'is not a result of this version';
      unread.push(`${path} ${reason}`);
    }
  }
  return { sections, unread };
}
