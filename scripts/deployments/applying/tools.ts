import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { InvitationsError } from '../../ground/errors.ts'
import { projectFolder } from '../declared/project.ts'

/** What a deploy runs. Inviting needs neither, and they take 90 MB, so both are optional peers in package.json. */
export const deployTools = ['auth0-deploy-cli', 'esbuild'] as const

/** @throws InvitationsError `deploy_tools_missing`, with the command that installs what is missing */
export function requireTools(needed: readonly (typeof deployTools)[number][] = deployTools): void {
  const missing = needed.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  const file = readFileSync(join(projectFolder(), 'package.json'), 'utf8')
  const { devDependencies } = JSON.parse(file) as { devDependencies: Record<string, string> }
  const isCheckout = existsSync(join(projectFolder(), 'package-lock.json')) // not part of the published package
  const versions = missing.map((name) => `${name}@${devDependencies[name]}`)
  const [them, are] = missing.length === 1 ? ['it', 'is'] : ['them', 'are']
  throw new InvitationsError(
    'deploy_tools_missing',
    `A deploy needs ${missing.join(' and ')}, which ${are} not installed.`,
    {
      hint: `Install ${them}: ${isCheckout ? 'npm ci' : `npm install --save-dev ${versions.join(' ')}`}`,
    },
  )
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
}
