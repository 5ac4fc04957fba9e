// The modules where the runtime can't follow asynchronous code.
const { process } = globalThis as unknown as { process: Record<string, unknown> };
Object.defineProperty(process, "getBuiltinModule", { value: undefined });
const dummy = await import("@weft/concurrency/dummy_threading");
const low = await import("@weft/concurrency/_dummy_thread");
const { Barrier, Condition, currentThread, enumerate, Event, getIdent, Lock, local } = dummy;
const { mainThread, RLock, Thread, Timer } = dummy;

const out: Record<string, unknown> = {};
const main = getIdent();

const go = new Event();
const lock = new Lock();
const rlock = new RLock();
const data = new local();
data.x = 1;
await rlock.acquire();
const thread = new Thread({
  name: "worker",
  target: async () => {
    out.current = currentThread().name;
    out.sameIdent = getIdent() === main;
    out.sharedLocal = data.x;
    out.sameOwner = rlock.acquireSync({ blocking: false });
    rlock.release();
    using _ = await lock.hold();
    await go.wait();
    out.after = currentThread() === mainThread();
  },
});
thread.start();
out.ownIdent = thread.ident !== main;
out.listed = enumerate().map(({ name }) => name);
out.alive = thread.isAlive();
await Promise.resolve();
out.lockHeld = lock.locked();
go.set();
await thread.join();
out.ended = !thread.isAlive() && !lock.locked();

let fired = false;
const timer = new Timer(1, () => void (fired = true));
timer.start();
await timer.join();
out.timer = fired;

const barrier = new Barrier(2);
const indexes: number[] = [];
const parties = [1, 2].map(() =>
  new Thread({ target: async () => void indexes.push(await barrier.wait()) })
);
for (const party of parties) party.start();
for (const party of parties) await party.join();
out.barrier = indexes.sort();

const condition = new Condition(new Lock());
const waiting = new Thread({
  target: async () => {
    using _ = await condition.hold();
    out.notified = await condition.wait();
  },
});
waiting.start();
{
  using _ = await condition.hold();
  condition.notify();
}
await waiting.join();

const done = low.allocateLock();
await done.acquire();
low.startNewThread(() => done.release(), []);
await done.acquire();
out.low = true;

console.log(JSON.stringify(out));
