/** A word table as it travels between threads: a few arrays, cheap to copy. */
export interface PackedWords {
  /** The words one behind the other, in lower-case ASCII. */
  letters: Uint8Array<ArrayBuffer>;
  /** Where each word begins in `letters`, and at the end where the last one ends. */
  starts: Uint32Array<ArrayBuffer>;
  counts: Uint32Array<ArrayBuffer>;
  hashes: Int32Array<ArrayBuffer>;
}

// Lower-case letter of a byte, 0 for what is no ASCII letter.
const lower = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 65 && byte <= 90) return byte + 32;
  return byte >= 97 && byte <= 122 ? byte : 0;
});

const fewestSlots = 1 << 12;
const mostSlotsKept = 1 << 15;
const newline = 10;
const hashStart = 0x811c9dc5 | 0;
const hashStep = (hash: number, letter: number) => Math.imul(hash ^ letter, 0x01000193);

/**
 * Counts words: runs of two or more ASCII letters, without regard to case. It works on bytes and makes no string and no
 * object for a word, so that two threads do not wait for the memory.
 */
export class WordTable {
  // A hash table with open addressing: a slot holds the number of a word plus one, or 0.
  #slots = new Uint32Array(fewestSlots);
  #size = 0;
  #letters = new Uint8Array(1 << 14);
  #starts = new Uint32Array(1 << 11);
  #counts = new Uint32Array(1 << 11);
  #hashes = new Int32Array(1 << 11);

  /** Different words. */
  get size(): number {
    return this.#size;
  }

  /** Counts the words of a text; returns how many it has, and its lines as `wc` counts them. */
  countText(text: Uint8Array): { words: number; lines: number } {
    const end = text.length;
    let words = 0;
    let lines = 0;
    for (let i = 0; i < end; i++) {
      let letter = lower[text[i]];
      if (letter === 0) {
        if (text[i] === newline) lines++;
        continue;
      }
      const start = i;
      let hash = hashStart;
      do {
        hash = hashStep(hash, letter);
        i++;
        letter = i < end ? lower[text[i]] : 0;
      } while (letter !== 0);
      if (i < end && text[i] === newline) lines++;
      if (i - start < 2) continue;
      words++;
      this.#add(text, start, i, hash, 1);
    }
    return { words, lines };
  }

  /** Adds the counts of another table. */
  merge({ letters, starts, counts, hashes }: PackedWords): void {
    for (let word = 0; word < counts.length; word++) {
      this.#add(letters, starts[word], starts[word + 1], hashes[word], counts[word]);
    }
  }

  /** Forgets all words and keeps the memory, but for what only a large text needed: it would leave the cache to nothing else. */
  clear(): void {
    if (this.#slots.length > mostSlotsKept) this.#slots = new Uint32Array(fewestSlots);
    else this.#slots.fill(0);
    this.#size = 0;
  }

  pack(): PackedWords {
    return {
      letters: this.#letters.slice(0, this.#starts[this.#size]),
      starts: this.#starts.slice(0, this.#size + 1),
      counts: this.#counts.slice(0, this.#size),
      hashes: this.#hashes.slice(0, this.#size),
    };
  }

  /** The `n` most frequent words; of equally frequent ones the first in the alphabet. */
  top(n: number): [word: string, count: number][] {
    const counts = this.#counts.subarray(0, this.#size);
    // Words of the n highest counts, and all that tie with the last of them.
    const least = counts.slice().sort().at(-n) ?? 0;
    const best: [string, number][] = [];
    counts.forEach((count, word) => {
      if (count >= least) best.push([this.#word(word), count]);
    });
    return best.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, n);
  }

  #word(word: number): string {
    return String.fromCharCode(
      ...this.#letters.subarray(this.#starts[word], this.#starts[word + 1]),
    );
  }

  #add(text: Uint8Array, start: number, end: number, hash: number, count: number): void {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let word; (word = this.#slots[slot]) !== 0; slot = (slot + 1) & mask) {
      if (this.#hashes[word - 1] === hash && this.#equals(word - 1, text, start, end)) {
        this.#counts[word - 1] += count;
        return;
      }
    }
    this.#insert(slot, text, start, end, hash, count);
  }

  #equals(word: number, text: Uint8Array, start: number, end: number): boolean {
    const at = this.#starts[word];
    if (this.#starts[word + 1] - at !== end - start) return false;
    for (let i = 0; i < end - start; i++) {
      if (this.#letters[at + i] !== lower[text[start + i]]) return false;
    }
    return true;
  }

  #insert(slot: number, text: Uint8Array, start: number, end: number, hash: number, n: number) {
    const word = this.#size++;
    const at = this.#starts[word];
    this.#letters = grown(this.#letters, at + end - start);
    this.#starts = grown(this.#starts, word + 2);
    this.#counts = grown(this.#counts, word + 1);
    this.#hashes = grown(this.#hashes, word + 1);
    for (let i = start; i < end; i++) this.#letters[at + i - start] = lower[text[i]];
    this.#starts[word + 1] = at + end - start;
    this.#counts[word] = n;
    this.#hashes[word] = hash;
    this.#slots[slot] = word + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
  }

  #rehash() {
    this.#slots = new Uint32Array(this.#slots.length * 4);
    const mask = this.#slots.length - 1;
    for (let word = 0; word < this.#size; word++) {
      const hash = this.#hashes[word];
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = word + 1;
    }
  }
}

function grown<A extends Uint8Array | Uint32Array | Int32Array>(array: A, length: number): A {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(length * 2);
  larger.set(array);
  return larger;
}
