// What a Deno program without the permission to call the C library can do; prints the outcome of one case.

import process from "node:process";
import * as subprocess from "@weft/concurrency/subprocess";
import { DEVNULL, PIPE, Popen, run, runSync, STDOUT } from "@weft/concurrency/subprocess";

const text = { captureOutput: true, text: true } as const;
const script = "cat; echo err >&2; exit 3";
const args = ["sh", "-c", script];
const LATE = ["sh", "-c", "echo $$; sleep 30 & echo $!; echo err >&2; wait"];

/** Everything of an error that callers look at. */
function shown(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  const own = { ...error } as Record<string, unknown>;
  delete own.cause;
  const classes = Object.values(subprocess).filter((Class) =>
    typeof Class === "function" && Class.prototype instanceof Error && error instanceof Class
  );
  return { name, message, own, classes: classes.map((Class) => (Class as { name: string }).name) };
}
async function failure(body: () => unknown): Promise<unknown> {
  try {
    return { value: await body() };
  } catch (error) {
    return shown(error);
  }
}
async function late(body: () => unknown): Promise<unknown> {
  const start = performance.now();
  const error = await failure(body) as { own: { output: string } };
  const took = performance.now() - start;
  const pids = error.own.output.trim().split("\n").map(Number);
  // ps is asked because it may read /proc, which this program may not.
  const alive = () =>
    runSync(["ps", "-o", "stat=", "-p", pids.join()], { stdout: PIPE, text: true }).stdout!
      .split("\n").filter((state) => state !== "" && !state.startsWith("Z")).length;
  const end = performance.now() + 5000;
  while (alive() > 0 && performance.now() < end);
  return { ...error, pids: pids.length, alive: alive(), took };
}

type Timed = { readonly captureOutput: true; readonly timeout: number; readonly text: boolean };

/** What comes of a flood, and when. */
async function flood(how: (args: string[], options: Timed) => unknown): Promise<unknown> {
  const outcomes = [];
  for (const text of [false, true]) {
    const start = performance.now();
    const error = await Promise.try(how, ["seq", "1000000000"], {
      captureOutput: true,
      timeout: 300,
      text,
    }).catch((thrown) => thrown);
    const took = performance.now() - start;
    const { name, output, stderr } = error as subprocess.TimeoutExpired;
    const all = typeof output === "string" ? output : new TextDecoder().decode(output!);
    const lines = all.split("\n").slice(0, -1);
    const exact = lines.length > 1000 && lines.every((line, i) => line === `${i + 1}`);
    outcomes.push({ name, kind: typeof output, stderr: stderr!.length, exact, took });
  }
  return outcomes;
}

const cases: Record<string, () => unknown> = {
  run: () => run(args, { ...text, input: "spam\n" }),
  runSync: () => runSync(args, { ...text, input: "spam\n" }),
  bytes: async () => [
    ...(await run(["cat"], { input: new Uint8Array([0, 255]), stdout: PIPE })).stdout!,
  ],
  bytesSync: () => [...runSync(["cat"], { input: new Uint8Array([0, 255]), stdout: PIPE }).stdout!],
  large: async () =>
    (await run(["cat"], { input: new Uint8Array(3_000_000), stdout: PIPE })).stdout!.length,
  largeSync: () =>
    runSync(["cat"], { input: new Uint8Array(3_000_000), stdout: PIPE }).stdout!.length,
  merged: () =>
    run("echo 1; echo 2 >&2; echo 3", { shell: true, stdout: PIPE, stderr: STDOUT, text: true }),
  mergedSync: () =>
    runSync("echo 1; echo 2 >&2; echo 3", {
      shell: true,
      stdout: PIPE,
      stderr: STDOUT,
      text: true,
    }),
  devnull: () => run(args, { stdin: DEVNULL, stdout: DEVNULL, stderr: DEVNULL }),
  environment: () =>
    runSync("echo $A; pwd", { shell: true, env: { A: "b" }, cwd: "/", stdout: PIPE, text: true }),
  signalled: async () => [
    (await run("kill -9 $$", { shell: true })).returncode,
    runSync("kill -9 $$", { shell: true }).returncode,
    runSync("kill -15 $$", { shell: true, stdout: PIPE }).returncode,
  ],
  getstatusoutput: async () => [
    await subprocess.getstatusoutput("echo spam; echo err >&2; exit 3"),
    subprocess.getstatusoutputSync("echo spam; echo err >&2; exit 3"),
    await subprocess.getoutput("echo spam"),
    subprocess.getoutputSync("echo spam"),
  ],
  calls: async () => [
    await subprocess.call(["sh", "-c", "exit 3"]),
    subprocess.callSync(["sh", "-c", "exit 3"]),
    subprocess.checkCallSync(["true"]),
    await subprocess.checkOutput(["echo", "spam"], { text: true }),
    subprocess.checkOutputSync(["cat"], { text: true, input: "spam" }),
  ],
  pipeline: async () => {
    const first = new Popen(["yes"], { stdout: PIPE });
    const second = new Popen(["head", "-n", "2"], {
      stdin: first.stdout,
      stdout: PIPE,
      text: true,
    });
    const [output] = await second.communicate();
    return [output, second.returncode, await first.wait() !== 0];
  },
  streams: async () => {
    const child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, text: true });
    const writer = child.stdin!.getWriter();
    const reader = child.stdout!.getReader();
    const read = [];
    for (const line of ["spam\n", "eggs\n"]) {
      await writer.write(line);
      read.push((await reader.read()).value);
    }
    await writer.close();
    return [
      ...read,
      (await reader.read()).done,
      await child.wait(),
      child.poll(),
      child.returncode,
    ];
  },
  poll: async () => {
    const child = new Popen(["sleep", "30"]);
    const before = child.poll();
    child.terminate();
    return [before, await child.wait(), child.poll()];
  },
  communicateLate: async () => {
    const child = new Popen(["sh", "-c", "echo a; sleep 0.3; echo b"], {
      stdout: PIPE,
      text: true,
    });
    const first = await failure(() => child.communicate(undefined, { timeout: 100 }));
    return [first, await child.communicate()];
  },
  late: () => late(() => run(LATE, { ...text, timeout: 300 })),
  lateSync: () => late(() => runSync(LATE, { ...text, timeout: 300 })),
  flood: () => flood((args, options) => run(args, options)),
  floodSync: () => flood((args, options) => runSync(args, options)),
  lateCallSync: () => failure(() => subprocess.callSync(["sleep", "30"], { timeout: 100 })),
  called: () => failure(() => run(args, { ...text, input: "spam\n", check: true })),
  calledSync: () => failure(() => runSync(args, { ...text, input: "spam\n", check: true })),
  calledOutputSync: () => failure(() => subprocess.checkOutputSync(["false"])),
  missing: () => failure(() => run(["/missing/program"], text)),
  missingSync: () => failure(() => runSync(["/missing/program"], text)),
  missingPlain: () => failure(() => runSync(["/missing/program"])),
  missingFolder: () => failure(() => runSync(["true"], { ...text, cwd: "/missing" })),
  denied: () => failure(() => runSync(["/etc/passwd"], text)),
  wrong: () =>
    failure(() => runSync(["true"], { ...text, input: new Uint8Array() as unknown as string })),
  waitSync: () => failure(() => new Popen(["true"]).waitSync()),
  communicateSync: () => failure(() => new Popen(["true"], { stdout: PIPE }).communicateSync()),
  passFds: () => failure(() => new Popen(["true"], { passFds: [0] })),
  passFdsSync: () => failure(() => runSync(["true"], { passFds: [0] })),
  processGroup: () => failure(() => run(["true"], { processGroup: 0 })),
  umask: () => failure(() => run(["true"], { umask: 0o77 })),
  umaskSync: () => failure(() => runSync(["true"], { umask: 0o77 })),
  restoreSignals: () => failure(() => run(["true"], { restoreSignals: false })),
  executable: () => failure(() => run(["name", "-c", "echo $0"], { executable: "/bin/sh" })),
  scoped: async () => {
    const child = new Popen(["sleep", "30"]);
    child.terminate();
    return [
      await failure(() => run(["sleep", "30"], { timeout: 100 })),
      await failure(() => runSync(["sleep", "30"], { timeout: 100 })),
      await child.wait(),
    ];
  },
  forbidden: () => failure(() => run(["true"])),
  forbiddenSync: () => failure(() => runSync(["true"])),
  forbiddenPipes: () => failure(() => runSync(["true"], text)),
};

if (import.meta.main) console.log(JSON.stringify(await cases[process.argv[2]!]!()));
