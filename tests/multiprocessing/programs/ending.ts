// A program with children, which ends one way or the other; the pids come first.

import { self } from "../../../_runtime/processes/self.ts";
import { Pipe } from "../../../multiprocessing/pipe.ts";
import { Process } from "../../../multiprocessing/process.ts";
import { setStartMethod } from "../../../multiprocessing/start_method.ts";
import { runtime } from "../../../_runtime/mod.ts";
import { Thread } from "../../../threading/thread.ts";
import { lastForever, sayAfter, startSaying, write } from "../process_targets.ts";

if (import.meta.main) {
  const [how] = self().args;
  const [ours, theirs] = Pipe(false);
  const daemon = new Process({ target: lastForever, args: [theirs], daemon: true });
  if (how === "spares") {
    setStartMethod("forkserver");
    new Process({ target: write, args: [1, false] }).start();
  } else if (how === "thread") {
    const thread = new Thread({ target: startSaying, args: [300] });
    thread.start();
    await thread.join();
  } else if (how === "unjoined") {
    const process = new Process({ target: sayAfter, args: [0] });
    process.start();
    await process.join();
  } else {
    daemon.start();
    // It is alive, and has taken its place.
    await ours.recv();
    if (how !== "daemon") new Process({ target: sayAfter, args: [300] }).start();
  }
  console.log(daemon.pid ?? 0);
  if (how === "throw") throw new RangeError("main failed");
  if (how === "timer") setTimeout(() => fail(), 0);
  if (how === "rejection") void Promise.reject(new RangeError("main failed"));
  if (how === "exit") self().exit(3);
  if (how === "blocked") runtime().sleepSync(10);
}

function fail(): never {
  throw new RangeError("main failed");
}
