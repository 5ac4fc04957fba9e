// A program whose own descriptors matter.

import { closeSync, openSync } from "node:fs";
import process from "node:process";
import { PIPE, Popen, run, runSync } from "@weft/concurrency/subprocess";

switch (process.argv.at(-1)) {
  case "stdout=1":
    await run(["printf", "test with stdout=1"], { stdout: 1 });
    break;
  case "descriptors": {
    // What this program has inherited is not its children's.
    const list = ["sh", "-c", "ls /proc/$$/fd"];
    const { stdout } = await run(list, { stdout: PIPE, text: true, stderr: 2, stdin: 0 });
    process.stdout.write(stdout!.split("\n").filter((fd) => Number(fd) < 10).join(" "));
    break;
  }
  case "table":
    await nearlyFull();
    break;
}

/** With a table of descriptors that has room for one child and a few more. */
async function nearlyFull(): Promise<void> {
  const options = { stdin: PIPE, stdout: PIPE, stderr: PIPE, text: true } as const;
  const captured = { input: "lime", captureOutput: true, text: true } as const;
  // Whatever is opened once is opened now.
  await new Popen(["cat"], options).communicate("lime");
  await run(["cat"], captured);
  runSync(["cat"], captured);
  const open: number[] = [];
  try {
    for (;;) open.push(openSync("/dev/null", "r"));
  } catch {
    // It is full.
  }
  const errors: unknown[] = [];
  const refused = (error: Error & { code?: string }) => errors.push(error.code);
  await run(["cat"], captured).catch(refused);
  try {
    runSync(["cat"], captured);
  } catch (error) {
    refused(error as Error);
  }
  for (let i = 0; i < 10; i++) closeSync(open.pop()!);
  let echoes = 0;
  for (let i = 0; i < 15; i++) {
    const outputs = [
      (await new Popen(["cat"], options).communicate("lime"))[0],
      (await run(["cat"], captured)).stdout,
      runSync(["cat"], captured).stdout,
    ];
    echoes += outputs.filter((output) => output === "lime").length;
  }
  for (const fd of open) closeSync(fd);
  console.log(errors.join(" "), echoes);
}
