import type { Parts } from './parts.ts'
import { damaged } from './refuse.ts'

/** A sheet as the workbook lists it. */
export interface SheetEntry {
  name: string
  isHidden: boolean
  /** The part that contains its cells. */
  part: string
}

/**
 * The sheets with cells, in the order of their tabs.
 * @throws InvitationsError `unreadable_file`
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/, part 1, 18.2.19 (sheet) and 18.18.68 (its state)
 */
export async function sheetsIn(parts: Parts, source: string): Promise<SheetEntry[]> {
  const root = await relationsOf(parts, '')
  const workbook = root.find(({ type }) => type.endsWith('/officeDocument'))?.target
  if (workbook === undefined || !parts.has(workbook)) throw damaged(source, 'there is no workbook in it')
  const worksheets = new Map(
    (await relationsOf(parts, workbook)).flatMap(({ id, type, target }) =>
      type.endsWith('/worksheet') ? [[id, target]] : [],
    ),
  )
  return elements(await parts.text(workbook), 'sheet').flatMap((attributes) => {
    const [, id = ''] = Object.entries(attributes).find(([name]) => /:id$/i.test(name)) ?? []
    const part = worksheets.get(id)
    const state = attributes['state'] ?? 'visible'
    return part === undefined ? [] : { name: attributes['name'] ?? '', isHidden: state !== 'visible', part }
  })
}

interface Relation {
  id: string
  type: string
  /** Name of a part. */
  target: string
}

/** What a part refers to. @param part '' for the archive itself */
async function relationsOf(parts: Parts, part: string): Promise<Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const list = `${folder}_rels/${part.slice(folder.length)}.rels`
  if (!parts.has(list)) return []
  return elements(await parts.text(list), 'Relationship').map(({ Id = '', Type = '', Target = '' }) => ({
    id: Id,
    type: Type,
    target: new URL(Target, `file:///${folder}`).pathname.slice(1),
  }))
}

/** The attributes of each element with this name. */
function elements(xml: string, name: string): Record<string, string>[] {
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s([^<]*?)/?>`, 'g'))].map(([, text = '']) =>
    attributesIn(text),
  )
}

export function attributesIn(text: string): Record<string, string> {
  const all = text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return Object.fromEntries([...all].map(([, name = '', double, single]) => [name, decoded(double ?? single ?? '')]))
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name: string) => {
    const code = decimal !== undefined ? Number(decimal) : parseInt(String(hex), 16)
    return name === undefined ? String.fromCodePoint(Math.min(code, 0x10ffff)) : (entities[name] ?? whole)
  })
}
