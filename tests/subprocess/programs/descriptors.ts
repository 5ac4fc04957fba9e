// Which descriptors children have of those that this program has inherited.

import process from "node:process";
import { DEVNULL, PIPE, type PopenOptions, run, runSync } from "@weft/concurrency/subprocess";

if (import.meta.main) {
  const closeFds = process.argv[2] === "closed";
  const script = ["sh", "-c", "test -e /dev/fd/9"];
  const kinds: PopenOptions[] = [{}, { stdout: PIPE }, { stdin: DEVNULL }];
  const has = [];
  for (const kind of kinds) {
    has.push((await run(script, { ...kind, closeFds })).returncode === 0);
    has.push(runSync(script, { ...kind, closeFds }).returncode === 0);
  }
  console.log(has.join(" "));
}
