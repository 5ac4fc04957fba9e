/** Bytes that come in pieces. They are joined when somebody asks for them: hundreds of megabytes take long. */
export class Chunks {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  /** How many bytes have come. */
  get size(): number {
    return this.#size;
  }

  /** As they have come. */
  get pieces(): readonly Uint8Array[] {
    return this.#chunks;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  /** Takes the last piece back. */
  protected removeLast(): void {
    this.#size -= this.#chunks.pop()!.length;
  }

  /** The first `size` bytes in one piece. */
  first(size: number): Uint8Array {
    const chunks = this.#chunks;
    let count = 0;
    let length = 0;
    while (length < size) length += chunks[count++]!.length;
    if (count === 1 && length === size) return chunks[0]!;
    const all = new Uint8Array(size);
    let at = 0;
    for (let i = 0; i < count; i++) {
      // A join of more than that may have been here before.
      const chunk = chunks[i]!.subarray(0, size - at);
      all.set(chunk, at);
      at += chunk.length;
    }
    // Not to hold them twice.
    if (count > 1 && length === size) chunks.splice(0, count, all);
    return all;
  }
}
