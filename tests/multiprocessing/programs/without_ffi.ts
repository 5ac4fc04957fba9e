// What a Deno program without the permission to call the C library can do; prints the outcome of one case as JSON.

import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import * as multiprocessing from "@weft/concurrency/multiprocessing";
import {
  activeChildren,
  type Connection,
  currentProcess,
  getContext,
  JoinableQueue,
  parentProcess,
  Pipe,
  Process,
  type ProcessOptions,
  Queue,
  setExecutable,
  SimpleQueue,
  task,
} from "@weft/concurrency/multiprocessing";
import { wait } from "@weft/concurrency/multiprocessing/connection";
import { SharedMemory } from "@weft/concurrency/multiprocessing/shared_memory";
import { Thread } from "@weft/concurrency/threading";

export const say = task(import.meta, (text: string) => console.log(text));
export const tell = task(import.meta, async (queue: Queue, context: string) => {
  const { name, daemon, authkey } = currentProcess();
  const parent = parentProcess()!;
  await queue.put([name, daemon, parent.name, parent.isAlive(), authkey.length, context]);
});
export const echo = task(import.meta, async (connection: Connection) => {
  for (;;) {
    const value = await connection.recv();
    if (value === null) return;
    await connection.send(value);
  }
});
export const flood = task(import.meta, async (connection: Connection, n: number, size: number) => {
  for (let i = 0; i < n; i++) await connection.send(new Uint8Array(size));
});
export const reverse = task(import.meta, async (connection: Connection) => {
  await connection.sendBytes((await connection.recvBytes()).toReversed());
});
export const exitWith = task(import.meta, (code: number) => Deno.exit(code));
export const fail = task(import.meta, () => {
  throw new TypeError("wrong");
});
export const sleep = task(import.meta, (ms: number) => new Promise((r) => setTimeout(r, ms)));
export const never = task(import.meta, () => new Promise(() => {}));
export const runtime = task(import.meta, async (queue: Queue) => {
  await queue.put("Bun" in globalThis ? "bun" : "deno");
});
export const startThere = task(import.meta, () => {
  const { name, message } = caught(() => new Process({ target: say, args: [""] }).start()) as Error;
  return [name, message.includes("--allow-ffi")];
});
export const spin = task(import.meta, async (queue: Queue) => {
  await queue.put(Deno.pid);
  for (;;);
});
export const put = task(import.meta, async (queue: Queue, items: unknown[]) => {
  for (const item of items) await queue.put(item);
});
export const putNow = task(import.meta, (queue: Queue | SimpleQueue, items: unknown[]) => {
  for (const item of items) queue.putSync(item);
});
export const add = task(import.meta, async (from: JoinableQueue<number>, to: Queue) => {
  let sum = 0;
  for (;;) {
    const item = await from.get();
    if (item >= 0) sum += item;
    else await to.put(sum);
    from.taskDone();
    if (item < 0) return;
  }
});
export const takeOne = task(import.meta, async (queue: Queue) => {
  await queue.get();
});
export const relay = task(import.meta, async (queue: Queue, connection: Connection) => {
  const [ours, theirs] = Pipe();
  const child = new Process({ target: passOn, args: [theirs, queue] });
  child.start();
  theirs.close();
  await connection.send(ours);
  ours.close();
  await child.join();
});
export const passOn = task(import.meta, async (connection: Connection, queue: Queue) => {
  for (;;) {
    let item: unknown;
    try {
      item = await connection.recv();
    } catch (error) {
      return await queue.put((error as Error).name);
    }
    await queue.put([currentProcess().name, item]);
  }
});
export const attempt = task(import.meta, async (queue: Queue, bounded: Queue, c: Connection) => {
  const calls = {
    getSync: () => queue.getSync(),
    getNowait: () => queue.getNowait(),
    qsize: () => queue.qsize(),
    putSync: () => bounded.putSync(1),
    recvSync: () => c.recvSync(),
    pollSync: () => c.pollSync(),
  };
  const names: string[] = [];
  for (const [name, call] of Object.entries(calls)) {
    const { message } = caught(call) as Error;
    if (message.includes("--allow-ffi")) names.push(name);
  }
  await queue.put(names);
});

class Greeter extends Process {
  readonly queue: Queue;
  constructor(queue: Queue, options?: ProcessOptions<[]>) {
    super(options);
    this.queue = queue;
  }
  override async run(): Promise<void> {
    await this.queue.put(`hello from ${this.name}`);
  }
}
task(import.meta, Greeter);
export { Greeter };

function start<A extends unknown[]>(
  target: (...args: A) => unknown,
  args: A,
  options: ProcessOptions<A> = {},
): Process {
  const child = new Process({ target, args, ...options });
  child.start();
  return child;
}

async function codeOf(child: Process): Promise<number | undefined> {
  await child.join();
  return child.exitcode;
}

function caught(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return error;
  }
}

async function failure(body: () => unknown): Promise<string> {
  try {
    return `no error, but ${String(await body())}`;
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
}

const cases: Record<string, () => unknown> = {
  async process() {
    const queue = new Queue();
    const child = start(tell, [queue, "x"], { name: "bob", daemon: true });
    const before = [child.exitcode, child.isAlive(), typeof child.pid];
    const told = await queue.get();
    return [before, told, await codeOf(child), child.isAlive(), activeChildren().length];
  },
  async subclass() {
    const queue = new Queue();
    const child = new Greeter(queue, { name: "anna" });
    child.start();
    return [await queue.get(), await codeOf(child)];
  },
  async output() {
    return await codeOf(start(say, ["said by the child"]));
  },
  async codes() {
    const children = [start(exitWith, [7]), start(fail, []), start(never, []), start(say, ["x"])];
    return await Promise.all(children.map(codeOf));
  },
  async signals() {
    const ends = ["terminate", "kill", "interrupt"] as const;
    const children = ends.map((end) => [start(sleep, [60_000]), end] as const);
    for (const [child] of children) await child.join({ timeout: 1 });
    for (const [child, end] of children) child[end]();
    return await Promise.all(children.map(([child]) => codeOf(child)));
  },
  async contexts() {
    const queue = new Queue();
    for (const method of ["spawn", "forkserver"] as const) {
      const { Process } = getContext(method);
      const child = new Process({ target: tell, args: [queue, method] });
      child.start();
      await child.join();
    }
    return [(await queue.get() as unknown[])[5], (await queue.get() as unknown[])[5]];
  },
  async missing() {
    setExecutable("/nowhere/deno", ["run", "-A"]);
    const child = new Process({ target: say, args: ["x"] });
    return [await failure(() => child.start()), child.pid, activeChildren().length];
  },
  async bun() {
    setExecutable(Deno.args[1]!);
    const queue = new Queue();
    const [ours, theirs] = Pipe();
    const children = [
      start(echo, [theirs]),
      start(put, [queue, [1, "two"]]),
      start(runtime, [queue]),
    ];
    theirs.close();
    await ours.send(new Uint8Array(300_000));
    const { length } = await ours.recv() as Uint8Array;
    await ours.send(null);
    const items = [];
    for (let i = 0; i < 3; i++) items.push(await queue.get());
    return [length, items.map(String).sort(), await Promise.all(children.map(codeOf))];
  },
  async unsendable() {
    const child = new Process({ target: say, args: [new WeakMap() as unknown as string] });
    return [await failure(() => child.start()), child.pid];
  },
  async joinLater() {
    const child = start(sleep, [60_000]);
    await child.join({ timeout: 20 });
    const alive = child.isAlive();
    const { message } = caught(() => child.joinSync()) as Error;
    const aborted = await failure(() =>
      child.join({ signal: AbortSignal.abort(new RangeError()) })
    );
    child.kill();
    const code = await codeOf(child);
    child.joinSync();
    return [alive, message.includes("--allow-ffi"), aborted, code];
  },
  async pipe() {
    const [ours, theirs] = Pipe();
    const child = start(echo, [theirs]);
    theirs.close();
    const values = [1, "two", { three: [3n, new Map([[1, undefined]])] }, new Uint8Array(300_000)];
    const same = [];
    for (const value of values) {
      await ours.send(value);
      const back = await ours.recv();
      same.push(Deno.inspect(back) === Deno.inspect(value));
    }
    const looks = [await ours.poll(), await ours.poll({ timeout: 10 })];
    await ours.send(null);
    const code = await codeOf(child);
    return [same, looks, code, await failure(() => ours.recv()), await failure(() => ours.send(1))];
  },
  async oneWay() {
    const [receiver, sender] = Pipe(false);
    const flags = [receiver.readable, receiver.writable, sender.readable, sender.writable];
    sender.sendSync("x");
    const got = receiver.recvSync();
    const { message } = caught(() => receiver.recvSync()) as Error;
    sender.close();
    return [
      flags,
      got,
      message.includes("--allow-ffi"),
      await failure(() => sender.send(1)),
      await failure(() => receiver.recv()),
      receiver instanceof multiprocessing.Connection,
      receiver.constructor.name,
    ];
  },
  async bytes() {
    const [ours, theirs] = Pipe();
    const child = start(reverse, [theirs]);
    await ours.sendBytes(new Uint8Array([1, 2, 3, 4]), 1, 2);
    const room = new Uint8Array(4);
    const count = await ours.recvBytesInto(room, 1);
    theirs.sendBytesSync(new Uint8Array(10));
    const long = await failure(() => ours.recvBytes(5));
    return [[...room], count, await codeOf(child), long, ours.readable];
  },
  async killedEnd() {
    const [ours, theirs] = Pipe();
    const child = start(echo, [theirs]);
    theirs.close();
    await ours.send(1);
    await ours.recv();
    const waiting = failure(() => ours.recv());
    child.kill();
    return [await waiting, await failure(() => ours.send(1)), await codeOf(child)];
  },
  async pressure() {
    const [ours, theirs] = Pipe();
    const child = start(flood, [theirs, 100, 100_000]);
    theirs.close();
    while (!await ours.poll({ timeout: 1000 }));
    const first = await ours.recv() as Uint8Array;
    // The child waits for us long before it has sent all.
    await child.join({ timeout: 300 });
    const waits = child.isAlive();
    let bytes = first.length;
    for (let i = 1; i < 100; i++) bytes += (await ours.recv() as Uint8Array).length;
    const code = await codeOf(child);

    const [one, other] = Pipe();
    while (!(caught(() => one.sendBytesSync(new Uint8Array(1 << 18))) instanceof Error));
    const sending = failure(() => one.send("x"));
    other.close();
    return [waits, bytes, code, await sending];
  },
  async closedWhileWaiting() {
    const [ours] = Pipe();
    const waiting = failure(() => ours.recv());
    ours.close();
    return [await waiting, ours.closed];
  },
  async wait() {
    const [ours, theirs] = Pipe();
    const child = start(exitWith, [0]);
    const ready = await wait([ours, child.sentinel]);
    const none = await wait([ours], { timeout: 10 });
    theirs.sendSync(1);
    const both = await wait([ours, child.sentinel]);
    return [ready.length === 1 && ready[0] === child.sentinel, none.length, both.length];
  },
  async queue() {
    const queue = new Queue();
    const children = [start(put, [queue, [1, 2, 3]]), start(putNow, [queue, [4, 5]])];
    const items = [];
    for (let i = 0; i < 5; i++) items.push(await queue.get());
    const sync = [queue.empty(), queue.qsize(), await failure(() => queue.getNowait())];
    queue.putSync(6);
    sync.push(queue.getSync() as number);
    const late = await failure(() => queue.get({ timeout: 10 }));
    const codes = await Promise.all(children.map(codeOf));
    return [(items as number[]).sort(), sync, late, codes];
  },
  async simpleQueue() {
    const queue = new SimpleQueue();
    const child = start(putNow, [queue, [[1, 2], "x"]]);
    return [await queue.get(), await queue.get(), queue.empty(), await codeOf(child)];
  },
  async boundedQueue() {
    const queue = new Queue(2);
    const child = start(put, [queue, [1, 2, 3, 4]]);
    while (!queue.full()) await child.join({ timeout: 1 });
    const full = [
      await failure(() => queue.putNowait(0)),
      await failure(() => queue.put(0, { timeout: 10 })),
    ];
    const items = [];
    for (let i = 0; i < 4; i++) items.push(await queue.get());
    return [full, items, await codeOf(child)];
  },
  async joinableQueue() {
    const tasks = new JoinableQueue<number>();
    const results = new Queue<number>();
    const children = [start(add, [tasks, results]), start(add, [tasks, results])];
    for (let i = 1; i <= 100; i++) await tasks.put(i);
    for (const _ of children) await tasks.put(-1);
    await tasks.join();
    const sum = await results.get() + await results.get();
    return [sum, await failure(() => tasks.taskDone()), await Promise.all(children.map(codeOf))];
  },
  async abandonedGet() {
    const queue = new Queue();
    const child = start(takeOne, [queue]);
    await child.join({ timeout: 300 });
    child.kill();
    await child.join();
    // Who has been killed waits no more.
    await queue.put("mine");
    return await queue.get({ timeout: 1000 });
  },
  async tree() {
    const queue = new Queue();
    const [ours, theirs] = Pipe();
    const child = start(relay, [queue, theirs]);
    const far = await ours.recv() as Connection;
    await far.send("over two wires");
    const got = await queue.get();
    far.close();
    return [got, await queue.get(), await codeOf(child)];
  },
  async blockingForms() {
    const queue = new Queue();
    const [ours, theirs] = Pipe();
    const child = start(attempt, [queue, new Queue(1), theirs]);
    const names = await queue.get();
    ours.close();
    return [names, await codeOf(child)];
  },
  sharedMemory() {
    const { Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, Barrier } = multiprocessing;
    const { Value, Array, RawValue, RawArray } = multiprocessing;
    const makers: Record<string, () => unknown> = {
      Lock: () => new Lock(),
      RLock: () => new RLock(),
      Semaphore: () => new Semaphore(),
      BoundedSemaphore: () => new BoundedSemaphore(),
      Condition: () => new Condition(),
      Event: () => new Event(),
      Barrier: () => new Barrier(2),
      Value: () => Value("i", 0),
      // deno-lint-ignore no-array-constructor
      Array: () => Array("i", 3),
      RawValue: () => RawValue("i", 0),
      RawArray: () => RawArray("i", 3),
      SharedMemory: () => new SharedMemory({ create: true, size: 8 }),
    };
    return Object.entries(makers).map(([name, make]) => {
      const error = caught(make);
      const named = error instanceof multiprocessing.NotSupportedError &&
        error.message.includes("--allow-ffi");
      return [name, named || String(error)];
    });
  },
  async thread() {
    const queue = new Queue();
    const thread = new Thread({ target: (q) => void q, args: [queue] });
    const { name, message } = caught(() => thread.start()) as Error;
    await using pool = new ThreadPoolExecutor(1);
    return [name, message.includes("--allow-ffi"), await pool.submit(startThere)];
  },
  async unawaited() {
    start(say, ["the child has ended"]);
    start(sleep, [60_000], { daemon: true });
    await Promise.resolve();
    return "the program has nothing else to do";
  },
  async leftovers() {
    const [, theirs] = Pipe();
    const children = [start(sleep, [0]), start(exitWith, [3]), start(echo, [theirs])];
    children[2]!.kill();
    await Promise.all(children.map(codeOf));
    const end = performance.now() + 5000;
    let left: string[];
    do {
      const { stdout } = await new Deno.Command("ps", {
        args: ["-o", "args=", "--ppid", `${Deno.pid}`],
      }).output();
      left = new TextDecoder().decode(stdout).split("\n").filter((line) =>
        !/^(\S*ps .*)?$/.test(line)
      );
    } while (left.length > 0 && performance.now() < end);
    return left;
  },
  async exits() {
    const queue = new Queue<number>();
    start(spin, [queue]);
    console.log(JSON.stringify(await queue.get()));
    Deno.exit(0);
  },
  async uncaught() {
    const queue = new Queue<number>();
    start(spin, [queue]);
    console.log(JSON.stringify(await queue.get()));
    throw new Error("nobody catches it");
  },
  async spinning() {
    const queue = new Queue<number>();
    start(spin, [queue]);
    console.log(JSON.stringify(await queue.get()));
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
};

if (import.meta.main) {
  const result = await cases[Deno.args[0]!]!();
  console.log(JSON.stringify(result));
}
