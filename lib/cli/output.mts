/*
 * The files that a study leaves in its folder: `name.json` with everything, `name.svg` with the picture, and
 * one `index.html` with the figures of all results in the folder.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw, FileError, toPage, toSvg, type AnyResult, type Section } from '../index.js';

/** Each study's file name, in the order of the page. */
export const FILE_NAMES: Record<AnyResult['study'], string> = {
  figure4: 'figure-4',
  figure5: 'figure-5',
  scaling: 'scaling',
  choices: 'choices',
  regret: 'regret',
  anarchy: 'anarchy',
  attacks: 'attacks',
  sybils: 'sybils',
  scale: 'scale',
  mechanisms: 'mechanisms',
  detection: 'detection',
  benchmark: 'benchmark',
  significance: 'significance',
  liveMarket: 'live-market',
  bandwidth: 'bandwidth',
  gating: 'gating',
  distillation: 'distillation',
};

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
export function journalPath(folder: string, study: AnyResult['study']): string {
  return join(folder, `${FILE_NAMES[study]}.journal.jsonl`);
}

/**
 * Writes a result's files and the page of all results in the folder.
 *
 * @returns the files written, and the results that could not be read for the page
 */
export async function writeResult(
  folder: string,
  result: AnyResult,
): Promise<{ written: string[]; unread: string[] }> {
  const name = FILE_NAMES[result.study];
  const json = join(folder, `${name}.json`);
  const svg = join(folder, `${name}.svg`);
  const page = join(folder, 'index.html');
  replaceFile(json, `${JSON.stringify(result, null, 1)}\n`);
  replaceFile(svg, await toSvg(draw(result)));
  const { sections, unread } = readSections(folder);
  replaceFile(page, toPage('BitTensor Workbench: figures', sections));
  return { written: [json, svg, page], unread };
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
  for (const name of Object.values(FILE_NAMES)) {
    const path = join(folder, `${name}.json`);
    if (!existsSync(path)) continue;
    try {
      const result = JSON.parse(readFileSync(path, 'utf8')) as AnyResult;
      const { parameters, versions, tables } = result;
      sections.push({
        id: name,
        figure: draw(result),
        rows: tables.summary,
        parameters: { ...parameters, versions },
      });
    } catch {
      unread.push(path);
    }
  }
  return { sections, unread };
}
