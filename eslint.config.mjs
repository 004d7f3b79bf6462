import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What each layer of lib/ may not import. Imports run one way; see "The house" in CONTRIBUTING.md. */
const upwards = {
  math: ['tensors', 'market', 'kernel', 'ledger', 'experiments', 'figures', 'notebook', 'cli'],
  tensors: ['market', 'kernel', 'ledger', 'experiments', 'figures', 'notebook', 'cli'],
  market: ['tensors', 'kernel', 'ledger', 'experiments', 'figures', 'notebook', 'cli'],
  kernel: ['tensors', 'ledger', 'experiments', 'figures', 'notebook', 'cli'],
  ledger: ['tensors', 'kernel', 'experiments', 'figures', 'notebook', 'cli'],
  experiments: ['figures', 'notebook', 'cli'],
  figures: ['notebook', 'cli'],
  notebook: ['cli'],
};

const layers = Object.entries(upwards).map(([layer, forbidden]) => ({
  files: [`lib/${layer}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [...forbidden.map((above) => `**/${above}/**`), '**/lib/index.js'],
            message: `lib/${layer} may not import upwards.`,
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
      'lib/kernel/assembly/',
      'lib/tensors/assembly/',
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
    files: ['test/**'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
);
