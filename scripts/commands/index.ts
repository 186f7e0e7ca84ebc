// Every command; loaded only when one runs (scripts/build.mjs), so that --help starts as fast as Node does.
export { deployApply } from './deploy-apply.ts'
export { importCommand } from './import.ts'
export { invite } from './invite.ts'
export { list } from './list.ts'
export { remind } from './remind.ts'
export { resend } from './resend.ts'
export { revoke } from './revoke.ts'
export { show } from './show.ts'
