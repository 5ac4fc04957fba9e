import { test } from "node:test";
import { assertEquals } from "@std/assert";
import type { Lockable } from "@weft/concurrency/threading";
import { RawValue, Value } from "../../../multiprocessing/sharedctypes/mod.ts";
import { Lock, RLock, Semaphore } from "../../../multiprocessing/synchronize.ts";
import { joinProcesses, type RuntimeName, runtimes, startProcess } from "../processes.ts";
import * as targets from "../synchronize_targets.ts";

const ROUNDS = 100_000;
const teams: RuntimeName[][] = runtimes.map((runtime) => Array(4).fill(runtime));
if (runtimes.length === 2) teams.push([...runtimes, ...runtimes]);

for (const team of teams) {
  for (const create of [() => new Lock(), () => new RLock(), () => new Semaphore()]) {
    test(`${create().constructor.name}: 4 × ${ROUNDS} increments by ${team} are all there`, async () => {
      await count(team, create(), RawValue("i"));
    });
  }

  test(`Value: 4 × ${ROUNDS} increments by ${team} under its lock are all there`, async () => {
    const value = Value("i", 0);
    await count(team, value, value);
  });

  test(`Lock: 4 × ${ROUNDS / 10} asynchronous and blocking increments by ${team} are all there`, async () => {
    const [lock, value] = [new Lock(), RawValue("i")];
    await joinProcesses(
      ...team.map((runtime, i) =>
        startProcess(targets.increment, [lock, value, ROUNDS / 10, i % 2 === 0], runtime)
      ),
    );
    assertEquals(value.value, 4 * ROUNDS / 10);
  });
}

async function count(
  team: readonly RuntimeName[],
  lock: Lockable,
  value: { value: number },
): Promise<void> {
  await joinProcesses(
    ...team.map((runtime) =>
      startProcess(targets.incrementBlocking, [lock, value, ROUNDS], runtime)
    ),
  );
  assertEquals(value.value, 4 * ROUNDS);
}
