// Where a ShareableList has what, as in Python, with N items:
//
//   N   offsets of the slots, and of their end   the slots         forms         backs
//   8   (N + 1) × 8                              8 or more each    N × 8         N × 1      bytes
//
// Offsets count from the first slot. A form is that of Python's struct module, padded with zeros.

const WORD = 8;

export class ListLayout {
  /** Offsets of the slots, and of their end. */
  readonly #offsets: readonly number[];

  constructor(offsets: readonly number[]) {
    this.#offsets = offsets;
  }

  /** For slots of these sizes. */
  static of(sizes: readonly number[]): ListLayout {
    let end = 0;
    return new ListLayout([0, ...sizes.map((size) => end += size)]);
  }

  /** Of a list that is there. */
  static read(buf: Uint8Array, who: string): ListLayout {
    const view = viewOf(buf);
    const length = buf.length < WORD ? -1 : Number(view.getBigInt64(0, true));
    const offsets: number[] = [];
    if (length >= 0 && (length + 2) * WORD <= buf.length) {
      for (let i = 0; i <= length; i++) {
        offsets.push(Number(view.getBigInt64((i + 1) * WORD, true)));
      }
    }
    const layout = new ListLayout(offsets);
    const grows = offsets.every((offset, i) => i === 0 ? offset === 0 : offset >= offsets[i - 1]!);
    if (offsets.length === 0 || !grows || layout.size > buf.length) {
      throw new RangeError(`${who}: there is no list in the memory`);
    }
    return layout;
  }

  write(buf: Uint8Array): void {
    const view = viewOf(buf);
    view.setBigInt64(0, BigInt(this.length), true);
    this.#offsets.forEach((offset, i) => view.setBigInt64((i + 1) * WORD, BigInt(offset), true));
  }

  get length(): number {
    return this.#offsets.length - 1;
  }

  /** Bytes of everything. */
  get size(): number {
    return this.#backs + this.length;
  }

  slot(buf: Uint8Array, index: number): Uint8Array {
    const start = this.#slots;
    return buf.subarray(start + this.#offsets[index]!, start + this.#offsets[index + 1]!);
  }

  form(buf: Uint8Array, index: number): string {
    const start = this.#forms + index * WORD;
    let form = "";
    for (let i = start; i < start + WORD && buf[i] !== 0; i++) form += String.fromCharCode(buf[i]!);
    return form;
  }

  setForm(buf: Uint8Array, index: number, form: string): void {
    const start = this.#forms + index * WORD;
    for (let i = 0; i < WORD; i++) buf[start + i] = i < form.length ? form.charCodeAt(i) : 0;
  }

  back(buf: Uint8Array, index: number): number {
    return buf[this.#backs + index]!;
  }

  setBack(buf: Uint8Array, index: number, back: number): void {
    buf[this.#backs + index] = back;
  }

  get #slots(): number {
    return (this.length + 2) * WORD;
  }

  get #forms(): number {
    return this.#slots + this.#offsets.at(-1)!;
  }

  get #backs(): number {
    return this.#forms + this.length * WORD;
  }
}

function viewOf(buf: Uint8Array): DataView {
  return new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
}
