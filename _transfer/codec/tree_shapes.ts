// What the objects of trees have in common that have the same keys, remembered from one tree to the next.

import { define } from "./define.ts";
import { damaged } from "./reader.ts";
import { readUtf8 } from "./text.ts";

/** A list of keys. */
export class Shape {
  /** Has them all as properties of its own: who fills a copy of it calls no setter. */
  readonly template: Record<string, unknown> = {};
  readonly keys: readonly string[];
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const keys = readKeys(bytes, 0, bytes.length);
    for (const key of keys) define(this.template, key, undefined);
    // Names of properties, as these texts are, are found faster than others.
    this.keys = Object.keys(this.template);
    if (this.keys.length !== keys.length) damaged("an object has a key twice");
  }

  isOf(bytes: Uint8Array, at: number, length: number): boolean {
    const own = this.#bytes;
    if (own.length !== length) return false;
    for (let i = 0; i < length; i++) if (own[i] !== bytes[at + i]) return false;
    return true;
  }
}

const SHAPES = 256;

/** Each in the place that its bytes lead to. */
const shapes: (Shape | undefined)[] = new Array(SHAPES).fill(undefined);
/** The hash of what was last met in that place, and has no shape yet. */
const met: number[] = new Array(SHAPES).fill(0);

/** The shape of these bytes; undefined when they are met for the first time: most of those that are, are never again. */
export function findShape(bytes: Uint8Array, at: number, length: number): Shape | undefined {
  let hash = length;
  for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + bytes[at + i]!) | 0;
  const place = hash & (SHAPES - 1);
  const known = shapes[place];
  if (known?.isOf(bytes, at, length)) return known;
  if (met[place] === hash) return shapes[place] = new Shape(bytes.slice(at, at + length));
  met[place] = hash;
  return undefined;
}

/** The keys that these bytes are. */
export function readKeys(bytes: Uint8Array, at: number, end: number): string[] {
  const keys: string[] = [];
  while (at < end) {
    const from = at + 1;
    at = from + bytes[at]!;
    if (at > end) damaged("a key is too long");
    keys.push(readUtf8(bytes, from, at));
  }
  return keys;
}
