import { test } from "node:test";
import { assert } from "@std/assert";
import { processes } from "../../_runtime/processes/mod.ts";
import { ReadEnd } from "../../subprocess/read_end.ts";

test("17.5.1 output that never ends lets timers and others run", async () => {
  const flood = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1)),
  });
  const end = new ReadEnd(processes(), flood);
  let fired = false;
  setTimeout(() => fired = true, 0);
  // Without a turn of the event loop nothing else could end it.
  const latest = performance.now() + 10_000;
  while (!fired && performance.now() < latest) {
    await end.read();
    end.used();
  }
  end.close();
  assert(fired);
});

test("17.5.1 an output that is closed before its first read has begun is at its end", async () => {
  const never = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  const end = new ReadEnd(processes(), never);
  const reading = end.read();
  end.close();
  assert(await reading === undefined);
});
