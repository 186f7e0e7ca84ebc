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
      // An unused argument shows the form of a callback.
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
      // Auth0's handlers and commands are async whether or not they wait.
      '@typescript-eslint/require-await': 'off',
      // A step may answer or not; `void` is clearer than a return in each.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Data from JSON or from others is checked although it has types.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // tsc's noPropertyAccessFromIndexSignature wants brackets where ESLint wants dots.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
)
