import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isUnfinished, markOfThisProcess, removeLeftBehind } from '../../../../../scripts/ground/disk/left-behind.ts'

const now = new Date()
const later = new Date(now.getTime() + 25 * 60 * 60 * 1000)
const [here = ''] = markOfThisProcess().split('-')
const random = '0123456789abcdef'

describe('files that runs left behind', () => {
  it.each([
    ['a run that was killed', `x-${here}-2-${random}`, [], now, false],
    ['a run that was killed, in a half-written file', `x-${here}-2-${random}.part`, [], now, false],
    ['a run that has not ended', `x-${here}-2-${random}`, [2], now, true],
    ['an earlier process with the id of this one', `x-${here}-${process.pid}-${random}`, [process.pid], now, false],
    ['this process', `x-${markOfThisProcess()}`, [process.pid], later, true],
    ['a process of another machine or container', `x-00000000-2-${random}`, [], now, true],
    ['a process of another machine or container, a day ago', `x-00000000-2-${random}`, [], later, false],
    ['an unknown owner', 'x-Kf83ha', [], later, true],
    ['another program', `y-${here}-2-${random}`, [], later, true],
    ['another program with more after the mark', `x-${here}-2-${random}.txt`, [], later, true],
  ])('%s', (_, name, running, at, stays) => {
    const folder = mkdtempSync(join(tmpdir(), 'left-behind-'))
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'secret'), 'hush')
    removeLeftBehind(folder, 'x-', { isRunning: (pid) => running.some((one) => one === pid), now: at })
    expect(readdirSync(folder)).toEqual(stays ? [name] : [])
  })

  it('are recognised as unfinished by their names', () => {
    expect(isUnfinished(`code.js.${markOfThisProcess()}.part`)).toBe(true)
    expect(['code.js', 'chapter.part', markOfThisProcess()].filter(isUnfinished)).toEqual([])
  })

  it('are not searched for without a folder', () => {
    expect(() => removeLeftBehind('/nowhere', 'x-', { isRunning: () => false, now })).not.toThrow()
  })
})
