import { test } from "node:test";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { PIPE, Popen, run } from "@weft/concurrency/subprocess";
import { FORMS, says } from "./both_forms.ts";
import { processes } from "../../_runtime/processes/mod.ts";

const deno = !("Bun" in globalThis);
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
