import { test } from "node:test";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { PIPE, Popen } from "@weft/concurrency/subprocess";
import { runProgram } from "../support/run.ts";
import { runs, until } from "./proc.ts";

const program = new URL("./programs/interrupted.ts", import.meta.url);

interface Outcome {
  readonly returncode: number;
  /** What it has said after the interrupt. */
  readonly said: string[];
  readonly stderr: string;
  readonly children: number[];
}

/** Sends SIGINT to the program while it waits, or to its whole process group, as a terminal does. */
async function interrupt(
  to: "program" | "group",
  kind: string,
  ...args: string[]
): Promise<Outcome> {
  const start = "Bun" in globalThis ? ["run"] : ["run", "--quiet", "--no-check", "-A"];
  const parent = new Popen([process.execPath, ...start, fileURLToPath(program), kind, ...args], {
    cwd: new URL("../../", import.meta.url),
    stdout: PIPE,
    stderr: PIPE,
    text: true,
    startNewSession: true,
  });
  let text = "";
  let children: number[] = [];
  try {
    const reader = parent.stdout!.getReader();
    const pids = () => [...text.matchAll(/^child (\d+)\n/gm)].map(([, pid]) => Number(pid));
    const expected = kind === "several" ? 3 : 1;
    while (!(text.includes("waiting\n") && pids().length === expected)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`it has ended: ${text}`);
      text += value;
    }
    children = pids();
    reader.releaseLock();
    text = text.replace("waiting\n", "").replace(/^child \d+\n/gm, "");
    process.kill(to === "group" ? -parent.pid : parent.pid, "SIGINT");
    const [stdout, stderr] = await parent.communicate(undefined, { timeout: 10_000 });
    const said = (text + stdout).split("\n").filter((line) => line !== "");
    return { returncode: parent.returncode!, said, stderr: stderr!, children };
  } finally {
    if (parent.poll() === null) parent.kill();
    for (const pid of children) if (pid > 1 && runs(pid)) process.kill(pid, "SIGKILL");
  }
}

async function endsAll(to: "program" | "group", kind: string, said: string[] = []): Promise<void> {
  const outcome = await interrupt(to, kind);
  assertEquals([outcome.returncode, outcome.said, outcome.stderr], [-2, said, ""]);
}

for (const to of ["program", "group"] as const) {
  const whom = to === "group" ? "everybody in the group" : "the program alone";

  for (const kind of ["run", "limited", "aborted"]) {
    test(`17.5.1 Ctrl-C for ${whom}: it ends by SIGINT, and the child is gone (${kind})`, async () => {
      const { returncode, said, stderr, children } = await interrupt(to, kind);
      assertEquals([returncode, said, stderr], [-2, [], ""]);
      // Its output has come to its end, so nobody who has it is left.
      for (const pid of children) assert(!runs(pid));
    });
  }

  test(`17.5.1 Ctrl-C for ${whom}: a child in a group of its own gets it, too`, async () => {
    await endsAll(to, "trapped", ["trapped"]);
  });

  test(`17.5.1 Ctrl-C for ${whom}: it reaches that whole group`, async () => {
    await endsAll(to, "family");
  });

  test(`17.5.1 Ctrl-C for ${whom}: a child that ignores it is killed`, async () => {
    await endsAll(to, "stubborn");
  });

  test(`17.5.1 Ctrl-C for ${whom}: several children are gone`, async () => {
    await endsAll(to, "several");
  });

  test(`17.5.1 Ctrl-C for ${whom}: when run has come back, it ends the program as ever`, async () => {
    await endsAll(to, "after");
  });

  for (const how of ["node", "Deno"]) {
    const skip = how === "Deno" && "Bun" in globalThis;

    test(
      `17.5.1 Ctrl-C for ${whom}: the program's own handler runs once (${how})`,
      { skip },
      async () => {
        const { returncode, said, stderr } = await interrupt(to, "handler", how);
        const expected = to === "group" ? "returncode -2" : "returncode 0";
        assertEquals([returncode, said, stderr], [0, ["handler", expected], ""]);
      },
    );

    test(`17.5.1 Ctrl-C for ${whom}: with a timeout, too (${how})`, { skip }, async () => {
      const { returncode, said, stderr } = await interrupt(to, "limitedHandler", how);
      assertEquals([returncode, said, stderr], [0, ["handler", "returncode -2"], ""]);
    });
  }
}

test("17.5.1 Ctrl-C: while runSync waits, it ends the program and the child", async () => {
  await endsAll("group", "runSync");
});

for (const how of ["exit", "end"]) {
  test(`17.5.3 Popen: a child that nobody waits for lives on when the program ends (${how})`, async () => {
    const { code, stdout, stderr } = await runProgram(program, ["exit", how]);
    const pid = Number(/^pid (\d+)\n$/.exec(stdout)?.[1]);
    assert(pid > 1, stdout);
    assert(runs(pid));
    process.kill(pid, "SIGKILL");
    assertEquals([code, stderr], [how === "exit" ? 5 : 0, ""]);
    await until(() => !runs(pid), "the child's end");
  });
}
