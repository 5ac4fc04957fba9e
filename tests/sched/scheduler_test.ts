import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { type Event, scheduler } from "@weft/concurrency/sched";

/** A clock that is moved by hand; its delay is asynchronous and ends when the time has come. */
class HandClock {
  now = 0;
  #sleepers: { until: number; wake: () => void }[] = [];

  time = () => this.now;

  delay = (ms: number): Promise<void> | undefined => {
    if (ms <= 0) return undefined;
    return new Promise((wake) => this.#sleepers.push({ until: this.now + ms, wake }));
  };

  /** Moves the clock, and lets everything happen that happens then. */
  async advance(ms: number): Promise<void> {
    for (const end = this.now + ms; this.now < end;) {
      this.now++;
      for (const sleeper of this.#sleepers.splice(0)) {
        if (sleeper.until <= this.now) sleeper.wake();
        else this.#sleepers.push(sleeper);
      }
      await turn();
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

test("17.6.1 enter: events run in the order of their times", async () => {
  const seen: number[] = [];
  const s = new scheduler();
  for (const delay of [50, 40, 30, 20, 10]) s.enter(delay, 1, (x: number) => seen.push(x), [delay]);
  assertStrictEquals(await s.run(), undefined);
  assertEquals(seen, [10, 20, 30, 40, 50]);
});

test("17.6.1 enterabs: past times run at once, in their order", async () => {
  const seen: number[] = [];
  const s = new scheduler();
  for (const time of [0.05, 0.04, 0.03, 0.02, 0.01]) s.enterabs(time, 1, () => seen.push(time));
  await s.run();
  assertEquals(seen, [0.01, 0.02, 0.03, 0.04, 0.05]);
});

test("17.6.1 priority: of events at the same time the lower number comes first", async () => {
  const seen: number[] = [];
  const s = new scheduler();
  for (const priority of [3, 1, 5, 2, 4]) s.enterabs(0.01, priority, () => seen.push(priority));
  await s.run();
  assertEquals(seen, [1, 2, 3, 4, 5]);
});

test("17.6.1 order: events equal in time and priority run as they were entered", async () => {
  const seen: number[] = [];
  const s = new scheduler();
  for (let i = 0; i < 100; i++) s.enterabs(1, 1, () => seen.push(i));
  await s.run();
  assertEquals(seen, Array.from({ length: 100 }, (_, i) => i));
});

test("17.6.1 argument: the action gets exactly its arguments", async () => {
  const seen: unknown[][] = [];
  const s = new scheduler();
  const action = (...args: unknown[]) => seen.push(args);
  s.enterabs(1, 1, action);
  s.enterabs(2, 1, action, [1, 2]);
  s.enterabs(3, 1, action, ["a", { foo: 3 }]);
  await s.run();
  assertEquals(seen, [[], [1, 2], ["a", { foo: 3 }]]);
});

test("17.6.1 cancel: removes exactly that one of equal events", async () => {
  const seen: string[] = [];
  const s = new scheduler();
  const [, b] = ["a", "b", "c"].map((name) => s.enterabs(1, 1, () => seen.push(name)));
  s.cancel(b!);
  await s.run();
  assertEquals(seen, ["a", "c"]);
});

test("17.6.1 cancel: an event that is not in the queue is a RangeError, and changes nothing", async () => {
  const s = new scheduler();
  const event = s.enter(0, 1, () => {});
  const other = new scheduler().enter(0, 1, () => {});
  assertThrows(() => s.cancel(other), RangeError, "not in the queue");
  s.cancel(event);
  assertThrows(() => s.cancel(event), RangeError, "not in the queue");
  const ran = s.enter(0, 1, () => {});
  await s.run();
  assertThrows(() => s.cancel(ran), RangeError, "not in the queue");
});

test("17.6.1 empty: true, false with events, true after run", async () => {
  const s = new scheduler();
  assert(s.empty());
  for (let i = 0; i < 5; i++) s.enter(1, 1, () => {});
  assertFalse(s.empty());
  await s.run();
  assert(s.empty());
});

test("17.6.1 queue: the events in the order in which they will run, as a copy", () => {
  const s = new scheduler(() => 0);
  const action = () => {};
  const events = [5, 1, 3].map((delay) => s.enter(delay, 2, action, []));
  assertEquals(s.queue, [events[1], events[2], events[0]]);
  const [first] = s.queue as [Event];
  assertEquals(
    [first.time, first.priority, first.sequence, first.action, first.argument],
    [1, 2, 1, action, []],
  );
  s.queue.pop();
  assertEquals(s.queue.length, 3);
});

test("17.6.1 run: events entered elsewhere while it sleeps run in time, by a clock moved by hand", async () => {
  const clock = new HandClock();
  const seen: number[] = [];
  const s = new scheduler(clock.time, clock.delay);
  const enter = (time: number) => s.enterabs(time, 1, () => seen.push(time));
  enter(1);
  enter(3);
  const run = s.run();
  await clock.advance(1);
  assertEquals(seen, [1]);
  for (const time of [4, 5, 2]) enter(time);
  await clock.advance(2);
  assertEquals(seen, [1, 2, 3]);
  await clock.advance(1);
  assertEquals(seen, [1, 2, 3, 4]);
  await clock.advance(1);
  await run;
  assertEquals([seen, clock.now], [[1, 2, 3, 4, 5], 5]);
});

test("17.6.1 run: events cancelled elsewhere while it sleeps do not run", async () => {
  const clock = new HandClock();
  const seen: number[] = [];
  const s = new scheduler(clock.time, clock.delay);
  const events = [1, 2, 4, 5, 3].map((time) => s.enterabs(time, 1, () => seen.push(time)));
  const run = s.run();
  await clock.advance(1);
  assertEquals(seen, [1]);
  s.cancel(events[1]!);
  s.cancel(events[3]!);
  await clock.advance(1);
  assertEquals(seen, [1]);
  await clock.advance(1);
  assertEquals(seen, [1, 3]);
  await clock.advance(1);
  await run;
  assertEquals([seen, clock.now], [[1, 3, 4], 4]);
});

test("17.6.1 run: it wakes for an earlier event than the one it sleeps for", async () => {
  const s = new scheduler();
  const seen: string[] = [];
  s.enter(60_000, 1, () => seen.push("late"));
  const controller = new AbortController();
  const run = s.run({ signal: controller.signal });
  await turn();
  s.enter(1, 1, () => {
    seen.push("early");
    controller.abort(new Error("enough"));
  });
  await assertRejects(() => run, Error, "enough");
  assertEquals([seen, s.queue.length], [["early"], 1]);
});

test("17.6.1 run: cancelling the event it sleeps for, the last one, ends it", async () => {
  const s = new scheduler();
  const event = s.enter(60_000, 1, () => {});
  const run = s.run();
  await turn();
  s.cancel(event);
  assertStrictEquals(await run, undefined);
});

test("17.6.1 run: blocking false runs what is due, and resolves to the time until the next", async () => {
  let now = 10;
  const s = new scheduler(() => now, () => assert(false, "no delay"));
  const quick = new scheduler(() => now);
  assertStrictEquals(await quick.run({ blocking: false }), undefined);
  const seen: number[] = [];
  quick.enterabs(5, 1, () => seen.push(5));
  quick.enterabs(17, 1, () => seen.push(17));
  assertEquals(await quick.run({ blocking: false }), 7);
  assertEquals(quick.runSync({ blocking: false }), 7);
  assertEquals(seen, [5]);
  now = 17;
  assertStrictEquals(quick.runSync({ blocking: false }), undefined);
  assertEquals(seen, [5, 17]);
  assert(s.empty());
});

test("17.6.1 run: an action may be asynchronous, the next one waits for it", async () => {
  const seen: string[] = [];
  const s = new scheduler();
  s.enterabs(0, 1, async () => {
    await turn();
    seen.push("first");
  });
  s.enterabs(1, 1, () => seen.push("second"));
  await s.run();
  assertEquals(seen, ["first", "second"]);
});

test("17.6.1 run: an action may enter and cancel", async () => {
  const seen: string[] = [];
  const s = new scheduler();
  s.enterabs(1, 1, () => {
    seen.push("a");
    s.cancel(b);
    s.enterabs(2, 1, () => seen.push("c"));
  });
  const b = s.enterabs(3, 1, () => seen.push("b"));
  s.enterabs(4, 1, () => seen.push("d"));
  await s.run();
  assertEquals(seen, ["a", "c", "d"]);
});

test("17.6.1 run: what an action throws comes out, its event is gone, the rest stays", async () => {
  const seen: string[] = [];
  const s = new scheduler();
  s.enterabs(1, 1, () => {
    throw new RangeError("bad");
  });
  s.enterabs(2, 1, () => Promise.reject(new RangeError("worse")));
  s.enterabs(3, 1, () => seen.push("good"));
  await assertRejects(() => s.run(), RangeError, "bad");
  await assertRejects(() => s.run(), RangeError, "worse");
  assertEquals(s.queue.length, 1);
  await s.run();
  assertEquals(seen, ["good"]);
});

test("17.6 delayfunc: it gets the time until the next event, and 0 after every event", async () => {
  let now = 0;
  const delays: number[] = [];
  const s = new scheduler(() => now, (delay) => {
    delays.push(delay);
    now += delay;
  });
  s.enterabs(3, 1, () => {});
  s.enterabs(5, 1, () => {});
  await s.run();
  assertEquals(delays, [3, 0, 2, 0]);
  s.enterabs(9, 1, () => {});
  s.runSync();
  assertEquals(delays.slice(4), [4, 0]);
});

test("17.6 delayfunc: what it throws comes out, and the events stay", async () => {
  const s = new scheduler(() => 0, () => Promise.reject(new Error("no sleep")));
  s.enterabs(3, 1, () => {});
  await assertRejects(() => s.run(), Error, "no sleep");
  assertEquals(s.queue.length, 1);
});

test("17.6.1 runSync: blocks until everything has run", () => {
  const seen: number[] = [];
  const s = new scheduler();
  const start = performance.now();
  for (const delay of [20, 10]) s.enter(delay, 1, () => seen.push(delay));
  assertStrictEquals(s.runSync(), undefined);
  assertEquals(seen, [10, 20]);
  assert(performance.now() - start >= 19.9);
});

test("17.6.1 runSync: promises are refused, the rest stays", () => {
  const s = new scheduler();
  s.enterabs(1, 1, () => Promise.resolve());
  s.enterabs(2, 1, () => {});
  assertThrows(() => s.runSync(), TypeError, "an action returned a promise");
  assertEquals(s.queue.length, 1);
  const slow = new scheduler(() => 0, () => Promise.resolve());
  slow.enterabs(1, 1, () => {});
  assertThrows(() => slow.runSync(), TypeError, "delayfunc returned a promise");
});

test("17.6.1 run: an abort stops it with its reason, at once, before and during a sleep", async () => {
  const s = new scheduler();
  s.enter(60_000, 1, () => {});
  const reason = new Error("stop");
  assertStrictEquals(
    await s.run({ signal: AbortSignal.abort(reason) }).catch((error) => error),
    reason,
  );
  const controller = new AbortController();
  const run = s.run({ signal: controller.signal });
  await turn();
  controller.abort(reason);
  assertStrictEquals(await run.catch((error) => error), reason);
  assertEquals(s.queue.length, 1);
});

test("17.6.1 run: long chains of events leave the event loop its turns", async () => {
  const s = new scheduler();
  let left = 200_000;
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const step = () => {
    if (--left > 0) s.enterabs(0, 1, step);
  };
  s.enterabs(0, 1, step);
  await s.run();
  clearInterval(timer);
  assertEquals(left, 0);
  assert(turns > 0);
});

test("17.6.1 cost: 100,000 events entered in any order run in order", async () => {
  const s = new scheduler(() => Infinity);
  let last = -1;
  let disorder = 0;
  for (let i = 0; i < 100_000; i++) {
    const time = (i * 7919) % 100_003;
    s.enterabs(time, 1, () => {
      if (time < last) disorder++;
      last = time;
    });
  }
  await s.run();
  assertEquals([disorder, last], [0, 100_002]);
});

test("17.6 bad arguments are refused, naming argument and value", () => {
  const s = new scheduler();
  assertThrows(() => new scheduler(5 as never), TypeError, "timefunc must be a function, got 5");
  assertThrows(() => new scheduler(undefined, 5 as never), TypeError, "delayfunc must be");
  assertThrows(
    () => s.enterabs("1" as never, 1, () => {}),
    TypeError,
    "time must be a number, got 1",
  );
  assertThrows(() => s.enterabs(NaN, 1, () => {}), RangeError, "time must be a number, got NaN");
  assertThrows(
    () => s.enter("1" as never, 1, () => {}),
    TypeError,
    "delay must be a number, got 1",
  );
  assertThrows(() => s.enter(1, "2" as never, () => {}), TypeError, "priority must be a number");
  assertThrows(() => s.enter(1, 1, "f" as never), TypeError, "action must be a function, got f");
  assertThrows(() => s.enter(1, 1, () => {}, 3 as never), TypeError, "argument must be an array");
  assert(s.empty());
});
