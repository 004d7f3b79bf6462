import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { plainProse } from './test/support/plainProse.mjs';

/** What each layer of lib/ may import besides itself. Imports run one way; see "The house" in CONTRIBUTING.md. */
const below = {
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
for (const layer of ['studies', 'runs', 'notebook', 'cli', 'docs', 'entry'])
  below[layer] = Object.keys(below);

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
          ],
        },
      ],
    },
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
      'lib/kernel/assembly/',
      'lib/tensors/assembly/',
      'lib/network/engine/assembly/',
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
