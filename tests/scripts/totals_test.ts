import { assertEquals } from "@std/assert";
import { test } from "node:test";
import {
  bunTotals,
  closingLine,
  denoTotals,
  judged,
  ownTotals,
  sum,
} from "../../scripts/totals.mjs";

test("the closing lines of Deno, Bun and our own scripts are read", () => {
  assertEquals(denoTotals("…\nok | 6 passed (2 steps) | 0 failed | 1 ignored (764ms)\n"), {
    passed: 6,
    failed: 0,
    skipped: 1,
  });
  assertEquals(denoTotals("FAILED | 5 passed | 2 failed (1s)\n"), {
    passed: 5,
    failed: 2,
    skipped: 0,
  });
  assertEquals(bunTotals(" 4 pass\n 1 skip\n 2 fail\n 1 error\nRan 7 tests across 2 files.\n"), {
    passed: 4,
    failed: 3,
    skipped: 1,
  });
  assertEquals(ownTotals("1 passed, 9 failed\nmore\n12 passed, 3 failed\n"), {
    passed: 12,
    failed: 3,
    skipped: 0,
  });
});

test("a run that fails without a failed test, or that has no test, counts as a failure", () => {
  assertEquals(judged({ passed: 0, failed: 0, skipped: 2 }, true).failed, 0);
  assertEquals(judged({ passed: 3, failed: 0 }, true).failed, 0);
  assertEquals(judged({ passed: 3, failed: 0 }, false).failed, 1);
  assertEquals(judged({ passed: 3, failed: 2 }, false).failed, 2);
  assertEquals(judged(denoTotals("ok | 0 passed | 0 failed (1ms)"), true).failed, 1);
  assertEquals(judged(bunTotals("nothing of the kind"), true).failed, 1);
});

test("totals add up to one closing line", () => {
  const totals = sum([{ passed: 2, failed: 1 }, { passed: 40, failed: 0, skipped: 3 }]);
  assertEquals(closingLine(totals), "42 passed, 1 failed");
});
