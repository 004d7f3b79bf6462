import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { plainProse } from './test/support/plainProse.mjs';

/** What each layer of lib/ may import besides itself. Imports run one way; see "The house" in CONTRIBUTING.md. */
const below = {
  host: [],
  math: [],
  files: ['math'],
  parameters: ['math'],
  market: ['math', 'parameters'],
  kernel: ['math', 'parameters', 'market'],
  ledger: ['math', 'parameters', 'files', 'market'],
  datasets: ['math', 'parameters', 'files'],
  tensors: ['math', 'parameters'],
  network: ['math', 'parameters', 'files', 'market', 'ledger', 'datasets', 'tensors'],
  plot: ['math', 'parameters', 'files', 'market', 'datasets', 'network'],
};
// From here on each layer may import all before it.
for (const layer of ['studies', 'runs', 'explorables', 'notebook', 'site', 'cli', 'docs', 'entry'])
  below[layer] = Object.keys(below);

/** Layers that browsers run. Node's part of them is below lib/host and in the files that package.json names. */
const inBrowsers = ['math', 'parameters', 'market', 'kernel', 'plot', 'explorables'];
const nodeAlone = [
  'lib/plot/output/drawing/node.ts',
  'lib/kernel/bytes/node.ts',
  'lib/kernel/sparse/worker.ts',
];
const message = 'Browsers run this layer: put the part for Node below lib/host.';
const nodeGlobals = ['process', 'Buffer', 'require', '__dirname', 'global', 'setImmediate'];

/** Functions of Math that engines round differently, so that a seed would not decide every bit. */
const roundedByEngines = Object.fromEntries(
  ['exp', 'expm1', 'log', 'log1p', 'pow', 'sin', 'cos', 'tan', 'tanh', 'atanh', 'cbrt'].map(
    (name) => [name, 'Engines round it differently: take it from lib/math/elementary.ts.'],
  ),
);
const ofBytes = ['math', 'market', 'kernel'];

const layers = Object.entries(below)
  .filter(([layer]) => layer !== 'entry')
  .map(([layer, allowed]) => ({
    files: [`lib/${layer}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                ...Object.keys(below)
                  .filter((other) => other !== layer && !allowed.includes(other))
                  .map((other) => `**/${other}/**`),
              ],
              message: `lib/${layer} imports only ${[...allowed, 'itself'].join(', ')}.`,
            },
            ...(inBrowsers.includes(layer) ? [{ group: ['node:*'], message }] : []),
          ],
        },
      ],
      ...(ofBytes.includes(layer) && {
        'no-restricted-properties': [
          'error',
          ...Object.entries(roundedByEngines).map(([property, message]) => ({
            object: 'Math',
            property,
            message,
          })),
        ],
      }),
      ...(inBrowsers.includes(layer) && {
        'no-restricted-globals': ['error', ...nodeGlobals.map((name) => ({ name, message }))],
      }),
    },
    ...(inBrowsers.includes(layer) && { ignores: nodeAlone }),
  }));

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'figures/',
      'coverage/',
      '**/node_modules/',
      '.venv/',
      'notebooks-html/',
      'docs/api/',
      'site/',
      'lib/kernel/assembly/',
      'lib/tensors/assembly/',
      'lib/network/engine/assembly/',
      'lib/network/gate/assembly/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // A row of a table is a type, not an interface: only a type is a Record of cells.
      '@typescript-eslint/consistent-type-definitions': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['notebooks/jupyter/**'],
    languageOptions: {
      globals: Object.fromEntries(
        ['console', 'process', 'require', '__dirname', 'setImmediate', 'clearImmediate'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
  ...layers,
  {
    files: ['lib/**'],
    plugins: { workbench: { rules: { 'plain-prose': plainProse } } },
    rules: { 'workbench/plain-prose': 'error' },
  },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
);
