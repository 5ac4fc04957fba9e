// One suite for every kind of lock, in both forms. No test file: lock_test.ts, rlock_test.ts and, for those that processes
// share, locks_test.ts run it.
import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertGreaterOrEqual, assertLess } from "@std/assert";
import {
  activeCount,
  enumerate,
  type Lockable,
  RuntimeError,
  TIMEOUT_MAX,
} from "@weft/concurrency/threading";
import { startNewThread } from "@weft/concurrency/_thread";
import * as targets from "./lock_targets.ts";
import {
  errorOf,
  type Form,
  forms,
  join,
  lull,
  start,
  startMany,
  stateOf,
  until,
} from "./sync_threads.ts";
import { words } from "./thread_targets.ts";

/** A kind of lock. */
export interface LockKind {
  readonly title: string;
  /** What its messages call it. */
  readonly name: string;
  readonly create: () => Lockable;
  readonly reentrant: boolean;
  /** Of multiprocessing: a negative timeout is 0, and one without blocking means nothing. */
  readonly lenient?: boolean;
  /** What a release too many throws; RuntimeError without it. */
  readonly releaseError?: typeof RangeError;
}

/** Registers the tests of a kind of lock. */
export function lockSuite(kind: LockKind): void {
  plainTests(kind);
  for (const form of forms) {
    formTests(kind, form);
    threadTests(kind, form);
    if (kind.reentrant) ownerTests(kind, form);
    else anyoneTests(kind, form);
  }
}

type Refused = [string, unknown, typeof RangeError | typeof TypeError, RegExp];

function plainTests(kind: LockKind): void {
  const { title, name, create, lenient = false, releaseError: ReleaseError = RuntimeError } = kind;

  test(`${title}: a lock that is never taken, or never released, leaves nothing hanging`, async () => {
    create();
    await create().acquire();
    create().acquireSync();
  });

  test(`${title}: release of a lock that is not held throws ${ReleaseError.name}, and changes nothing`, async () => {
    const lock = create();
    for (let i = 0; i < 2; i++) {
      const error = await errorOf(() => lock.release());
      assert(error instanceof ReleaseError, String(error));
      assertEquals(error.name, ReleaseError.name);
      assert(lock.acquireSync());
      lock.release();
    }
    await errorOf(() => lock.release());
    assertFalse(await takenElsewhere(lock));
  });

  test(`${title}: hold takes it, and the end of the block gives it back, once`, async () => {
    const lock = create();
    {
      using _ = await lock.hold();
      assert(await takenElsewhere(lock));
    }
    assertFalse(await takenElsewhere(lock));
    {
      using _ = lock.holdSync();
      assert(await takenElsewhere(lock));
    }
    assertFalse(await takenElsewhere(lock));
    const held = lock.holdSync();
    held[Symbol.dispose]();
    lock.acquireSync();
    held[Symbol.dispose]();
    assert(await takenElsewhere(lock));
    lock.release();
  });

  test(`${title}: hold gives the lock back when the block throws`, async () => {
    const lock = create();
    await errorOf(() => {
      using _ = lock.holdSync();
      throw new Error("in the block");
    });
    await errorOf(async () => {
      using _ = await lock.hold();
      throw new Error("in the block");
    });
    assertFalse(await takenElsewhere(lock));
  });

  test(`${title}: an aborted signal rejects with its reason, even if the lock is free`, async () => {
    const lock = create();
    const signal = AbortSignal.abort("enough");
    assertEquals(await lock.acquire({ signal }).catch((reason) => reason), "enough");
    assertEquals(await lock.hold({ signal }).catch((reason) => reason), "enough");
    assertEquals(
      await lock.acquire({ signal, blocking: false }).catch((reason) => reason),
      "enough",
    );
    assertFalse(await takenElsewhere(lock));
  });

  test(`${title}: an abort ends a wait, and the lock goes to the next one`, async () => {
    const lock = create();
    const [out, passed] = [words(), words()];
    await lock.acquire();
    const aborted = start(targets.abortOne, lock, out);
    await until(() => out[1] === 1);
    const next = start(targets.pass, lock, passed, false);
    await join(aborted);
    assertEquals(out[0], 1);
    assertEquals(passed[1], 0);
    lock.release();
    await join(next);
    assertFalse(await takenElsewhere(lock));
  });

  for (const form of forms) {
    const call = form.sync ? "acquireSync" : "acquire";
    const strict: Refused[] = [
      ["a negative timeout", { timeout: -100 }, RangeError, /timeout must be >= 0, got -100/],
      [
        "a timeout without blocking",
        { blocking: false, timeout: 1 },
        RangeError,
        /timeout for a non-blocking call, got 1/,
      ],
    ];
    const refused: Refused[] = [
      ...lenient ? [] : strict,
      [
        "one above TIMEOUT_MAX",
        { timeout: TIMEOUT_MAX + 1 },
        RangeError,
        /timeout .*9223372036001/,
      ],
      ["a huge one", { timeout: 1e100 }, RangeError, /timeout must be <= .*, got 1e\+100/],
      ["NaN", { timeout: NaN }, TypeError, /timeout must be .*, got NaN/],
      ["a string", { timeout: "5" }, TypeError, /timeout must be a number.*, got 5/],
      ["blocking: 0", { blocking: 0 }, TypeError, /blocking must be a boolean, got 0/],
      ["Python's positional false", false, TypeError, /options must be an object, got false/],
      ["null", null, TypeError, /options must be an object, got null/],
      ["a number", 5, TypeError, /options must be an object, got 5/],
    ];
    for (const [what, options, Class, message] of refused) {
      test(`${title}: ${call} refuses ${what}, and takes nothing`, async () => {
        const lock = create();
        const error = await errorOf(() => form.acquire(lock, options as Record<string, number>));
        assert(error instanceof Class, String(error));
        assert(message.test(error.message), error.message);
        assert(error.message.startsWith(`${name}.${call}: `), error.message);
        assertFalse(await takenElsewhere(lock));
      });
    }
  }

  test(`${title}: acquire refuses what is no signal, and takes nothing`, async () => {
    const lock = create();
    const error = await errorOf(() => lock.acquire({ signal: 5 as unknown as AbortSignal }));
    assert(error instanceof TypeError);
    assertEquals(error.message.replace(/^.*: /, ""), "signal must be an AbortSignal, got 5");
    assertFalse(await takenElsewhere(lock));
  });
}

function formTests({ title, create }: LockKind, form: Form): void {
  const { acquire } = form;

  test(`${title}, ${form.title}: acquire and release`, async () => {
    const lock = create();
    for (let i = 0; i < 3; i++) {
      assertEquals(await acquire(lock), true);
      lock.release();
    }
    assertFalse(await takenElsewhere(lock));
  });

  test(`${title}, ${form.title}: acquire without blocking takes a free lock, and not another's`, async () => {
    const lock = create();
    assertEquals(await acquire(lock, { blocking: false }), true);
    const out = words();
    await join(start(targets.tryFor, lock, { blocking: false }, out, form.sync));
    assertEquals(out[0], 2);
    lock.release();
    await join(start(targets.tryFor, lock, { blocking: false }, out, form.sync));
    assertEquals(out[0], 1);
  });

  test(`${title}, ${form.title}: a timeout up to TIMEOUT_MAX, and none, takes a free lock at once`, async () => {
    const lock = create();
    for (const timeout of [TIMEOUT_MAX, Infinity, 5_000, 0, undefined]) {
      const began = performance.now();
      assertEquals(await acquire(lock, { timeout }), true);
      assertLess(performance.now() - began, 5_000);
      lock.release();
    }
  });

  test(`${title}, ${form.title}: acquire is false at the timeout while another thread holds it`, async () => {
    const lock = create();
    const out = words();
    lock.acquireSync();
    await join(start(targets.tryFor, lock, { timeout: 100 }, out, form.sync));
    assertEquals(out[0], 2);
    assertGreaterOrEqual(out[1]!, 99);
    assertLess(out[1]!, 5_000);
    lock.release();
  });
}

function threadTests({ title, create }: LockKind, form: Form): void {
  test(`${title}, ${form.title}: five threads wait while it is held, and all go on after the release`, async () => {
    const lock = create();
    const out = words();
    await form.acquire(lock);
    const threads = startMany(5, targets.pass, () => [lock, out, form.sync]);
    await until(() => Atomics.load(out, 0) === 5);
    await lull();
    assertEquals(Atomics.load(out, 1), 0);
    lock.release();
    await join(...threads);
    assertEquals(out[1], 5);
    assertFalse(await takenElsewhere(lock));
  });

  test(`${title}, ${form.title}: no increment of four threads is lost`, async () => {
    const lock = create();
    const cell = words();
    await join(...startMany(4, targets.increment, () => [lock, cell, 300, form.sync]));
    assertEquals(cell[0], 1_200);
  });

  test(`${title}, ${form.title}: no increment is lost to threads of the other form`, async () => {
    const lock = create();
    const cell = words();
    const threads = startMany(3, targets.increment, (i) => [lock, cell, 200, i % 2 === 0]);
    for (let i = 0; i < 200; i++) {
      await form.acquire(lock);
      const value = cell[0]!;
      if (!form.sync && i % 20 === 0) await lull();
      cell[0] = value + 1;
      lock.release();
      // A loop that never lets the event loop turn would keep out nobody, but should not be all there is.
      if (i % 20 === 0) await lull();
    }
    await join(...threads);
    assertEquals(cell[0], 800);
  });

  test(`${title}, ${form.title}: threads of _thread that use it leave none behind`, async () => {
    const before = [activeCount(), enumerate().length];
    const lock = create();
    const out = words();
    for (let i = 0; i < 15; i++) startNewThread(targets.pass, [lock, out, form.sync]);
    await until(() => Atomics.load(out, 1) === 15 && enumerate().length === before[1]);
    assertEquals([activeCount(), enumerate().length], before);
  });
}

function anyoneTests({ title, create }: LockKind, form: Form): void {
  test(`${title}, ${form.title}: taken again by its holder, it waits; another thread's release lets it go on`, async () => {
    const lock = create();
    const out = words();
    const thread = start(targets.twice, lock, out, form.sync);
    await until(() => Atomics.load(out, 0) === 1);
    await lull();
    assertEquals(Atomics.load(out, 0), 1);
    lock.release();
    await join(thread);
    assertEquals(out[0], 2);
    assertFalse(await takenElsewhere(lock));
  });

  test(`${title}, ${form.title}: another thread may release it`, async () => {
    const lock = create();
    await form.acquire(lock);
    await join(start(targets.release, lock));
    assertEquals(await form.acquire(lock), true);
    lock.release();
  });
}

function ownerTests({ title, create }: LockKind, form: Form): void {
  test(`${title}, ${form.title}: its owner takes it again without waiting, and releases as often`, async () => {
    const lock = create();
    await form.acquire(lock);
    await form.acquire(lock, { timeout: 0 });
    lock.release();
    await form.acquire(lock);
    assert(await takenElsewhere(lock));
    lock.release();
    assert(await takenElsewhere(lock));
    lock.release();
    assertFalse(await takenElsewhere(lock));
    assert(await errorOf(() => lock.release()) instanceof RuntimeError);
  });

  test(`${title}, ${form.title}: only its owner may release it`, async () => {
    const lock = create();
    const out = words();
    await join(start(targets.releaseNotMine, lock, out));
    assertEquals(out[0], 1);
    await form.acquire(lock);
    await join(start(targets.releaseNotMine, lock, out));
    assertEquals(out[0], 1);
    assert(await takenElsewhere(lock));
    lock.release();
  });

  test(`${title}, ${form.title}: asynchronous code of one thread is one owner`, async () => {
    const lock = create();
    await form.acquire(lock);
    const another = lock.acquire();
    assertEquals(await stateOf(another), true);
    lock.release();
    assert(await takenElsewhere(lock));
    lock.release();
    assertFalse(await takenElsewhere(lock));
  });
}

/** Whether another thread finds the lock taken. */
export async function takenElsewhere(lock: Lockable): Promise<boolean> {
  const out = words();
  await join(start(targets.tryFor, lock, { blocking: false }, out, true));
  return out[0] === 2;
}
