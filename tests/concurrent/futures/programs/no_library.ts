// Workers that are lost before they can say anything.

import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { setLibrary } from "../../../../_thread/root.ts";
import { add } from "../crash_targets.ts";

if (import.meta.main) {
  const exit = `data:text/javascript,${
    encodeURIComponent("(globalThis.Deno ?? globalThis.process).exit(5)")
  }`;
  for (const url of ["file:///there_is_no_such.ts", exit]) {
    setLibrary(() => url);
    const pool = new ThreadPoolExecutor(1);
    const error = await pool.submit(add, 1, 2).exception();
    console.log(String(error).replaceAll("\n", " "));
    await pool.shutdown();
  }
}
