import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { readCall, writeCall } from "../../../concurrent/futures/call_words.ts";
import {
  INLINE_ARGS,
  LANE_BYTES,
  laneWords,
  SLOTS,
} from "../../../concurrent/futures/lane_words.ts";

test("call words: every list of few simple arguments arrives as it was", () => {
  const lane = laneWords(new Int32Array(new SharedArrayBuffer(LANE_BYTES)));
  const simple = [undefined, null, true, false, 0, -0, NaN, Infinity, 2 ** 53 + 2, -1.5e-300];
  for (let sequence = 0; sequence < 4 * SLOTS; sequence++) {
    const args = Array.from(
      { length: sequence % (INLINE_ARGS + 1) },
      (_, i) => simple[(sequence * 7 + i * 3) % simple.length],
    );
    assertEquals(writeCall(lane, sequence, args), true);
    const read = readCall(lane, sequence)!;
    assertEquals(read.length, args.length);
    args.forEach((arg, i) => assertEquals(Object.is(read[i], arg), true));
  }
});

test("call words: what does not fit goes by message", () => {
  const lane = laneWords(new Int32Array(new SharedArrayBuffer(LANE_BYTES)));
  for (const args of [["text"], [1n], [{}], [() => {}], [1, 2, 3, 4, 5], [1, [2]]]) {
    assertEquals(writeCall(lane, 3, args), false);
    assertEquals(readCall(lane, 3), undefined);
  }
});

test("call words: neighbours do not touch each other", () => {
  const lane = laneWords(new Int32Array(new SharedArrayBuffer(LANE_BYTES)));
  for (let i = 0; i < SLOTS; i++) writeCall(lane, i, [i, i + 0.5, -i, i * i]);
  for (let i = 0; i < SLOTS; i++) assertEquals(readCall(lane, i), [i, i + 0.5, -i, i * i]);
});
