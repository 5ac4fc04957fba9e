import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Connection } from "../../multiprocessing/connection.ts";
import { EOFError } from "../../multiprocessing/errors.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { wait, waitSync } from "../../multiprocessing/wait.ts";
import { processes } from "../../_runtime/processes/mod.ts";
import { randomSource } from "../support/random.ts";
import { connect, runtimes } from "./connected.ts";

function pipes(count: number): { readers: Connection[]; writers: Connection[]; close(): void } {
  const all = Array.from({ length: count }, () => Pipe(false));
  return {
    readers: all.map(([reader]) => reader),
    writers: all.map(([, writer]) => writer),
    close: () => all.flat().forEach((end) => end.close()),
  };
}

test("wait: those that are ready, in the order of the list, closed ones included", async () => {
  const { readers, writers, close } = pipes(5);
  writers[4]!.sendSync(1);
  writers[1]!.sendSync(1);
  writers[2]!.close();
  const ready = [readers[1], readers[2], readers[4]];
  assertEquals(await wait(readers), ready);
  assertEquals(waitSync(readers), ready);
  assertEquals(await wait([...readers].reverse()), [...ready].reverse());
  assertEquals(await wait([readers[4]!, readers[0]!, readers[4]!]), [readers[4]!]);
  close();
});

test("wait: [] at the timeout, never before; negative timeouts are 0", async () => {
  const { readers, close } = pipes(2);
  for (const call of [wait, waitSync]) {
    for (const timeout of [0, -1, 50]) {
      const start = performance.now();
      assertEquals(await call(readers, { timeout }), []);
      assert(performance.now() - start >= timeout - 0.5, `${timeout}`);
    }
    assertEquals(await call([], { timeout: 0 }), []);
  }
  assertThrows(() => waitSync(readers, { timeout: "1" as never }), TypeError);
  await assertRejects(() => wait(readers, { timeout: NaN }), TypeError);
  close();
});

test("wait: resolves when one becomes ready, later", async () => {
  const { readers, writers, close } = pipes(3);
  for (const i of [2, 0, 1]) {
    const waiting = wait(readers, { timeout: 10_000 });
    const other = wait([readers[i]!]);
    await writers[i]!.send(i);
    assertEquals(await waiting, [readers[i]]);
    assertEquals(await other, [readers[i]]);
    assertEquals(readers[i]!.recvSync(), i);
  }
  close();
});

test("wait: an abort rejects with its reason, and a connection closed meanwhile with an error", async () => {
  const { readers, close } = pipes(2);
  const reason = new Error("enough");
  const controller = new AbortController();
  const waiting = wait(readers, { signal: controller.signal });
  controller.abort(reason);
  assertEquals(await waiting.catch((error) => error), reason);
  assertEquals(await wait(readers, { signal: controller.signal }).catch((error) => error), reason);
  const closing = wait(readers);
  readers[1]!.close();
  await assertRejects(() => closing, Error, "handle is closed");
  assertThrows(() => waitSync(readers), Error, "handle is closed");
  close();
});

test("wait: an end that can only send is refused", async () => {
  const [reader, writer] = Pipe(false);
  await assertRejects(() => wait([writer]), RangeError);
  assertThrows(() => waitSync([reader, writer]), RangeError);
  reader.close();
  writer.close();
});

for (const slow of [false, true]) {
  for (const call of [wait, waitSync]) {
    test(`${call.name}: all that 4 children send${slow ? " with pauses" : ""}`, async () => {
      const seed = Date.now() % 2 ** 31;
      const random = randomSource(seed);
      const children = Array.from(
        { length: 4 },
        (_, i) => connect(runtimes[i % runtimes.length]!, "numbers.ts"),
      );
      for (const { connection } of children) {
        connection.sendSync(Array.from({ length: 10 }, () => slow ? random(100) : 0));
      }
      const received: string[] = [];
      let open = children.map(({ connection }) => connection);
      while (open.length > 0) {
        for (const ready of await call(open)) {
          try {
            received.push(String(ready.recvSync()));
          } catch (error) {
            assert(error instanceof EOFError, String(error));
            open = open.filter((connection) => connection !== ready);
          }
        }
      }
      const wanted = children.flatMap(({ pid }) =>
        Array.from({ length: 10 }, (_, i) => `${i},${pid}`)
      );
      assertEquals(received.sort(), wanted.sort(), `seed ${seed}`);
      for (const child of children) assertEquals(await child.end(), 0);
    });
  }
}

test("wait: a descriptor of a process is ready when that has ended", async () => {
  const child = connect(runtimes[0]!, "waiting.ts");
  assertEquals(await child.connection.recv(), "waits");
  const sentinel = { fd: processes().libc()!.pidfd(child.pid) };
  const over = { fd: -1 };
  assertEquals(await wait([sentinel, child.connection], { timeout: 0 }), []);
  assertEquals(await wait([sentinel, over]), [over]);
  assertEquals(waitSync([over, sentinel]), [over]);
  const waiting = wait([sentinel]);
  await child.connection.send(1);
  assertEquals(await waiting, [sentinel]);
  assertEquals(waitSync([sentinel, child.connection]), [sentinel, child.connection]);
  processes().libc()!.close(sentinel.fd);
  assertEquals(await child.end(), 0);
});
