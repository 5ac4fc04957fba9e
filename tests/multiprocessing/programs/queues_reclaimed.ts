// Makes 4,000 queues, each used a little, and says how many are mapped in the end.
import { readFileSync } from "node:fs";
import { Queue } from "../../../multiprocessing/queues.ts";

for (let round = 0; round < 40; round++) {
  for (let i = 0; i < 100; i++) {
    const q = new Queue<unknown>();
    q.putSync([i, new Queue()]);
    if (i % 10 === 0) q.putSync("y".repeat(1 << 20));
    q.getSync();
  }
  // What has been collected is told in the event loop.
  await new Promise((resolve) => setTimeout(resolve, 0));
}
const maps = readFileSync("/proc/self/maps", "utf8").split("\n");
console.log(maps.filter((line) => line.includes("memfd:weft")).length);
