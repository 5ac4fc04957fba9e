import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
  assertThrows,
} from "@std/assert";
import { Event, RuntimeError } from "@weft/concurrency/threading";
import * as targets from "./primitive_targets.ts";
import { errorOf, forms, join, lull, start, startMany, stateOf, until } from "./sync_threads.ts";
import { words } from "./thread_targets.ts";

const mixes: [string, (i: number) => boolean][] = [
  ["asynchronous", () => false],
  ["blocking", () => true],
  ["mixed", (i) => i % 2 === 0],
];

test("17.1.7 Event: isSet is false, true after set, false after clear, however often", () => {
  const event = new Event();
  const seen = [event.isSet()];
  for (const call of ["set", "set", "clear", "clear", "set"] as const) {
    event[call]();
    seen.push(event.isSet());
  }
  assertEquals(seen, [false, true, true, false, false, true]);
});

for (const [mix, sync] of mixes) {
  test(`17.1.7 Event, ${mix}: one set lets five threads through two waits each, again and again`, async () => {
    const event = new Event();
    for (let repetition = 0; repetition < 2; repetition++) {
      const out = words();
      const threads = startMany(5, targets.waitTwice, (i) => [event, out, sync(i)]);
      await until(() => Atomics.load(out, 0) === 5);
      await lull();
      assertEquals([...out.subarray(1)], [0, 0, 0]);
      event.set();
      await join(...threads);
      assertEquals([...out], [5, 5, 5, 0]);
      event.clear();
    }
  });

  test(`17.1.7 Event, ${mix}: wait is false at its timeout, and true at once when it is set`, async () => {
    const event = new Event();
    for (const expected of [2, 1]) {
      const out = words(16);
      await join(...startMany(5, targets.waitTimed, (i) => [event, out, i, 100, sync(i)]));
      assertEquals([...out.subarray(0, 10)], Array(10).fill(expected));
      for (const took of out.subarray(10, 15)) {
        assertLess(took, 5_000);
        if (expected === 2) assertGreaterOrEqual(took, 99);
      }
      event.set();
    }
  });
}

for (const { title, sync } of forms) {
  test(`17.1.7 Event, ${title}: who waits when it is set gets true, even if it is cleared at once`, async () => {
    const event = new Event();
    const out = words();
    const thread = start(targets.waitTwice, event, out, sync);
    for (const passed of [1, 2]) {
      await until(() => Atomics.load(out, 0) === 1 && Atomics.load(out, passed - 1) > 0);
      // That it has started to wait is announced by nobody.
      for (let i = 0; Atomics.load(out, passed) === 0 && i < 200; i++) {
        await lull();
        event.set();
        event.clear();
        await lull();
      }
      assertEquals(Atomics.load(out, passed), 1);
    }
    await join(thread);
    assertEquals([...out], [1, 1, 1, 0]);
  });

  test(`17.1.7 Event, ${title}: a timeout of 0, or less, is one look`, async () => {
    const event = new Event();
    const look = (timeout: number) => sync ? event.waitSync({ timeout }) : event.wait({ timeout });
    assertEquals([await look(0), await look(-1)], [false, false]);
    event.set();
    assertEquals([await look(0), await look(-1)], [true, true]);
  });
}

test("17.1.7 Event: a wait of this thread is true after set and clear in one go, here or elsewhere", async () => {
  const event = new Event();
  const first = event.wait();
  event.set();
  event.clear();
  const second = event.wait();
  assertEquals(await first, true);
  assertFalse(event.isSet());
  assertEquals(await stateOf(second), "pending");
  await join(start(targets.pulse, event));
  assertEquals(await second, true);
  assertFalse(event.isSet());
});

test("17.1.7 Event: an abort rejects with the reason, and the others go on waiting", async () => {
  const event = new Event();
  const controller = new AbortController();
  const aborted = event.wait({ signal: controller.signal });
  const other = event.wait();
  controller.abort("enough");
  assertEquals(await aborted.catch((reason) => reason), "enough");
  assertEquals(await stateOf(other), "pending");
  event.set();
  assertEquals(await other, true);
  const signal = AbortSignal.abort("no");
  assertEquals(await event.wait({ signal }).catch((reason) => reason), "no");
});

test("17.1.7 Event: waitSync that nobody else could end throws instead of blocking for ever", () => {
  const event = new Event();
  const error = assertThrows(() => event.waitSync(), RuntimeError) as Error;
  assertMatch(error.message, /^Event.waitSync would deadlock: the event is not set, and/);
  assertThrows(() => event.waitSync({ timeout: Infinity }), RuntimeError, "would deadlock");
  assertFalse(event.waitSync({ timeout: 1 }));
  const thread = start(targets.pulse, event);
  // The pulse may be over before the wait begins; that it is not refused any more is what counts.
  event.waitSync({ timeout: 100 });
  thread.joinSync();
  event.set();
  assert(event.waitSync());
});

test("17.1.7 Event: bad input is refused at the call", async () => {
  const event = new Event();
  const refused: [() => unknown, typeof RangeError | typeof TypeError, RegExp][] = [
    [() => event.wait(5 as never), TypeError, /^Event.wait: options must be an object, got 5$/],
    [() => event.wait(0 as never), TypeError, /options must be an object, got 0$/],
    [() => event.wait(null as never), TypeError, /options must be an object, got null$/],
    [() => event.wait({ timeout: NaN }), TypeError, /^Event.wait: timeout must be .*, got NaN$/],
    [() => event.wait({ timeout: 1e300 }), RangeError, /timeout must be <= .*, got 1e\+300$/],
    [() => event.wait({ signal: 5 as never }), TypeError, /signal must be an AbortSignal, got 5$/],
    [() => event.waitSync(5 as never), TypeError, /^Event.waitSync: options must be .*, got 5$/],
    [() => event.waitSync({ timeout: "1" as never }), TypeError, /timeout must be a number.*1$/],
  ];
  for (const set of [false, true]) {
    for (const [call, Class, message] of refused) {
      const error = await errorOf(call);
      assert(error instanceof Class, `${call}: ${error}`);
      assertMatch(error.message, message);
    }
    assertEquals(event.isSet(), set);
    event.set();
  }
});
