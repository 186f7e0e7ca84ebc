// The desk on its own: it prints its address before the code that serves it is loaded (scripts/build.mjs).
export { deskCommand } from './desk.ts'
export { Disk } from '../ground/disk/disk.ts'
export { inEnvironment } from '../ground/settings/environments.ts'
export { turnsOfRun } from './turns-of-run.ts'
