import { dumps } from "../../multiprocessing/reduction.ts";
import { registerClass } from "../../_transfer/registry.ts";
import { randomSource } from "../support/random.ts";
import { Point, randomValue } from "./random_values.ts";

registerClass("test.Point", Point);

/** The length of all the encodings, and their FNV-1a hash. */
export function hashOf(seed: number, count: number): [length: number, hash: number] {
  const random = randomSource(seed);
  let length = 0;
  let hash = 0x811c9dc5;
  for (let i = 0; i < count; i++) {
    const { bytes } = dumps(randomValue(random), "value");
    length += bytes.length;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return [length, hash >>> 0];
}
