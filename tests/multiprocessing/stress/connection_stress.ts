// Messages of random sizes, by all ways of sending and receiving at once, to children and to threads.

import process from "node:process";
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { Thread } from "@weft/concurrency/threading";
import type { Connection } from "../../../multiprocessing/connection.ts";
import { Pipe } from "../../../multiprocessing/pipe.ts";
import { randomSource } from "../../support/random.ts";
import { pattern } from "../bytes.ts";
import { connect, runtimes } from "../connected.ts";
import { echo, echoSync } from "../connection_targets.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const all = pattern(300_000);

type Random = (below: number) => number;

function message(random: Random): unknown {
  const size = random(10) === 0 ? random(300_000) : random(300);
  return random(2) === 0 ? all.slice(0, size) : { size, list: [undefined, -0, `text ${size}`] };
}

/** Sends so many messages, and compares what comes back. */
async function converse(connection: Connection, count: number, random: Random, where: string) {
  for (let i = 0; i < count;) {
    const batch = Array.from({ length: Math.min(1 + random(4), count - i) }, () => message(random));
    i += batch.length;
    if (random(3) > 0) {
      const sent = Promise.all(batch.map((value) => connection.send(value)));
      if (random(3) === 0) await connection.poll({});
      const back = await Promise.all(batch.map(() => connection.recv()));
      assertEquals(back, batch, `${where}, message ${i}`);
      await sent;
    } else {
      for (const value of batch) {
        connection.sendSync(value);
        if (random(2) === 0) connection.pollSync({});
        assertEquals(connection.recvSync(), value, `${where}, message ${i}`);
      }
    }
  }
}

test("Connection: 4 children answer 2,000 messages in all, each whole", async () => {
  const children = ["async", "sync", "async", "sync"].map((how, i) =>
    connect(runtimes[i % runtimes.length]!, "echo.ts", how)
  );
  await Promise.all(
    children.map(({ connection }, i) =>
      converse(connection, 500, randomSource(seed + i), `seed ${seed}, child ${i}`)
    ),
  );
  for (const child of children) assertEquals(await child.end(), 0);
});

test("Connection: 4 threads answer 2,000 messages in all, each whole", async () => {
  const threads = [echo, echoSync, echo, echoSync].map((target) => {
    const [mine, theirs] = Pipe();
    const thread = new Thread({ target, args: [theirs, 500] });
    thread.start();
    theirs.close();
    return { thread, mine };
  });
  await Promise.all(
    threads.map(({ mine }, i) =>
      converse(mine, 500, randomSource(seed + i), `seed ${seed}, thread ${i}`)
    ),
  );
  for (const { thread, mine } of threads) {
    await thread.join();
    mine.close();
  }
});
