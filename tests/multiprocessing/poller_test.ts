import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { closeFd, sockets } from "../../multiprocessing/descriptors.ts";
import { releaseFd, watch, whenReady } from "../../multiprocessing/poller.ts";

const one = () => new Uint8Array(1);

function withPair(body: (a: number, b: number) => Promise<void>): () => Promise<void> {
  return async () => {
    const [a, b] = sockets().pair();
    try {
      await body(a, b);
    } finally {
      for (const fd of [a, b]) {
        releaseFd(fd);
        closeFd(fd);
      }
    }
  };
}

test(
  "poller: readable when something comes, at once or much later, and again",
  withPair(async (a, b) => {
    for (const delay of [0, 30, 0, 30]) {
      setTimeout(() => sockets().send(a, one(), true), delay);
      assertEquals(await whenReady(b, "read"), true);
      assertEquals(await whenReady(b, "read"), true, "still");
      assertEquals(sockets().receive(b, one(), false), 1);
    }
  }),
);

test(
  "poller: writable when there is room",
  withPair(async (a, b) => {
    assertEquals(await whenReady(a, "write"), true);
    const chunk = new Uint8Array(65536);
    while (sockets().send(a, chunk, false) > 0);
    assertEquals(await whenReady(a, "write", { timeout: 30 }), false);
    const waiting = whenReady(a, "write");
    while (sockets().receive(b, chunk, false) > 0);
    assertEquals(await waiting, true);
  }),
);

test(
  "poller: both directions of a descriptor, and several who wait for one, are apart",
  withPair(async (a, b) => {
    const events: string[] = [];
    const reads = [1, 2, 3].map(() => whenReady(b, "read").then(() => events.push("read")));
    assertEquals(await whenReady(b, "write"), true);
    events.push("write");
    sockets().send(a, one(), true);
    await Promise.all(reads);
    assertEquals(events, ["write", "read", "read", "read"]);
  }),
);

test(
  "poller: the end of the other side is readiness of both kinds",
  withPair(async (a, b) => {
    const waiting = whenReady(b, "read");
    sockets().shutdown(a, "send");
    assertEquals(await waiting, true);
    sockets().shutdown(a, "receive");
    assertEquals(await whenReady(b, "write"), true);
  }),
);

test(
  "poller: timeouts and aborts, and nothing is left of them",
  withPair(async (a, b) => {
    const start = performance.now();
    assertEquals(await whenReady(b, "read", { timeout: 30 }), false);
    assert(performance.now() - start >= 29.5);
    const controller = new AbortController();
    const reason = new Error("enough");
    const waiting = whenReady(b, "read", { signal: controller.signal });
    controller.abort(reason);
    assertEquals(await waiting.catch((error) => error), reason);
    const aborted = whenReady(b, "read", { signal: controller.signal });
    assertEquals(await aborted.catch((error) => error), reason);
    let called = 0;
    const cancel = watch(b, "read", () => called++);
    cancel();
    cancel();
    sockets().send(a, one(), true);
    assertEquals(await whenReady(b, "read"), true);
    assertEquals(called, 0);
  }),
);

test("poller: a descriptor that is none is refused, and the next one is not", async () => {
  await assertRejects(() => whenReady(999_999, "read"), Error, "Bad file descriptor");
  assertThrows(() => watch(999_999, "read", () => {}), Error, "Bad file descriptor");
  const [a, b] = sockets().pair();
  closeFd(a);
  assertEquals(await whenReady(b, "read"), true);
  closeFd(b);
});

test("poller: a number that is used again is another descriptor", async () => {
  for (let i = 0; i < 20; i++) {
    const [a, b] = sockets().pair();
    const kept = sockets().duplicate(b);
    const waiting = whenReady(b, "read");
    releaseFd(b);
    closeFd(b);
    assertEquals(await waiting, true);
    const [c, d] = sockets().pair();
    const next = whenReady(d === b ? d : c, "read", { timeout: 5 });
    // Of the description that the number was before, and that still exists.
    sockets().send(a, one(), true);
    assertEquals(await next, false);
    for (const fd of [a, kept, c, d]) closeFd(fd);
  }
});

test("poller: 200 at once", async () => {
  const pairs = Array.from({ length: 200 }, () => sockets().pair());
  const waiting = pairs.map(([, b]) => whenReady(b, "read"));
  for (const [a] of pairs) {
    sockets().send(a, one(), true);
    await null;
  }
  assertEquals(await Promise.all(waiting), pairs.map(() => true));
  for (const fd of pairs.flat()) closeFd(fd);
});

test("poller: timers and microtasks have their turn while it waits", async () => {
  const [a, b] = sockets().pair();
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === 5) sockets().send(a, one(), true);
  }, 1);
  assertEquals(await whenReady(b, "read"), true);
  clearInterval(timer);
  assertEquals(ticks, 5);
  for (const fd of [a, b]) closeFd(fd);
});
