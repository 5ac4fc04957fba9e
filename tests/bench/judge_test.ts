import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { judge } from "../../bench/judge.mjs";
import { summary } from "../../bench/statistics.mjs";

const measured = (unit: string, target: Record<string, unknown>) => ({
  name: "row",
  unit,
  target,
  samples: { ours: [10, 20, 30], raw: [10, 10, 10] },
});
const met = (unit: string, target: Record<string, unknown>, python?: number[]) =>
  judge(measured(unit, target), python && summary(python)).met;

test("summary: the median and the middle half", () => {
  assertEquals(summary([4, 1, 3, 2, 5]), { median: 3, low: 2, high: 4, samples: 5 });
  assertEquals(summary([1, 2]).median, 1.5);
});

test("judge: the ratio and the excess are the medians over pairs of samples", () => {
  const { ratio, excess } = judge(measured("ns", {}), undefined);
  assertEquals([ratio.median, excess.median], [2, 10]);
  const drifting = { ...measured("ns", {}), samples: { ours: [2, 40, 8], raw: [1, 20, 4] } };
  assertEquals(judge(drifting, undefined).ratio.median, 2);
});

test("judge: every bound of a target can be met and missed", () => {
  for (
    const [reached, missed] of [
      [{ maxRatio: 2 }, { maxRatio: 1.9 }],
      [{ maxExcess: 10 }, { maxExcess: 9 }],
      [{ max: 20 }, { max: 19 }],
      [{ min: 20 }, { min: 21 }],
    ]
  ) {
    assertEquals([met("ns", reached!), met("ns", missed!)], [true, false]);
  }
  assertEquals(met("ns", { max: 20, min: 21 }), false);
});

test("judge: better than python3 is less time or a higher rate", () => {
  const beats = { beatsPython: true };
  assertEquals([met("µs", beats, [21]), met("µs", beats, [19])], [true, false]);
  assertEquals([met("/s", beats, [19]), met("/s", beats, [21])], [true, false]);
  assertEquals(met("µs", beats), true);
});

test("judge: a row without a target is neither met nor missed", () => {
  const informative = { ...measured("µs", {}), target: undefined };
  assertEquals(judge(informative, undefined).met, undefined);
});
