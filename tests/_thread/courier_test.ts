import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { RuntimeError, setExcepthook, Thread } from "@weft/concurrency/threading";
import { fetch, fetchSync, forget, keep } from "../../_thread/courier.ts";
import { runtime } from "../../_runtime/mod.ts";
import { dropAlive, holdAlive } from "../../_sync/keep_alive.ts";
import { type Answer, ask, createLine, Receiver, SEQUENCE } from "../../_thread/courier_line.ts";
import { beCourier } from "../../_thread/courier_worker.ts";
import { currentThread } from "../../_thread/current.ts";
import { runProgram } from "../support/run.ts";
import * as targets from "./courier_targets.ts";
import { awaitSignal, signal, words } from "./courier_targets.ts";

// deno-lint-ignore no-explicit-any
function start(target: (...args: any[]) => unknown, ...args: unknown[]): Thread {
  const thread = new Thread({ target, args });
  thread.start();
  return thread;
}

for (const target of [targets.addTo, targets.addToLater]) {
  const how = target === targets.addTo ? "blocks" : "awaits";
  test(`a thread that ${how} fetches the very memory that main kept, while main is blocked`, () => {
    const memory = words();
    start(target, keep([memory], [])).joinSync();
    assertEquals(memory[0], 1);
  });
}

for (const target of [targets.addToWhenTold, targets.addToLaterWhenTold]) {
  const how = target === targets.addToWhenTold ? "blocks" : "awaits";
  test(`a thread that ${how} fetches while main computes, once there is a courier`, async () => {
    const [memory, out] = [words(), words()];
    await fetch(keep([1], []));
    const thread = start(target, keep([memory], []), out);
    awaitSignal(out, 1);
    signal(out, 2);
    for (const end = Date.now() + 10_000; Atomics.load(memory, 0) === 0 && Date.now() < end;);
    assertEquals(memory[0], 1);
    await thread.join();
  });
}

test("what a thread kept can be fetched after its end", async () => {
  const out = words();
  start(targets.keepMemory, out).joinSync();
  const [memory] = await fetch(out[0]!);
  assertEquals([...memory as Int32Array], [5]);
});

test("what a thread kept can be fetched after it has called process.exit", async () => {
  setExcepthook(() => {});
  try {
    for (let round = 0; round < 3; round++) {
      const out = words();
      await start(targets.keepMemoryAndExit, out).join();
      const [memory] = round === 1 ? await fetch(out[0]!) : fetchSync(out[0]!);
      assertEquals([...memory as Int32Array], [5]);
    }
  } finally {
    setExcepthook(undefined);
  }
});

test("what threads kept can be fetched after more of them have ended than workers are kept", async () => {
  const [out, count] = [words(16), 14];
  const threads = Array.from(
    { length: count },
    (_, i) => start(targets.keepTogether, out, i, count),
  );
  for (const thread of threads) await thread.join();
  // Has the root look at its workers.
  await start(targets.forgetIt, keep([], [])).join();
  for (let i = 0; i < count; i++) {
    const [memory] = await fetch(out[i]!) as [Int32Array];
    assertEquals(memory[0], i);
  }
});

test("a port goes from one thread by way of main to another, with its messages", async () => {
  const out = words();
  const talker = start(targets.talk, out);
  const [port] = fetchSync(awaitSignal(out, 0)) as [MessagePort];
  assertInstanceOf(port, MessagePort);
  const id = keep([port], [port]);
  signal(out, 1);
  await start(targets.echo, id).join();
  await talker.join();
  assertEquals(out[2], 3);
});

test("values arrive as structured clone has them, and what is to be moved is moved", async () => {
  const buffer = new Uint8Array([1, 2, 3]).buffer;
  const id = keep([buffer, new Blob(["text"]), new Map([[1, 2n]])], [buffer]);
  assertEquals(buffer.byteLength, 0);
  const [bytes, blob, map] = await fetch(id) as [ArrayBuffer, Blob, Map<number, bigint>];
  assertEquals([...new Uint8Array(bytes)], [1, 2, 3]);
  assertEquals(await blob.text(), "text");
  assertEquals([...map], [[1, 2n]]);
});

test("what can't be cloned is refused, and a port listed with it is not gone", async () => {
  const { port1, port2 } = new MessageChannel();
  const refused = assertThrows(() => keep([port2, () => 1], [port2]), DOMException);
  assertEquals(refused.name, "DataCloneError");
  port1.postMessage("still there");
  const [port] = await fetch(keep([port2], [port2])) as [MessagePort];
  const heard = await new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data);
  });
  assertEquals(heard, "still there");
  port.close();
  port1.close();
});

test("fetches of one thread, blocking in the middle of others, get each its own", async () => {
  const ids = Array.from({ length: 9 }, (_, i) => keep([i], []));
  const first = ids.slice(0, 4).map(fetch);
  assertEquals(fetchSync(ids[8]!), [8]);
  const more = ids.slice(4, 7).map(fetch);
  assertEquals(fetchSync(ids[7]!), [7]);
  const all = await Promise.all([...first, ...more]);
  assertEquals(all, [[0], [1], [2], [3], [4], [5], [6]]);
  assertEquals(await fetch(keep(["again"], [])), ["again"]);
});

test("what was fetched, forgotten or never kept can't be had, and nobody waits for it", async () => {
  const [twice, dropped] = [keep([1], []), keep([2], [])];
  await fetch(twice);
  forget(dropped);
  for (const id of [twice, dropped, 2 ** 31 - 1]) {
    const said = `there is no attachment ${id}: it was fetched or forgotten before, or never kept`;
    await assertRejects(() => fetch(id), RuntimeError, said);
    assertThrows(() => fetchSync(id), RuntimeError, said);
  }
});

test("a thread forgets what another kept, and the other ends of its ports hear of it", async () => {
  const { port1, port2 } = new MessageChannel();
  const closed = new Promise((resolve) => port1.addEventListener("close", resolve));
  // On Deno only a port that listens for messages keeps the program waiting.
  port1.onmessage = () => {};
  const id = keep([port2], [port2]);
  await start(targets.forgetIt, id).join();
  await closed;
  await assertRejects(() => fetch(id), RuntimeError);
  port1.close();
});

test("of 4 threads that want all of 200, each is got by exactly one", async () => {
  const [got, refused, ids] = [words(200), words(200), words(200)];
  for (let i = 0; i < ids.length; i++) ids[i] = keep([words(1).fill(i)], []);
  const threads = [1, 3, 7, 11].map((step) => start(targets.fetchAll, ids, got, refused, step));
  for (const thread of threads) await thread.join();
  assertEquals([...got], Array(200).fill(1));
  assertEquals([...refused], Array(200).fill(3));
});

test("a fetch that is quicker than what it asks for gets it all the same", async () => {
  const [out, rounds] = [words(), 300];
  const threads = [targets.keepMany, targets.fetchMany].map((of) => start(of, out, rounds));
  for (const thread of threads) await thread.join();
  assertEquals(out[2], rounds);
});

/** While `body` runs, this thread can't deserialise the next message of a port. */
async function failing(port: (port: MessagePort) => boolean, body: () => Promise<void>) {
  const platform = runtime();
  const { receiveMessage } = platform;
  let failed = false;
  platform.receiveMessage = (from) => {
    const received = receiveMessage.call(platform, from);
    if (failed || received === undefined || !port(from)) return received;
    failed = true;
    throw new DOMException("no such object", "DataCloneError");
  };
  try {
    await body();
  } finally {
    platform.receiveMessage = receiveMessage;
  }
}

test("an attachment that can't be deserialised where it was fetched fails that fetch alone", async () => {
  const ids = [keep([1], []), keep([2], [])];
  await failing((port) => port === currentThread().line().port, async () => {
    const second = () => fetch(ids[1]!);
    await assertRejects(() => fetch(ids[0]!), RuntimeError, "no such object");
    assertEquals(await second(), [2]);
  });
});

test("an attachment that the courier could not deserialise is not waited for", async () => {
  const [line, far] = createLine();
  const { shared } = currentThread();
  const answers = new Receiver<Answer>(line, "thread");
  holdAlive();
  await failing((port) => port === far.port, async () => {
    void beCourier(far);
    for (const id of [1, 2]) ask(line, shared, ["keep", id, [id], []]);
    for (const id of [1, 2]) ask(line, shared, ["fetch", id]);
    for (const expected of [/^there is no attachment 1: .* could not .*no such object/, /^2$/]) {
      for (;;) {
        const seen = Atomics.load(line.words, SEQUENCE);
        if (answers.ready) break;
        await Atomics.waitAsync(line.words, SEQUENCE, seen).value;
      }
      assertMatch(String(answers.take()), expected);
    }
  });
  dropAlive();
  line.port.close();
  far.port.close();
});

for (const first of ["blocked", "computing", "exited", "exited, and main was blocked"]) {
  test(`a program whose first to ask is a thread: ${first}`, async () => {
    const program = new URL("./programs/courier_first.ts", import.meta.url);
    const { code, stdout, stderr } = await runProgram(program, [first]);
    assertEquals([code, stdout, stderr], [0, "5\n", ""]);
  });
}

test("what nobody fetches keeps no program alive", async () => {
  const program = new URL("./programs/courier_unfetched.ts", import.meta.url);
  const { code, stdout, stderr, took } = await runProgram(program);
  assertEquals([code, stdout, stderr], [0, "end of main\n", ""]);
  assert(took < 5000, `took ${took} ms`);
});

test("nobody waits for a courier that has ended", async () => {
  const program = new URL("./programs/courier_lost.ts", import.meta.url);
  const { code, stdout } = await runProgram(program);
  const lost = "RuntimeError: attachments are lost";
  assertEquals([code, stdout], [0, [lost, lost, lost, ""].join("\n")]);
});
