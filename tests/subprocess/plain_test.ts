// Deno without the permission to call the C library (--allow-ffi).

import { test as nodeTest } from "node:test";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { run } from "@weft/concurrency/subprocess";

const program = fileURLToPath(new URL("./programs/plain.ts", import.meta.url));
const ALLOWED = ["--allow-run", "--allow-read"];

interface Shown {
  readonly name: string;
  readonly message: string;
  readonly own: Readonly<Record<string, unknown>>;
  readonly classes: readonly string[];
}
interface Late extends Shown {
  readonly pids: number;
  readonly alive: number;
  readonly took: number;
}

async function outcome(name: string, flags: string[] = ALLOWED): Promise<unknown> {
  const { stdout, stderr, returncode } = await run(
    [process.execPath, "run", "--no-prompt", "--quiet", "--no-check", ...flags, program, name],
    {
      cwd: new URL("../../", import.meta.url),
      captureOutput: true,
      text: true,
      timeout: 20_000,
    },
  );
  assertEquals([stderr, returncode], ["", 0], stdout!);
  return JSON.parse(stdout!);
}

function test(name: string, body: () => Promise<void>): void {
  nodeTest(`17.5 without --allow-ffi: ${name}`, { skip: "Bun" in globalThis }, body);
}

function gives(what: string, name: string, expected: unknown): void {
  test(what, async () => assertEquals(await outcome(name), expected));
}

const args = ["sh", "-c", "cat; echo err >&2; exit 3"];
for (const [form, suffix] of [["run", ""], ["runSync", "Sync"]] as const) {
  gives(`${form} takes input and captures`, form, {
    args,
    returncode: 3,
    stdout: "spam\n",
    stderr: "err\n",
  });
  gives(`${form} takes and gives bytes`, `bytes${suffix}`, [0, 255]);
  gives(`${form} takes and gives a lot of them`, `large${suffix}`, 3_000_000);
  gives(`${form} merges stderr into stdout, in order`, `merged${suffix}`, {
    args: "echo 1; echo 2 >&2; echo 3",
    returncode: 0,
    stdout: "1\n2\n3\n",
    stderr: null,
  });

  test(`${form} comes back at the deadline with the output, and the group is dead`, async () => {
    const { name, own, classes, pids, alive, took } = await outcome(`late${suffix}`) as Late;
    assertEquals([name, own.timeout, own.stderr], ["TimeoutExpired", 300, "err\n"]);
    assertEquals([classes, pids, alive], [["SubprocessError", "TimeoutExpired"], 2, 0]);
    assert(took >= 300 && took < 1300, String(took));
  });

  test(`${form} comes back at the deadline from a flood, with exactly what has come`, async () => {
    const outcomes = await outcome(`flood${suffix}`) as { kind: string; took: number }[];
    for (const { kind, took, ...rest } of outcomes) {
      assertEquals(rest, { name: "TimeoutExpired", stderr: 0, exact: true } as object, kind);
      assert(took >= 300 && took < 1300, String(took));
    }
    assertEquals(outcomes.map(({ kind }) => kind), ["object", "string"]);
  });

  test(`${form} with check gives a whole CalledProcessError`, async () => {
    const { name, own, classes, message } = await outcome(`called${suffix}`) as Shown;
    assertEquals([name, classes], ["CalledProcessError", [
      "CalledProcessError",
      "SubprocessError",
    ]]);
    assertEquals(own, { returncode: 3, cmd: args, output: "spam\n", stderr: "err\n" });
    assertStringIncludes(message, "returned non-zero exit status 3.");
  });

  test(`${form} says what can't be started`, async () => {
    const { name, message, own } = await outcome(`missing${suffix}`) as Shown;
    assertEquals([name, message], ["Error", "No such file or directory: /missing/program"]);
    assertEquals(own, { code: "ENOENT", filename: "/missing/program" });
  });
}

gives("DEVNULL", "devnull", { args, returncode: 3, stdout: null, stderr: null });
gives("signals are negative return codes", "signalled", [-9, -9, -15]);
gives("getstatusoutput and getoutput", "getstatusoutput", [
  [3, "spam\nerr"],
  [3, "spam\nerr"],
  "spam",
  "spam",
]);
gives("call, checkCall and checkOutput", "calls", [3, 3, 0, "spam\n", "spam"]);
gives("a pipeline ends its writer", "pipeline", ["y\ny\n", 0, true]);
gives("the streams of a Popen", "streams", ["spam\n", "eggs\n", true, 0, 0, 0]);
gives("poll and terminate", "poll", [null, -15, -15]);

test("env and cwd", async () => {
  const { stdout } = await outcome("environment") as { stdout: string };
  assertEquals(stdout, "b\n/\n");
});

test("communicate goes on after its deadline", async () => {
  const [error, second] = await outcome("communicateLate") as [Shown, unknown];
  assertEquals([error.name, error.own.output, second], ["TimeoutExpired", "a\n", ["a\nb\n", null]]);
});

test("callSync comes back at the deadline", async () => {
  const { name, own } = await outcome("lateCallSync") as Shown;
  assertEquals([name, own.output, own.stderr], ["TimeoutExpired", null, null]);
});

test("checkOutputSync fails as it should", async () => {
  const { name, own } = await outcome("calledOutputSync") as Shown;
  assertEquals([name, own.returncode], ["CalledProcessError", 1]);
});

for (
  const [name, code, filename] of [
    ["missingPlain", "ENOENT", "/missing/program"],
    ["missingFolder", "ENOENT", "/missing"],
    ["denied", "EACCES", "/etc/passwd"],
  ] as const
) {
  test(`errors of the start have code and filename: ${name}`, async () => {
    assertEquals((await outcome(name) as Shown).own, { code, filename });
  });
}

test("bad arguments are refused before there is a thread", async () => {
  const { name, message } = await outcome("wrong") as Shown;
  assertEquals(name, "TypeError");
  assertStringIncludes(message, "runSync: input");
});

for (
  const [name, what] of [
    ["waitSync", "blocking until a child ends"],
    ["communicateSync", "communicateSync"],
    ["passFds", "passFds"],
    ["passFdsSync", "passFds"],
    ["processGroup", "processGroup"],
    ["umask", "umask"],
    ["umaskSync", "umask"],
    ["restoreSignals", "restoreSignals: false"],
    ["executable", "executable"],
  ] as const
) {
  test(`${name} is NotSupportedError, which names the flag`, async () => {
    const error = await outcome(name) as Shown;
    assertEquals(error.name, "NotSupportedError");
    assert(error.message.startsWith(what), error.message);
    assertStringIncludes(error.message, "--allow-ffi");
  });
}

test("children that may be started may be killed, at the deadline, too", async () => {
  const flags = ["--allow-run=sleep", "--allow-read"];
  const [late, lateSync, killed] = await outcome("scoped", flags) as [Shown, Shown, number];
  assertEquals([late.name, lateSync.name, killed], ["TimeoutExpired", "TimeoutExpired", -15]);
});

for (const name of ["forbidden", "forbiddenSync", "forbiddenPipes"]) {
  test(`without --allow-run nothing starts, and the error names the flag: ${name}`, async () => {
    const error = await outcome(name, ["--allow-read"]) as Shown;
    assertEquals(error.name, "NotCapable");
    assertStringIncludes(error.message, "--allow-run");
  });
}
