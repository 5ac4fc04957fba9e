import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { readdirSync } from "node:fs";
import { self } from "../../../_runtime/processes/self.ts";
import { getContext } from "../../../multiprocessing/context.ts";
import type { Process } from "../../../multiprocessing/process.ts";
import { getAllStartMethods } from "../../../multiprocessing/start_method.ts";
import { randomSource } from "../../support/random.ts";
import { childrenOf } from "../process_table.ts";
import { lastFor, lastForever } from "../process_targets.ts";

function descriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

for (const method of getAllStartMethods()) {
  test(`17.2 ${method}: processes killed at any time are all reaped, and leave no descriptor`, async () => {
    const seed = Date.now() % 2 ** 31;
    const random = randomSource(seed);
    const context = getContext(method);
    const run = async () => {
      const process = new context.Process({ target: lastForever });
      process.start();
      const how = (["kill", "terminate", "interrupt"] as const)[random(3)]!;
      const timeout = random(80);
      await process.join({ timeout });
      process[how]();
      await process.join();
      const expected = { kill: -9, terminate: -15, interrupt: -2 }[how];
      assertEquals(process.exitcode, expected, `seed ${seed}, ${how} after ${timeout} ms`);
      process.close();
    };
    await run();
    const before = descriptors();
    for (let i = 0; i < 10; i++) await Promise.all([run(), run(), run()]);
    const spares = method === "forkserver" ? 2 : 0;
    assert(descriptors() <= before + spares, `seed ${seed}: ${descriptors()} of ${before}`);
    while (childrenOf(self().pid).length > spares) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });

  test(`17.2 ${method}: joined while they end, blocking and not`, async () => {
    const context = getContext(method);
    for (let i = 0; i < 10; i++) {
      const processes: Process[] = [];
      for (let j = 0; j < 4; j++) {
        const process = new context.Process({ target: lastFor, args: [j] });
        process.start();
        processes.push(process);
      }
      const joins = processes.flatMap((process) => [process.join(), process.join()]);
      if (i % 2 === 0) processes[i % 4]!.joinSync();
      await Promise.all(joins);
      assertEquals(processes.map(({ exitcode }) => exitcode), [0, 0, 0, 0]);
    }
  });
}
