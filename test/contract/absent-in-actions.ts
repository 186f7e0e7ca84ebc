import { triggers, versionsOfTriggers } from '../emulator/actions/triggers.ts'

/** The part of FIDELITY.md about what Actions find. */
export function absentInActions(): string {
  const never = Object.keys(versionsOfTriggers).filter((id) => !Object.hasOwn(triggers, id))
  const parts = Object.entries(triggers).map(([id, { version, absent, documentedMethods, methods }]) => {
    const events = Object.entries(absent).map(([part, reason]) => `| \`${part.replace(/[.[\]]+$/, '')}\` | ${reason} |`)
    const calls = documentedMethods.filter((name) => !methods.includes(name)).map((name) => `\`api.${name}\``)
    return `### ${id} ${version}

${calls.length === 0 ? 'Every documented method of `api` works.' : `There, but calling it fails the Action: ${calls.join(', ')}.`}

| absent from the documented event | why |
|---|---|
${events.join('\n')}
`
  })
  return `## Actions

What is not listed here an Action finds as documented (test/e2e/local-tenant-event.test.ts). npm packages are not there.
Actions of these triggers never run, and binding one answers 501: ${never.join(', ')}.

${parts.join('\n')}`
}
