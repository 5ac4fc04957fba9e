// Runs many children of one kind; prints how many descriptors and zombies there are more than before.

import process from "node:process";
import { DEVNULL, PIPE, Popen, run, runSync, STDOUT } from "@weft/concurrency/subprocess";
import { leftOver, steadyDescriptors } from "../proc.ts";

const silent = () => {};
const refuse = (args: string[]) => {
  try {
    new Popen(args, { stdin: PIPE, stdout: PIPE, stderr: PIPE });
  } catch {
    return;
  }
  throw new Error("it has started");
};
const trySync = (args: string[], options = {}) => {
  try {
    runSync(args, options);
  } catch {
    return;
  }
  throw new Error("it has ended well");
};
const late = { timeout: 3, captureOutput: true, input: new Uint8Array(1 << 17) };

const kinds: Record<string, () => unknown> = {
  run: () => run(["true"]),
  runSync: () => runSync(["true"]),
  runPipes: () => run(["cat"], { input: new Uint8Array(9), captureOutput: true }),
  runSyncPipes: () => runSync(["cat"], { input: new Uint8Array(9), captureOutput: true }),
  merged: () => run(["sh", "-c", "echo a; echo b >&2"], { stdout: PIPE, stderr: STDOUT }),
  devnull: () => run(["true"], { stdin: DEVNULL, stdout: DEVNULL, stderr: DEVNULL }),
  unread: () => run(["true"], { input: new Uint8Array(1 << 20) }),
  missing: () => run(["/missing/program"], { captureOutput: true }).catch(silent),
  missingSync: () => trySync(["/missing/program"], { captureOutput: true }),
  missingFolder: () => run(["true"], { captureOutput: true, cwd: "/missing" }).catch(silent),
  popenMissing: () => refuse(["/missing/program"]),
  late: () => run(["sleep", "30"], late).catch(silent),
  lateSync: () => trySync(["sleep", "30"], late),
  disposed: async () => {
    await using child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, stderr: PIPE });
    void child;
  },
  streams: async () => {
    const child = new Popen(["echo", "spam"], { stdout: PIPE });
    for await (const bytes of child.stdout!) void bytes;
    await child.wait();
  },
  pipeline: async () => {
    const first = new Popen(["echo", "spam"], { stdout: PIPE });
    const second = new Popen(["cat"], { stdin: first.stdout, stdout: PIPE });
    await second.communicate();
    await first.wait();
  },
};

if (import.meta.main) {
  const [name, count] = [process.argv[2]!, Number(process.argv[3])];
  const kind = kinds[name]!;
  // What is opened once stays open: signals have descriptors, too.
  await run(["sleep", "0.05"], { captureOutput: true });
  for (let i = 0; i < 5; i++) await kind();
  // What is still being closed is not.
  const before = await steadyDescriptors();
  for (let i = 0; i < count; i++) await kind();
  const left = await leftOver(before);
  console.log(left.descriptors, left.zombies);
}
