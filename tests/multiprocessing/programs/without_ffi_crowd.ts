// Many processes at once in a Deno program without the permission to call the C library; prints what became of it.

import { type Connection, Pipe, Process, Queue, task } from "@weft/concurrency/multiprocessing";

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const produce = task(import.meta, async (queue: Queue<number>, first: number, n: number) => {
  for (let i = 0; i < n; i++) await queue.put(first + i);
});
export const consume = task(import.meta, async (from: Queue<number>, to: Queue<number>) => {
  for (;;) {
    const item = await from.get();
    if (item < 0) return;
    await to.put(item);
  }
});
export const echo = task(import.meta, async (connection: Connection) => {
  for (;;) await connection.send(await connection.recv());
});

const cases = {
  async flow() {
    const [items, results] = [new Queue<number>(10), new Queue<number>(7)];
    const producers = [0, 1, 2].map((i) =>
      new Process({ target: produce, args: [items, 300 * i, 300] })
    );
    const consumers = [0, 1, 2].map(() => new Process({ target: consume, args: [items, results] }));
    for (const process of [...producers, ...consumers]) process.start();
    const got = new Set<number>();
    for (let i = 0; i < 900; i++) got.add(await results.get());
    for (const _ of consumers) await items.put(-1);
    for (const process of [...producers, ...consumers]) await process.join();
    return [got.size, items.empty(), results.empty()];
  },
  async kills(seed: number) {
    const next = random(seed);
    const ends = await Promise.all(Array.from({ length: 12 }, async () => {
      const [ours, theirs] = Pipe();
      const process = new Process({ target: echo, args: [theirs] });
      process.start();
      theirs.close();
      const late = setTimeout(() => process.kill(), 600 * next());
      let sent = 0;
      try {
        for (;; sent++) {
          await ours.send(new Uint8Array(100_000 * next()));
          await ours.recv();
        }
      } catch (error) {
        clearTimeout(late);
        await process.join();
        return [(error as { code?: string }).code ?? (error as Error).name, process.exitcode];
      }
    }));
    return ends.filter(([error, code]) => !/EPIPE|EOFError/.test(`${error}`) || code !== -9);
  },
};

if (import.meta.main) {
  const [name, seed] = Deno.args;
  console.log(JSON.stringify(await cases[name as keyof typeof cases](Number(seed))));
}
