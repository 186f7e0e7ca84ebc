/** Size in bytes of a piece of the memory; an address lies whole in one. */
const PIECE_BYTES = 1 << 20

/**
 * Which line has an address first. A Map of a million strings would take 150 MB; here the addresses lie one after the
 * other in pieces of memory, and a hash table of numbers finds them.
 */
export class Addresses {
  /** Addresses as bytes, each after its length (2 bytes); the first byte is not used, since place 0 means free. */
  readonly #pieces = [Buffer.allocUnsafe(PIECE_BYTES)]
  #end = 1
  /** Open addressing: where the address is, 0 where free. */
  #places = new Uint32Array(1 << 10)
  #lines = new Uint32Array(1 << 10)
  #count = 0
  /** The address that is looked for, as bytes. */
  readonly #wanted = Buffer.allocUnsafe(1024)

  /** @returns the line that has the address already; undefined when it is noted as new */
  note(address: string, line: number): number | undefined {
    if (this.#count * 2 >= this.#places.length) this.#grow()
    const bytes = this.#wanted.subarray(0, this.#wanted.write(address))
    const slot = this.#slotOf(bytes)
    if (this.#places[slot] !== 0) return this.#lines[slot]
    this.#places[slot] = this.#store(bytes)
    this.#lines[slot] = line
    this.#count += 1
    return undefined
  }

  #store(bytes: Buffer): number {
    if ((this.#end % PIECE_BYTES) + 2 + bytes.length > PIECE_BYTES) {
      this.#end = this.#pieces.length * PIECE_BYTES
      this.#pieces.push(Buffer.allocUnsafe(PIECE_BYTES))
    }
    const place = this.#end
    const { piece, at } = this.#find(place)
    piece.writeUInt16LE(bytes.length, at)
    bytes.copy(piece, at + 2)
    this.#end = place + 2 + bytes.length
    return place
  }

  #find(place: number): { piece: Buffer; at: number } {
    const piece = this.#pieces[Math.floor(place / PIECE_BYTES)]
    if (piece === undefined) throw new Error(`no address at ${place}`)
    return { piece, at: place % PIECE_BYTES }
  }

  #bytesAt(place: number): Buffer {
    const { piece, at } = this.#find(place)
    return piece.subarray(at + 2, at + 2 + piece.readUInt16LE(at))
  }

  #slotOf(bytes: Buffer): number {
    let hash = 2166136261 // FNV-1a
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619)
    const mask = this.#places.length - 1
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const place = this.#places[slot] ?? 0
      if (place === 0 || this.#bytesAt(place).equals(bytes)) return slot
    }
  }

  #grow(): void {
    const [places, lines] = [this.#places, this.#lines]
    this.#places = new Uint32Array(places.length * 2)
    this.#lines = new Uint32Array(places.length * 2)
    places.forEach((place, index) => {
      if (place === 0) return
      const slot = this.#slotOf(this.#bytesAt(place))
      this.#places[slot] = place
      this.#lines[slot] = lines[index] ?? 0
    })
  }
}
