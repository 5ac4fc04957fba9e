import { test } from "node:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  DEVNULL,
  NotSupportedError,
  PIPE,
  Popen,
  run,
  runSync,
} from "@weft/concurrency/subprocess";
import { FORMS, says } from "./both_forms.ts";
import { statusOf } from "./proc.ts";

const root = process.getuid!() === 0;
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

test("17.5.1.2 children that follow each other have each its own directory and session", async () => {
  for (const cwd of ["/", "/usr", undefined, "/"]) {
    for (const startNewSession of [false, true, undefined]) {
      for (const line of await says(`pwd; ${stat}`, { cwd, startNewSession })) {
        const [directory, status] = line.split("\n");
        const { pid, session } = statOf(status!);
        const expected = [cwd ?? process.cwd(), startNewSession === true];
        assertEquals([directory, session === pid], expected);
      }
    }
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

test("17.5.1.2 restoreSignals: a child ignores what the program was started to ignore", async () => {
  const flags = "Bun" in globalThis ? [] : ["--quiet", "--no-check", "-A"];
  const program = fileURLToPath(new URL("./programs/ignoring.ts", import.meta.url));
  const { stdout } = await run(
    ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", process.execPath, "run", ...flags, program],
    { cwd: new URL("../../", import.meta.url), stdout: PIPE, text: true, check: true },
  );
  const [, ignored] = stdout!.split("\t");
  const [HUP, PIPE_AND_XFSZ] = [1n, 1n << 12n | 1n << 24n];
  assertEquals(BigInt(`0x${ignored!.trim()}`) & (HUP | PIPE_AND_XFSZ), HUP);
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
