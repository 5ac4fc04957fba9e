import { local } from "@weft/concurrency/threading";
import { perPair } from "../pairs.ts";
import type { Row } from "../row.ts";

export const row: Row = {
  title: "local: an attribute set and read",
  unit: "ns",
  rawIs: "a property of a plain object",
  pythonIs: "threading.local: an attribute set and read",
  target: () => ({ beatsPython: true }),
  measure() {
    const mine = new local();
    const plain: Record<string, number> = {};
    let sum = 0;
    return perPair((pairs) => {
      for (let i = 0; i < pairs; i++) {
        mine.x = i;
        sum += mine.x;
      }
    }, (pairs) => {
      for (let i = 0; i < pairs; i++) {
        plain.x = i;
        sum += plain.x;
      }
    });
  },
};
