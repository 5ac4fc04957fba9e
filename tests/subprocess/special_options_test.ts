import { test } from "node:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Args,
  type CompletedProcess,
  DEVNULL,
  NotSupportedError,
  PIPE,
  Popen,
  run,
  type RunOptions,
  runSync,
} from "@weft/concurrency/subprocess";
import { processes } from "../../_runtime/processes/mod.ts";
import { statusOf } from "./proc.ts";

const deno = !("Bun" in globalThis);
const root = process.getuid!() === 0;
type Options = Omit<RunOptions, "signal">;
type Form = (args: Args, options: Options) => Promise<CompletedProcess<string | Uint8Array>>;
const FORMS: readonly Form[] = [
  (args, options) => run(args, options),
  // deno-lint-ignore require-await
  async (args, options) => runSync(args, options),
];

/** What a script says, run by each form. */
async function says(script: string, options: Options = {}): Promise<string[]> {
  const all = { captureOutput: true, text: true, ...options } as const;
  const ends = [await run(["sh", "-c", script], all), runSync(["sh", "-c", script], all)];
  return ends.map(({ stdout, stderr, returncode }) => {
    assertEquals([stderr, returncode], ["", 0]);
    return stdout as string;
  });
}

test("17.5.1.2 passFds: the child has them, by their numbers", async () => {
  const libc = processes().libc()!;
  for (const blocking of [false, true]) {
    const [read, write] = libc.pipe();
    const args = ["cat", `/dev/fd/${read}`];
    try {
      libc.write(write, new TextEncoder().encode("spam"));
      const child = new Popen(args, { passFds: [read], stdout: PIPE, text: true });
      libc.close(write);
      const [stdout] = blocking ? child.communicateSync() : await child.communicate();
      assertEquals([stdout, child.returncode], ["spam", 0]);
    } finally {
      libc.close(read);
    }
  }
});

test("17.5.1.2 passFds: it has no others, and the same ones may be several times there", async () => {
  const libc = processes().libc()!;
  const pipes = [libc.pipe(), libc.pipe()];
  const [passed, other] = [pipes[0]![0], pipes[1]![0]];
  const script = `for fd in 0 1 2 ${passed}; do test -e /dev/fd/$fd || echo no $fd; done; ` +
    `test -e /dev/fd/${other} && echo ${other}; true`;
  try {
    assertEquals(await says(script, { passFds: [passed, passed, 1] }), ["", ""]);
  } finally {
    for (const fd of pipes.flat()) libc.close(fd);
  }
});

test("17.5.1.2 passFds: descriptors of streams may be anywhere among them", async () => {
  const libc = processes().libc()!;
  // 0, 1 and 2 come from numbers above, which are passed, too.
  const [read, write] = libc.pipe();
  try {
    const child = new Popen(["sh", "-c", `echo a; echo b >&2; echo c >/dev/fd/${write}`], {
      stdin: read,
      stdout: write,
      stderr: write,
      passFds: [read, write],
    });
    assertEquals(await child.wait(), 0);
    const buffer = new Uint8Array(100);
    const count = libc.read(read, buffer);
    assertEquals(new TextDecoder().decode(buffer.subarray(0, count)), "a\nb\nc\n");
  } finally {
    libc.close(read);
    libc.close(write);
  }
});

for (const [how, expected] of [["closed", false], ["open", deno]] as const) {
  test(`17.5.1.2 closeFds: what the program has inherited is ${how} in the child`, async () => {
    const program = fileURLToPath(new URL("./programs/descriptors.ts", import.meta.url));
    const start = deno ? ["run", "--quiet", "--no-check", "-A"] : ["run"];
    const { stdout, stderr } = await run(
      ["sh", "-c", 'exec 9</dev/null; exec "$0" "$@"', process.execPath, ...start, program, how],
      { cwd: new URL("../../", import.meta.url), captureOutput: true, text: true, timeout: 20_000 },
    );
    // Bun keeps what it has inherited to itself.
    assertEquals([stdout, stderr], [`${Array(6).fill(expected).join(" ")}\n`, ""]);
  });
}

test("17.5.1.2 closeFds: a pipe has its end though the child's child lives on", async () => {
  for (const form of FORMS) {
    const start = performance.now();
    const { stdout } = await form(["sh", "-c", "sleep 30 >/dev/null 2>&1 </dev/null & echo $!"], {
      captureOutput: true,
      text: true,
    });
    process.kill(Number(stdout), "SIGKILL");
    assert(performance.now() - start < 10_000);
  }
});

const stat = "read -r line </proc/$$/stat; echo $line";
function statOf(line: string): { pid: number; group: number; session: number } {
  const [pid, , , , group, session] = line.split(" ").map(Number);
  return { pid: pid!, group: group!, session: session! };
}

test("17.5.1.2 startNewSession: the child leads a session; else it is in ours", async () => {
  for (const line of await says(stat, { startNewSession: true })) {
    const { pid, group, session } = statOf(line);
    assertEquals([group, session], [pid, pid]);
  }
  const mine = statusOf("self")!;
  for (const startNewSession of [undefined, false]) {
    for (const line of await says(stat, { startNewSession })) {
      const { group, session } = statOf(line);
      assertEquals([group, session], [mine.group, mine.session]);
    }
  }
});

test("17.5.1.2 processGroup: 0 is one of its own, in our session", async () => {
  for (const line of await says(stat, { processGroup: 0 })) {
    const { pid, group, session } = statOf(line);
    assertEquals([group, session], [pid, statusOf("self")!.session]);
  }
});

test("17.5.1.2 processGroup: another number is that of a group there is", async () => {
  const leader = new Popen(["sleep", "30"], { processGroup: 0 });
  try {
    for (const line of await says(stat, { processGroup: leader.pid })) {
      assertEquals(statOf(line).group, leader.pid);
    }
  } finally {
    leader.kill();
    await leader.wait();
  }
  const error = assertThrows(() => new Popen(["true"], { processGroup: leader.pid }), Error);
  assertEquals((error as Error & { code: string }).code, "EPERM");
});

test("17.5.1.2 processGroup, startNewSession: both, where 0 adds nothing", async () => {
  for (const line of await says(stat, { startNewSession: true, processGroup: 0 })) {
    const { pid, group, session } = statOf(line);
    assertEquals([group, session], [pid, pid]);
  }
});

test("17.5.1.2 restoreSignals: a writer that loses its reader ends by SIGPIPE, or hears EPIPE", async () => {
  for (const [restoreSignals, expected] of [[undefined, -13], [true, -13], [false, 1]] as const) {
    const writer = new Popen(["yes"], { stdout: PIPE, stderr: DEVNULL, restoreSignals });
    const reader = new Popen(["head", "-n", "1"], { stdin: writer.stdout, stdout: PIPE });
    await reader.communicate();
    assertEquals(await writer.wait(), expected);
  }
});

test("17.5.1.2 restoreSignals: the child ignores none of the signals that runtimes do", async () => {
  const ignored = (text: string) => BigInt(`0x${/SigIgn:\s*(\w+)/.exec(text)![1]}`);
  const PIPE_AND_XFSZ = 1n << 12n | 1n << 24n;
  for (const text of await says("cat /proc/self/status")) {
    assertEquals(ignored(text) & PIPE_AND_XFSZ, 0n);
  }
  const mine = ignored(readFileSync("/proc/self/status", "utf8"));
  for (const text of await says("cat /proc/self/status", { restoreSignals: false })) {
    assertEquals(ignored(text) & PIPE_AND_XFSZ, mine & PIPE_AND_XFSZ);
  }
});

test("17.5.1.2 user, group: by number and by name", { skip: !root }, async () => {
  for (const user of [65534, "nobody"]) {
    assertEquals(await says("id -u", { user }), ["65534\n", "65534\n"]);
  }
  assertEquals(await says("id -g", { group: 65534 }), ["65534\n", "65534\n"]);
  assertEquals(await says("id -g", { group: "nogroup" }), ["65534\n", "65534\n"]);
  assertEquals(await says("id -u; id -g", { user: 1234, group: 2345 }), [
    "1234\n2345\n",
    "1234\n2345\n",
  ]);
});

test("17.5.1.2 user: with a timeout and input, too", { skip: !root }, async () => {
  const options = { user: "nobody", input: "spam", timeout: 10_000 };
  assertEquals(await says("cat; id -u", options), ["spam65534\n", "spam65534\n"]);
});

test("17.5.1.2 user: a late child of another user is killed", { skip: !root }, async () => {
  for (const form of FORMS) {
    const error = await assertRejects(() =>
      form(["sh", "-c", "echo $$; sleep 30"], {
        user: "nobody",
        timeout: 200,
        stdout: PIPE,
        text: true,
      })
    ) as Error & { output: string };
    assertEquals(error.name, "TimeoutExpired");
    assertEquals(statusOf(error.output.trim())?.state ?? "Z", "Z");
  }
});

test("17.5.1.2 user, group: a name that nobody has is a RangeError", async () => {
  for (const options of [{ user: "nobody-at-all" }, { group: "nobody-at-all" }]) {
    assertThrows(() => new Popen(["true"], options), RangeError, '"nobody-at-all"');
    await assertRejects(() => run(["true"], options), RangeError, '"nobody-at-all"');
    assertThrows(() => runSync(["true"], options), RangeError, '"nobody-at-all"');
  }
});

test("17.5.1.2 extraGroups: NotSupportedError, which says what to do", () => {
  for (const extraGroups of [[], [1], ["nogroup"]]) {
    assertThrows(() => new Popen(["true"], { extraGroups }), NotSupportedError, "setpriv");
    assertThrows(() => runSync(["true"], { extraGroups }), NotSupportedError, "setpriv");
  }
});

test("17.5.1.2 umask: it is the child's, and not ours afterwards", async () => {
  const folder = mkdtempSync(join(tmpdir(), "weft-umask-"));
  try {
    const before = process.umask();
    for (const [umask, mode] of [[0o77, 0o600], [0, 0o666], [0o27, 0o640]] as const) {
      assertEquals(await says("umask", { umask }), Array(2).fill(`${octal(umask)}\n`));
      const file = join(folder, `${umask}`);
      await run(["touch", file], { umask });
      assertEquals(statSync(file).mode & 0o777, mode);
    }
    assertThrows(() => new Popen(["/missing/program"], { umask: 0o77 }));
    assertEquals(process.umask(), before);
  } finally {
    rmSync(folder, { recursive: true });
  }
  function octal(mask: number): string {
    return mask.toString(8).padStart(4, "0");
  }
});

test("17.5.1.2 pipesize: that much fits into the pipe while nobody reads", async () => {
  const SIZE = 1 << 18;
  const script = `head -c ${SIZE} /dev/zero; echo done >&2`;
  const child = new Popen(["sh", "-c", script], {
    stdout: PIPE,
    stderr: PIPE,
    pipesize: SIZE,
    text: true,
  });
  const { value } = await child.stderr!.getReader().read();
  assertEquals(value, "done\n");
  let size = 0;
  for await (const text of child.stdout!) size += text.length;
  assertEquals([size, await child.wait()], [SIZE, 0]);
});

test("17.5.1.2 executable: the program runs under the name in args", async () => {
  for (const form of FORMS) {
    const { stdout } = await form(["somebody", "-c", 'echo "$0" "$1"', "else", "x"], {
      executable: "/bin/sh",
      stdout: PIPE,
      text: true,
    });
    assertEquals(stdout, "else x\n");
    const name = await form(["somebody", "/proc/self/cmdline"], {
      executable: "cat",
      stdout: PIPE,
      text: true,
    });
    assertEquals(name.stdout, "somebody\0/proc/self/cmdline\0");
  }
});

test("17.5.1.2 executable: with shell it is the shell", async () => {
  for (const form of FORMS) {
    const { stdout } = await form("echo $0", {
      shell: true,
      executable: "/bin/bash",
      stdout: PIPE,
      text: true,
    });
    assertEquals(stdout, "/bin/bash\n");
  }
});

test("17.5.1.2 executable: an error of the start is about it", async () => {
  const options = { executable: "/missing/program" };
  for (const form of FORMS) {
    const error = await assertRejects(() => form(["true"], options));
    const { code, filename } = error as Error & { code: string; filename: string };
    assertEquals([code, filename], ["ENOENT", "/missing/program"]);
  }
});
