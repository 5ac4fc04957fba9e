import { Thread } from "@weft/concurrency/threading";
import { fetch, keep } from "../../../_thread/courier.ts";
import * as targets from "../courier_targets.ts";

if (import.meta.main) {
  const { port1, port2 } = new MessageChannel();
  keep([port1, port2, new SharedArrayBuffer(8)], [port1, port2]);
  const out = targets.words();
  const thread = new Thread({ target: targets.keepMemory, args: [out] });
  thread.start();
  await thread.join();
  // The courier is there by then.
  await fetch(keep([], []));
  console.log("end of main");
}
