// Writes the languages (actions/invitation/languages/) and the mail (scripts/mail/) into the files that are deployed.
// Run `npm run languages` after changing either; test/unit/scripts/mail/languages.test.ts fails until you do.
import { build } from 'esbuild'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const read = (file) => readFileSync(file, 'utf8')

async function load(entry) {
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}

const { registry, tenantFiles } = await load('scripts/mail/languages.ts')
const tags = readdirSync('actions/invitation/languages')
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((tag) => tag !== 'language')
  .sort()
writeFileSync('actions/invitation/languages.ts', registry(tags))

const source = {
  kind: read('scripts/mail/kind.liquid'),
  subject: read('scripts/mail/subject.liquid'),
  body: read('scripts/mail/body.html'),
}
const declared = JSON.parse(read('tenant/emails/reset_email.json'))
const files = tenantFiles(source, declared, await load('actions/invitation/languages.ts'))
for (const [file, text] of Object.entries(files)) writeFileSync(file, text)
console.log(`${tags.join(', ')}: written into actions/invitation/languages.ts, ${Object.keys(files).join(', ')}.`)
