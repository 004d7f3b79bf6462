import { resolve, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './bundle.js';

/** The arguments of a command of the site. */
export interface Arguments {
  readonly folder: string;
  readonly flags: ReadonlySet<string>;
}

/** The folder that a command is given, `site` by default, and its flags; a wrong argument ends it with one sentence. */
export function readArguments(command: string, flags: readonly string[]): Arguments {
  const options = Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }]));
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length > 1) throw new Error(`one folder, got ${positionals.join(', ')}`);
    const folder = resolve(positionals.at(0) ?? join(ROOT, 'site'));
    return { folder, flags: new Set(Object.keys(values)) };
  } catch (error) {
    console.error(`${command}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}
