import process from "node:process";
import { setExcepthook, Thread } from "@weft/concurrency/threading";
import { fetch } from "../../../_thread/courier.ts";
import * as targets from "../courier_targets.ts";

if (import.meta.main) {
  setExcepthook(() => {});
  const out = targets.words();
  const start = (target: (out: Int32Array) => unknown) => {
    const thread = new Thread({ target, args: [out] });
    thread.start();
    return thread;
  };
  const keptByThread = async () => ((await fetch(out[0]!))[0] as Int32Array)[0];
  switch (process.argv[2]) {
    case "blocked":
      start(targets.keepAndFetch).joinSync();
      console.log(out[1]);
      break;
    case "computing": {
      const thread = start(targets.keepMemory);
      while (Atomics.load(out, 0) === 0);
      await thread.join();
      console.log(await keptByThread());
      break;
    }
    case "exited":
      await start(targets.keepMemoryAndExit).join();
      console.log(await keptByThread());
      break;
    case "exited, and main was blocked":
      start(targets.keepMemoryAndExit).joinSync();
      console.log(await keptByThread());
      break;
  }
}
