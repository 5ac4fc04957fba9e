import { test } from "node:test";
import { assertEquals, assertFalse } from "@std/assert";
import { Mutex } from "../../../_sync/mutex.ts";
import { createWords } from "../../../_sync/words.ts";
import { gateFor, withThreads } from "../threads.ts";

for (const mode of ["sync", "async", "mixed"] as const) {
  test(`Mutex: four threads × 100,000 increments, ${mode}`, async () => {
    await withThreads(4, async (...threads) => {
      const mutex = new Mutex();
      const cell = createWords(1);
      const gate = gateFor(4);
      await Promise.all(
        threads.map((t) => t.run("mutexCount", mutex.words, cell, gate, 100_000, mode)),
      );
      assertEquals(cell[0], 400_000);
      assertFalse(mutex.locked());
      assertEquals(mutex.words[1], 0);
    });
  });
}

test("Mutex: 100,000 increments each of two blocking and two asynchronous threads", async () => {
  await withThreads(4, async (...threads) => {
    const mutex = new Mutex();
    const cell = createWords(1);
    const gate = gateFor(4);
    await Promise.all(
      threads.map((t, i) =>
        t.run("mutexCount", mutex.words, cell, gate, 100_000, i % 2 === 0 ? "sync" : "async")
      ),
    );
    assertEquals(cell[0], 400_000);
    assertFalse(mutex.locked());
  });
});
