/*
 * Scripts for browsers: esbuild joins modules of the build, picks the files that package.json names for browsers, and
 * embeds the kernels.
 */
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { versions } from '../files/version.js';

/** The package's folder. */
export const ROOT = join(__dirname, '..', '..', '..');

/** A script of modules. */
export interface Bundle {
  /** Modules of the build, below `dist/lib`, by the name of their script. */
  readonly entries: Readonly<Record<string, string>>;
  readonly folder: string;
  /** `modules` are imported, and share what they have in common; `script` runs where it is loaded. */
  readonly kind: 'modules' | 'script';
  /** Text around a script. */
  readonly before?: string;
  readonly after?: string;
}

/** A module of the build that names its exports, which an import of CommonJS does not. */
const named: Plugin = {
  name: 'named',
  setup: (build) => {
    build.onResolve({ filter: /^named:/ }, ({ path }) => ({
      path: path.slice(6),
      namespace: 'named',
    }));
    build.onLoad({ filter: /.*/, namespace: 'named' }, async ({ path }) => {
      const names = Object.keys((await import(path)) as object).filter(
        (name) => !['default', '__esModule', 'module.exports'].includes(name),
      );
      const contents = `export { ${names.join(', ')} } from ${JSON.stringify(path)};`;
      return { contents, resolveDir: ROOT };
    });
  },
};

/** Writes scripts for browsers. */
export async function bundle({ entries, folder, kind, before, after }: Bundle): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, path]) => {
        const module = join(ROOT, 'dist', 'lib', path);
        return [name, kind === 'modules' ? `named:${module}` : module];
      }),
    ),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    ...(kind === 'modules' ? { format: 'esm', splitting: true } : { format: 'iife' }),
    ...(before !== undefined && { banner: { js: before } }),
    ...(after !== undefined && { footer: { js: after } }),
    define: { WORKBENCH_VERSION: JSON.stringify(versions().workbench) },
    // Its build for browsers defines a global name, which modules do not import.
    alias: { 'simple-statistics': require.resolve('simple-statistics') },
    loader: { '.wasm': 'binary' },
    plugins: [named],
    logLevel: 'warning',
  });
}
