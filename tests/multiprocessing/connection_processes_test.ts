import { Buffer } from "node:buffer";
import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Connection } from "../../multiprocessing/connection.ts";
import { EOFError } from "../../multiprocessing/errors.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { whenReady } from "../../multiprocessing/poller.ts";
import { processes } from "../../_runtime/processes/mod.ts";
import { runProgram } from "../support/run.ts";
import { pattern } from "./bytes.ts";
import { connect, here, runtimes } from "./connected.ts";

const values = [1, 2.25, null, undefined, -0, 10n, "text", new Date(5), new Map([[1, [2]]])];

for (const runtime of runtimes) {
  const way = `${here} and ${runtime}`;

  for (const how of ["async", "sync"]) {
    test(`Connection, ${way}: values there and back, the child ${how}`, async () => {
      const child = connect(runtime, "echo.ts", how);
      const { connection } = child;
      for (let i = 0; i < 50; i++) {
        await connection.send([i, values]);
        assertEquals(await connection.recv(), [i, values]);
        connection.sendSync([i, values]);
        assertEquals(connection.recvSync(), [i, values]);
      }
      const error = new RangeError("too far", { cause: new TypeError("why") });
      await connection.send(error);
      const back = await connection.recv() as RangeError;
      assert(back instanceof RangeError && back.cause instanceof TypeError);
      assertEquals(await child.end(), 0);
    });

    test(`Connection, ${way}: bytes there and back, also 16 MiB, the child ${how}`, async () => {
      const child = connect(runtime, "echo.ts", `${how} bytes`);
      const { connection } = child;
      for (const size of [0, 5, 16_384, 16_385, 3_000_000]) {
        connection.sendBytesSync(pattern(size));
        assertEquals(connection.recvBytesSync(), pattern(size));
        await connection.sendBytes(pattern(size));
        assertEquals(await connection.recvBytes(), pattern(size));
      }
      const large = new Uint8Array(16 * 2 ** 20).fill(88);
      const sending = connection.sendBytes(large);
      assertEquals(Buffer.compare(await connection.recvBytes(), large), 0);
      await sending;
      assertEquals([connection.pollSync(), connection.pollSync({ timeout: -1 })], [false, false]);
      assertEquals(connection.pollSync({ timeout: 20 }), false);
      connection.sendBytesSync(pattern(3));
      assertEquals(connection.pollSync({ timeout: 10_000 }), true);
      connection.recvBytesSync();
      assertEquals(await child.end(), 0);
    });
  }

  test(`Connection, ${way}: one goes through another one to the child, and comes back`, async () => {
    const child = connect(runtime, "relay.ts");
    const [reply, mine] = Pipe();
    child.connection.sendSync({ reply, text: "hello" });
    reply.close();
    assertEquals(await mine.recv(), "HELLO");
    const back = await mine.recv() as Connection;
    assertEquals(await child.end(), 0);
    back.sendSync("home");
    assertEquals(mine.recvSync(), "home");
    back.close();
    assertThrows(() => mine.recvSync(), EOFError);
    mine.close();
  });

  test(`Connection, ${way}: EOFError when the child ends, or is killed`, async () => {
    const child = connect(runtime, "echo.ts", "close");
    await assertRejects(() => child.connection.recv(), EOFError);
    assertEquals(await child.end(), 0);

    const killed = connect(runtime, "waiting.ts");
    assertEquals(killed.connection.recvSync(), "waits");
    const waiting = killed.connection.recv();
    processes().kill(killed.pid, 9);
    await assertRejects(() => waiting, EOFError);
    await assertRejects(() => killed.connection.send(1), Error, "Broken pipe");
    assertEquals(await killed.end(), -9);
  });

  test(`Connection, ${way}: an end in the middle of a message is an error of its own`, async () => {
    for (const receive of ["recv", "recvSync"] as const) {
      const child = connect(runtime, "half.ts");
      const error = await assertRejects(async () => {
        await child.connection[receive]();
      }, Error);
      assertEquals(error.message, "got end of file during message");
      assertThrows(() => child.connection.recvSync(), EOFError);
      assertEquals(await child.end(), 0);
    }
  });

  test(`Connection, ${way}: a program whose only work is to wait stays alive`, async () => {
    const child = connect(runtime, "waiting.ts");
    assertEquals(await child.connection.recv(), "waits");
    const pidfd = processes().libc()!.pidfd(child.pid);
    assertEquals(await whenReady(pidfd, "read", { timeout: 150 }), false);
    processes().libc()!.close(pidfd);
    await child.connection.send("go on");
    assertEquals(await child.connection.recv(), "go on");
    assertEquals(await child.end(), 0);
  });
}

for (const [how, code] of [["natural", 0], ["exit", 3], ["throw", 1]] as const) {
  test(`Connection: the poller, asleep, does not keep a program from its end: ${how}`, async () => {
    const url = new URL("./programs/exits.ts", import.meta.url);
    const outcome = await runProgram(url, [how]);
    assertEquals(outcome.code, code, outcome.stderr);
    assertEquals(outcome.stdout, "something []\n");
    assert(outcome.took < 5_000, `it took ${outcome.took} ms`);
  });
}
