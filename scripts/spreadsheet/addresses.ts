/** Size in bytes of a block of memory. No address spans two blocks. */
const PIECE_BYTES = 1 << 20
/** Bytes for the line and the length. */
const HEAD_BYTES = 5

/**
 * Finds the first line that has an address. A Map of a million strings would take 150 MB. Here the addresses are stored
 * one after another in blocks of memory, and a hash table of numbers finds them.
 */
export class Addresses {
  /** Addresses as bytes, each after its line (4 bytes) and length (1 byte). Position 0 means that nothing is there. */
  readonly #pieces = [Buffer.allocUnsafe(PIECE_BYTES)]
  #end = 1
  /** Open addressing: the position of an address, and a byte of its hash, so that most others need no comparison. */
  #places = new Uint32Array(1 << 10)
  #tags = new Uint8Array(1 << 10)
  #count = 0

  /**
   * @param address one that can be invited: ASCII, at most 254 characters
   * @returns the line that already has the address; undefined if it is new
   */
  note(address: string, line: number): number | undefined {
    if (this.#count * 2 >= this.#places.length) this.#grow()
    const hash = hashOf(address)
    const mask = this.#places.length - 1
    let slot = hash & mask
    for (let place = this.#places[slot]; place; place = this.#places[slot]) {
      if (this.#tags[slot] === hash >>> 24 && this.#addressAt(place) === address) return this.#lineAt(place)
      slot = (slot + 1) & mask
    }
    this.#places[slot] = this.#store(address, line)
    this.#tags[slot] = hash >>> 24
    this.#count += 1
    return undefined
  }

  #store(address: string, line: number): number {
    const { length } = address
    if ((this.#end % PIECE_BYTES) + HEAD_BYTES + length > PIECE_BYTES) {
      this.#end = this.#pieces.length * PIECE_BYTES
      this.#pieces.push(Buffer.allocUnsafe(PIECE_BYTES))
    }
    const place = this.#end
    const { piece, at } = this.#find(place)
    piece.writeUInt32LE(line, at)
    piece.writeUInt8(length, at + 4)
    piece.write(address, at + HEAD_BYTES, 'latin1')
    this.#end = place + HEAD_BYTES + length
    return place
  }

  #find(place: number): { piece: Buffer; at: number } {
    const piece = this.#pieces[Math.floor(place / PIECE_BYTES)]
    if (piece === undefined) throw new Error(`no address at ${place}`)
    return { piece, at: place % PIECE_BYTES }
  }

  #lineAt(place: number): number {
    const { piece, at } = this.#find(place)
    return piece.readUInt32LE(at)
  }

  #addressAt(place: number): string {
    const { piece, at } = this.#find(place)
    return piece.toString('latin1', at + HEAD_BYTES, at + HEAD_BYTES + piece.readUInt8(at + 4))
  }

  #grow(): void {
    const places = this.#places
    this.#places = new Uint32Array(places.length * 2)
    this.#tags = new Uint8Array(places.length * 2)
    const mask = this.#places.length - 1
    for (const place of places) {
      if (place === 0) continue
      const hash = hashOf(this.#addressAt(place))
      let slot = hash & mask
      while (this.#places[slot] !== 0) slot = (slot + 1) & mask
      this.#places[slot] = place
      this.#tags[slot] = hash >>> 24
    }
  }
}

/** FNV-1a, with its upper bits mixed into the lower ones, which select the slot. */
function hashOf(address: string): number {
  let hash = 2166136261
  for (let index = 0; index < address.length; index++) hash = Math.imul(hash ^ address.charCodeAt(index), 16777619)
  return (hash ^ (hash >>> 15)) >>> 0
}
