// What CPython's own tests assert and the others do not: the streams, and how a program is found and ends.

import { test } from "node:test";
import { existsSync, fstatSync, readdirSync, realpathSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStrictEquals,
} from "@std/assert";
import {
  call,
  CalledProcessError,
  PIPE,
  Popen,
  type PopenOptions,
  run,
  runSync,
  type Stdio,
  TimeoutExpired,
} from "@weft/concurrency/subprocess";
import * as subprocess from "@weft/concurrency/subprocess";
import { runProgram } from "../support/run.ts";
import {
  allText,
  bytes,
  errorOf,
  Folder,
  hasLibc,
  onBun,
  readText,
  waiting,
} from "./run_support.ts";

const MISSING = "/some/nonexistent/directory";

test("17.5 subprocess: the module exports exactly its public names", () => {
  const constants =
    "PIPE STDOUT DEVNULL STD_INPUT_HANDLE STD_OUTPUT_HANDLE STD_ERROR_HANDLE SW_HIDE " +
    "STARTF_USESTDHANDLES STARTF_USESHOWWINDOW STARTF_FORCEONFEEDBACK STARTF_FORCEOFFFEEDBACK " +
    "CREATE_NEW_CONSOLE CREATE_NEW_PROCESS_GROUP ABOVE_NORMAL_PRIORITY_CLASS " +
    "BELOW_NORMAL_PRIORITY_CLASS HIGH_PRIORITY_CLASS IDLE_PRIORITY_CLASS NORMAL_PRIORITY_CLASS " +
    "REALTIME_PRIORITY_CLASS CREATE_NO_WINDOW DETACHED_PROCESS CREATE_DEFAULT_ERROR_MODE " +
    "CREATE_BREAKAWAY_FROM_JOB";
  const functions = ["run", "call", "checkCall", "checkOutput", "getstatusoutput", "getoutput"];
  const others =
    "list2cmdline Popen CompletedProcess STARTUPINFO SubprocessError CalledProcessError " +
    "TimeoutExpired NotSupportedError RuntimeError SystemExit";
  const expected = [
    ...constants.split(" "),
    ...functions.flatMap((name) => [name, `${name}Sync`]),
    ...others.split(" "),
  ];
  assertEquals(Object.keys(subprocess).sort(), expected.sort());
});

test("17.5.1 CalledProcessError: its text names the status or the signal", () => {
  assertMatch(new CalledProcessError(2, "fake cmd").message, /non-zero exit status 2\./);
  assertMatch(new CalledProcessError(-6, "fake cmd").message, /SIGABRT.*signal 6/);
  assertMatch(new CalledProcessError(-9876543, "fake cmd").message, /unknown signal 9876543\./);
});

test("17.5.1.2 await using: input that nobody reads does not keep the block from ending", async () => {
  let child: Popen;
  let written: Promise<Error>;
  {
    await using inner = new Popen(["true"], { stdin: PIPE });
    child = inner;
    written = errorOf(inner.stdin!.getWriter().write(new Uint8Array(1 << 20)));
  }
  assertEquals(child.returncode, 0);
  assertInstanceOf(await written, Error);
});

test("17.5.1.2 await using: communicate inside the block", async () => {
  let code: number | null;
  {
    const script = ["sh", "-c", 'test "$(cat)" != context'];
    await using child = new Popen(script, { stdin: PIPE });
    await child.communicate(bytes("context"));
    code = child.returncode;
  }
  assertEquals(code, 1);
});

test("17.5.1.2 Popen: a missing command throws before the block is entered", async () => {
  let entered = false;
  const error = await errorOf(async () => {
    await using _child = new Popen(["nonexisting_i_hope"]);
    entered = true;
  });
  assertEquals([error.code, error.filename, entered], ["ENOENT", "nonexisting_i_hope", false]);
});

for (
  const [one, other] of [["stdin", "stdout"], ["stdin", "stderr"], ["stdout", "stderr"]] as const
) {
  test(`17.5.1.1 Popen: one read-write file as ${one} and ${other}`, async () => {
    using folder = new Folder();
    folder.write("file", "");
    const fd = folder.open("file", "r+");
    const options: Record<string, Stdio> = { [one]: fd, [other]: fd };
    assertEquals(await new Popen(["sh", "-c", "exit 0"], options).wait(), 0);
    assertEquals(runSync(["sh", "-c", "exit 0"], options).returncode, 0);
  });
}

test("17.5.1.1 Popen: stdout=1 is the parent's own stdout", async () => {
  const program = new URL("./cpython_program.ts", import.meta.url);
  const { code, stdout } = await runProgram(program, ["stdout=1"]);
  assertEquals([code, stdout], [0, "test with stdout=1"]);
});

test("17.5.1.2 bufsize: any integer will do, and no other thing", async () => {
  for (const bufsize of [undefined, -1, 0, 1, 4096]) {
    assertEquals(await new Popen(["true"], { bufsize }).wait(), 0);
  }
  const wrong = { bufsize: "orange" as unknown as number };
  assertInstanceOf(await errorOf(() => void new Popen(["true"], wrong)), TypeError);
});

test("17.5.1.2 bufsize=1: a line is sent at once", async () => {
  const child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, bufsize: 1, text: true });
  const writer = child.stdin!.getWriter();
  await writer.write("line\n");
  assertEquals(await readText(child.stdout!.getReader(), 5), "line\n");
  await writer.abort();
  await child.wait();
});

test("17.5.1.2 Popen: an unknown option is a TypeError, and nothing is run", async () => {
  using folder = new Folder();
  const options = { this_is_not: 1 } as unknown as PopenOptions;
  const error = await errorOf(() => void new Popen(["touch", folder.at("ran")], options));
  assertInstanceOf(error, TypeError);
  assertMatch(error.message, /this_is_not/);
  assertEquals(existsSync(folder.at("ran")), false);
});

for (const mode of ["text", "universalNewlines"] as const) {
  test(`17.5.1.1 ${mode}: a dialogue of lines while the child runs`, async () => {
    const script = String.raw`read a; printf '%s\n' "$a"; printf 'line2\n'; cat;
      printf 'line4\n'; printf 'line5\r\n'; printf 'line6\r'; printf '\nline7\nline8'`;
    const child = new Popen(["sh", "-c", script], { stdin: PIPE, stdout: PIPE, [mode]: true });
    const writer = child.stdin!.getWriter();
    const reader = (child.stdout as unknown as ReadableStream<string>).getReader();
    await writer.write("line1\n");
    let output = await readText(reader, "line1\nline2\n".length);
    assertEquals(output, "line1\nline2\n");
    await writer.write("line3\n");
    await writer.close();
    reader.releaseLock();
    output = await allText(child.stdout as unknown as ReadableStream<string>);
    assertEquals(output, "line3\nline4\nline5\nline6\nline7\nline8");
    assertEquals(await child.wait(), 0);
  });
}

test("17.5.3 communicate: every combination of pipes is closed at its end", async () => {
  for (let i = 1; i < 8; i++) {
    const options: PopenOptions = {};
    if (i & 1) options.stdin = PIPE;
    if (i & 2) options.stdout = PIPE;
    if (i & 4) options.stderr = PIPE;
    const child = new Popen(["true"], options);
    assertEquals(await child.communicate(), [
      i & 2 ? new Uint8Array() : null,
      i & 4 ? new Uint8Array() : null,
    ]);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) assertEquals((await stream.getReader().read()).done, true);
    }
    if (child.stdin !== null) {
      assertInstanceOf(await errorOf(child.stdin.getWriter().write(bytes("x"))), Error);
    }
  }
});

test("17.5.3 communicate: a signal to this process does not disturb it", async () => {
  const script = `kill -USR2 ${process.pid}; echo x`;
  const listener = () => {};
  process.on("SIGUSR2", listener);
  try {
    for (const stream of ["stdout", "stderr"] as const) {
      const command = ["sh", "-c", stream === "stdout" ? script : `(${script}) >&2`];
      const child = new Popen(command, { [stream]: PIPE });
      const outputs = await child.communicate();
      assertEquals(outputs[stream === "stdout" ? 0 : 1], bytes("x\n"));
      if (!hasLibc) continue;
      const blocking = new Popen(command, { [stream]: PIPE });
      assertEquals(blocking.communicateSync()[stream === "stdout" ? 0 : 1], bytes("x\n"));
    }
  } finally {
    process.off("SIGUSR2", listener);
  }
});

test("17.5.3 wait: one waits, another one kills, and both see it", async () => {
  const child = waiting({ stdin: PIPE, stdout: PIPE });
  const first = child.wait({ timeout: 20_000 });
  await child.stdout!.getReader().read();
  assertStrictEquals(child.poll(), null);
  child.kill();
  assertEquals([await child.wait(), await child.wait(), await first, await child.wait()], [
    -9,
    -9,
    -9,
    -9,
  ]);
});

test("17.5.1 run: at the timeout a shell's grandchild does not keep it", async () => {
  const options = { shell: true, timeout: 100, captureOutput: true };
  const start = performance.now();
  assertInstanceOf(await errorOf(run("sleep 3", options)), TimeoutExpired);
  assertInstanceOf(await errorOf(() => runSync("sleep 3", options)), TimeoutExpired);
  assert(performance.now() - start < 3000);
});

test("17.5.1.2 cwd: an absolute program runs in a strange one, a relative one does not", async () => {
  using folder = new Folder();
  const temporary = realpathSync(tmpdir());
  const options = { stdout: PIPE, text: true, cwd: temporary } as const;
  assertEquals((await run(["/bin/pwd"], options)).stdout, `${temporary}\n`);
  const error = await errorOf(run(["./pwd"], { cwd: folder.path }));
  assertEquals([error.code, error.filename], ["ENOENT", "./pwd"]);
  const bad = await errorOf(() => void new Popen(["exit", "0"], { cwd: MISSING }));
  assertEquals([bad.code, bad.filename], ["ENOENT", MISSING]);
});

test("17.5.1.2 executable: it takes precedence, and is looked up in cwd", {
  skip: !hasLibc && !onBun,
}, async () => {
  const error = await errorOf(() => void new Popen(["true"], { executable: "doesnotexist" }));
  assertEquals([error.code, error.filename], ["ENOENT", "doesnotexist"]);
  const code = (options: PopenOptions) => call(["somethingyoudonthave", "-c", "exit 47"], options);
  assertEquals(await code({ executable: "/bin/sh" }), 47);
  assertEquals(await code({ executable: "/bin/sh", cwd: "/bin" }), 47);
  assertEquals(await code({ executable: "./sh", cwd: "/bin" }), 47);
  assertEquals((await errorOf(code({ executable: "./sh" }))).code, "ENOENT");
  assertEquals((await errorOf(code({ executable: "./sh", cwd: tmpdir() }))).code, "ENOENT");
});

test("17.5.1.2 Popen: a failing start closes nobody's descriptors, and lets go of all", async () => {
  using folder = new Folder();
  const fds = ["in", "out", "err"].map((name) => folder.open(name, "w+"));
  const before = hasLibc ? readdirSync("/proc/self/fd").length : 0;
  const [stdin, stdout, stderr] = fds;
  for (const streams of [{ stdin, stdout, stderr }, { stdin: PIPE, stdout: PIPE, stderr: PIPE }]) {
    for (let i = 0; i < 20; i++) {
      const error = await errorOf(() => void new Popen(["*"], streams as PopenOptions));
      assertEquals(error.code, "ENOENT");
      assertInstanceOf(await errorOf(() => runSync(["*"], streams as PopenOptions)), Error);
    }
  }
  for (const fd of fds) assert(fstatSync(fd).isFile());
  if (hasLibc) assertEquals(readdirSync("/proc/self/fd").length, before);
  unlinkSync(folder.at("in"));
});
