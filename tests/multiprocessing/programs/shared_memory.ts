// One side of what shared_memory_test.ts and shareable_list_test.ts do: the first argument says which.

import process from "node:process";
import { ShareableList, SharedMemory } from "@weft/concurrency/multiprocessing/shared_memory";
import { mappings } from "../shared_memory_mappings.ts";

const [what, ...args] = process.argv.slice(2);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const gc = (globalThis as { gc?: () => void; Bun?: { gc(force: boolean): void } }).gc ??
  (() => (globalThis as { Bun?: { gc(force: boolean): void } }).Bun!.gc(true));
const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
switch (what) {
  // Creates some, says so, and ends, or waits to be killed.
  case "create": {
    const [count, end, track = "track", name] = args;
    const names = Array.from({ length: Number(count) }, () => {
      return new SharedMemory({ name, create: true, size: 64, track: track === "track" }).name;
    });
    console.log(names.join(" "));
    if (end === "wait") setInterval(() => {}, 1000);
    if (end === "throw") throw new Error("on purpose");
    break;
  }
  // Creates one, has its tracker killed, and creates another one.
  case "tracker-killed": {
    const one = new SharedMemory({ create: true, size: 64 });
    console.log(one.name);
    process.stdin.once("data", () => {
      console.log(new SharedMemory({ create: true, size: 64 }).name);
      process.exit();
    });
    break;
  }
  // Says what is in one, and leaves an answer.
  case "answer": {
    using memory = new SharedMemory({ name: args[0] });
    console.log(text(memory.buf.subarray(0, 5)));
    memory.buf.set(new TextEncoder().encode("eggs!"));
    break;
  }
  case "list": {
    const list = new ShareableList(null, { name: args[0] });
    console.log(JSON.stringify([...list]));
    list.set(-1, "from afar");
    list.shm.close();
    break;
  }
  // Forgets handles: views stay good as long as there are any, and mappings go when there are none.
  case "forget": {
    const name = `psm_forget_${process.pid}`;
    const first = new SharedMemory({ name, create: true, size: 4096 });
    first.buf[0] = 42;
    const view = (() => new Uint8Array(new SharedMemory({ name }).buf.buffer, 0, 1))();
    (() => {
      for (let i = 0; i < 50; i++) new SharedMemory({ name });
    })();
    const most = mappings(name);
    for (let i = 0; i < 500 && mappings(name) > 2; i++) {
      gc();
      await turn();
    }
    console.log(most, mappings(name), view[0]);
    first.unlink();
    break;
  }
  // Moves the buffer elsewhere and forgets the rest.
  case "transfer": {
    const name = `psm_transfer_${process.pid}`;
    const moved = (() => {
      const memory = new SharedMemory({ name, create: true, size: 4096 });
      memory.buf[0] = 42;
      const { buffer } = memory.buf;
      return structuredClone(buffer, { transfer: [buffer] });
    })();
    for (let i = 0; i < 20; i++) {
      gc();
      await turn();
    }
    console.log(mappings(name), new Uint8Array(moved)[0]);
    new SharedMemory({ name }).unlink();
    break;
  }
}
