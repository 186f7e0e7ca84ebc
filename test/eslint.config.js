import { fileURLToPath } from 'node:url'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  { ignores: ['dist/**', 'tenant/**', 'node_modules/**', 'test/e2e/version-0.1/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)) },
    },
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'URL',
          property: 'canParse',
          message: 'Node 20 says no to letters like ü once it is warm: parseUrl.',
        },
      ],
      // An unused argument tells the shape of a callback.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Auth0's handlers are async whether they wait or not; so are commands.
      '@typescript-eslint/require-await': 'off',
      // A step may answer or not; `void` says that better than a return in each.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // What crosses JSON or a trust border is checked although the types promise it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // tsc's noPropertyAccessFromIndexSignature wants brackets where ESLint wants dots.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
)
