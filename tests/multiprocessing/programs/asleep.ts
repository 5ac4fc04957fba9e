// Ends in one of several ways while, or after, it has waited without blocking for what processes share.
import process from "node:process";
import { futexParker } from "../../../_sync/futex_parker.ts";
import { allocate } from "../../../multiprocessing/heap.ts";
import { Event } from "../../../multiprocessing/synchronize.ts";

const how = process.argv[2];
const event = new Event();
const wait = event.wait({ timeout: 200 });
if (how === "waiting") {
  // A raw sleep keeps nothing alive.
  futexParker.waitAsync(new Int32Array(allocate(4).buffer), 0, 0, Infinity);
}
await wait;
console.log("end");
if (how === "exit") {
  void event.wait();
  process.exit(0);
}
