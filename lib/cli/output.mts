/*
 * The files that a study leaves in its folder: `name.json` with everything, `name.svg` with the picture, and
 * one `index.html` with the figures of all results in the folder.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../math/errors.js';
import { toPage, toSvg, type Section } from '../plot/index.js';
import { STUDIES, type AnyResult } from '../studies/index.js';

/** Any study, with its figure. */
export type AnyStudy = (typeof STUDIES)[number];

/** The name of a study's files. */
function fileName(study: { readonly command: string }): string {
  return study.command.replaceAll(' ', '-');
}

/** @throws {@link FileError} when the folder cannot be made or written to. */
export function checkFolder(folder: string): void {
  const probe = join(folder, '.bittensor-workbench-probe');
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new FileError(
      'command line',
      folder,
      `must be a folder that can be written to (${(error as Error).message}); choose another with --out`,
    );
  }
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
  replaceFile(path('json'), `${JSON.stringify(result, null, 1)}\n`);
  replaceFile(path('svg'), await toSvg(figureOf(study, result)));
  const { sections, unread } = readSections(folder);
  replaceFile(page, toPage('BitTensor Workbench: figures', sections));
  return { written: [path('json'), path('svg'), page], unread };
}

/** The figure of a study's result, as it was computed or as it was read back from its JSON file. */
function figureOf(study: AnyStudy, result: AnyResult): ReturnType<AnyStudy['figure']> {
  return (study.figure as (result: AnyResult) => ReturnType<AnyStudy['figure']>)(result);
}

/** Replaces a file at once: a reader finds the old one or the new one, whole. */
function replaceFile(path: string, content: string): void {
  const temporary = `${path}.part`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    throw new FileError(
      'command line',
      path,
      `must be a file that can be written (${(error as Error).message})`,
    );
  }
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
    } catch {
      unread.push(path);
    }
  }
  return { sections, unread };
}
