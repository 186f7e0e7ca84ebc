import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Disk } from '../../../../../scripts/ground/disk/disk.ts'
import { InvitationsError } from '../../../../../scripts/ground/errors.ts'
import { Secrets } from '../../../../../scripts/ground/secrets.ts'

const disk = new Disk(new Secrets(['hush-hush-hush']), { isRunning: () => true, now: new Date() })
const folder = () => mkdtempSync(join(tmpdir(), 'disk-'))
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
const read = (path: string) => readFileSync(path, 'utf8')

async function* pieces(...all: (string | Error)[]) {
  for (const piece of all) {
    if (piece instanceof Error) throw piece
    yield piece
  }
}

describe('a file that is replaced', () => {
  it('can be read by its owner only, whatever was there, and holds no secret', () => {
    const file = join(folder(), 'report.html')
    writeFileSync(file, 'yesterday', { mode: 0o666 })
    disk.replace(file, 'It is hush-hush-hush.')
    expect([read(file), modeOf(file)]).toEqual(['It is [hidden].', '600'])
  })

  it('can hold any bytes', () => {
    const file = join(folder(), 'copy.csv')
    disk.replace(file, Buffer.from('hush-hush-hush'))
    expect(read(file)).toBe('hush-hush-hush')
  })

  it('stays as it was if the source fails in the middle, and nothing half-written is left', async () => {
    const place = folder()
    const file = join(place, 'all.csv')
    writeFileSync(file, 'yesterday')
    await expect(disk.replaceWith(file, pieces('new', new Error('broken')))).rejects.toThrow('broken')
    expect([read(file), readdirSync(place)]).toEqual(['yesterday', ['all.csv']])
    await disk.replaceWith(file, pieces('new ', 'hush-hush-hush'))
    expect([read(file), readdirSync(place), modeOf(file)]).toEqual(['new [hidden]', ['all.csv'], '600'])
  })

  it('is complete even if two write it at the same time', async () => {
    const file = join(folder(), 'all.csv')
    await Promise.all(['a', 'b', 'c'].map((name) => disk.replaceWith(file, pieces(...Array<string>(100).fill(name)))))
    expect(read(file)).toMatch(/^(a{100}|b{100}|c{100})$/)
  })

  it('stays as it was after a mere test that it can be written', () => {
    const place = folder()
    const file = join(place, 'report.html')
    disk.tryToWrite(file)
    expect(readdirSync(place)).toEqual([])
    writeFileSync(file, 'yesterday')
    disk.tryToWrite(file)
    expect([read(file), readdirSync(place)]).toEqual(['yesterday', ['report.html']])
  })

  it('can have the longest name that the system allows', () => {
    const file = join(folder(), 'n'.repeat(255))
    disk.replace(file, 'content')
    expect(read(file)).toBe('content')
  })

  it('cannot be the target of a link, a folder or a device', () => {
    const place = folder()
    writeFileSync(join(place, 'precious'), 'precious')
    symlinkSync('precious', join(place, 'link'))
    symlinkSync('nowhere', join(place, 'dangling'))
    mkdirSync(join(place, 'folder'))
    const errorOf = (path: string) => {
      try {
        disk.replace(path, 'content')
      } catch (failure) {
        return failure instanceof InvitationsError ? `${failure.code}: ${failure.message}` : failure
      }
      return undefined
    }
    const links = ['link', 'dangling'].map((name) => join(place, name))
    for (const path of [...links, `${links[0]}/`]) {
      expect(errorOf(path)).toBe(
        `output_failed: ${path} cannot be written: it is a symbolic link, and links are not followed.`,
      )
    }
    for (const [path, why] of [
      [join(place, 'folder'), 'it is a folder'],
      ['/dev/null', 'it is not an ordinary file'],
      [join(place, 'none', 'file'), 'its folder does not exist'],
      [join(place, 'precious', 'file'), 'there is a file where its folder should be'],
    ] as const) {
      expect(errorOf(path)).toBe(`output_failed: ${path} cannot be written: ${why}.`)
      expect(() => disk.tryToWrite(path)).toThrow(`${path} cannot be written: ${why}. Nothing was done.`)
    }
    for (const path of links) expect(() => disk.tryToWrite(path)).toThrow('links are not followed. Nothing was done.')
    expect([read(join(place, 'precious')), readdirSync(place)]).toEqual([
      'precious',
      ['dangling', 'folder', 'link', 'precious'],
    ])
  })
})

describe('a file that grows', () => {
  it('is readable by its owner only, keeps what is in it, and holds no secret', async () => {
    const file = join(folder(), 'audit.ndjson')
    for (const text of ['one\n', 'two hush-hush-hush\n']) {
      const opened = disk.append(file)
      opened.write(text)
      await opened.writeDurably('durably\n')
      opened.close()
    }
    expect([read(file), modeOf(file)]).toEqual(['one\ndurably\ntwo [hidden]\ndurably\n', '600'])
  })

  it('cannot be the target of a link, a folder or a device', () => {
    const place = folder()
    symlinkSync('nowhere', join(place, 'dangling'))
    expect(() => disk.append(join(place, 'dangling'))).toThrow('it is a symbolic link, and links are not followed')
    expect(() => disk.append('/dev/null')).toThrow('it is not an ordinary file')
    expect(() => disk.append(place)).toThrow('it is a folder')
  })
})

describe('a folder', () => {
  it('is readable by its owner only, and cannot be a link', () => {
    const place = folder()
    disk.folder(join(place, 'new', 'inner'))
    disk.folder(join(place, 'new', 'inner'))
    expect([modeOf(join(place, 'new')), modeOf(join(place, 'new', 'inner'))]).toEqual(['700', '700'])
    symlinkSync('new', join(place, 'link'))
    for (const path of ['link', 'link/']) {
      expect(() => disk.folder(join(place, path))).toThrow('it is a symbolic link, and links are not followed')
    }
  })

  it('for temporary files is readable by its owner only, as are the files in it, and is removed with them', () => {
    const temporary = disk.temporaryFolder()
    temporary.write('actions/code.js', 'hush-hush-hush')
    const file = join(temporary.path, 'actions', 'code.js')
    expect([read(file), modeOf(file), modeOf(temporary.path)]).toEqual(['hush-hush-hush', '600', '700'])
    expect(() => temporary.write('actions/code.js', 'again')).toThrow('EEXIST')
    temporary.remove()
    expect(() => statSync(temporary.path)).toThrow('ENOENT')
  })
})
