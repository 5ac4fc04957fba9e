// What TimeoutExpired holds: exactly what has come, also when it is a lot.

import { test } from "node:test";
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { PIPE, Popen, STDOUT, TimeoutExpired } from "@weft/concurrency/subprocess";
import { throwAcross } from "../_transfer/round_trip.ts";
import { asynchronous, blocking, errorOf, hasLibc, text } from "./run_support.ts";

type Failure = TimeoutExpired<Uint8Array | string>;

const LINES = 400_000;
/** What `seq` writes: 2.7 MB, each line another. */
const numbers = () => Array.from({ length: LINES }, (_, i) => `${i + 1}\n`).join("");
/** Says so on stderr when all is written, and goes on. */
const COUNT = ["sh", "-c", `seq ${LINES}; echo done >&2; exec sleep 60`];

const textOf = (output: Uint8Array | string | null) =>
  typeof output === "string" ? output : text(output!);

for (const { name, run } of [asynchronous, blocking]) {
  for (const mode of [{}, { text: true }]) {
    test(`17.5.1 ${name} timeout: the output is whole and exact (${JSON.stringify(mode)})`, async () => {
      const options = { captureOutput: true, timeout: 1500, ...mode };
      const error = await errorOf(run(COUNT, options)) as Failure;
      assertInstanceOf(error, TimeoutExpired);
      assertEquals(textOf(error.stderr), "done\n");
      assert(textOf(error.output) === numbers());
    });
  }

  test(`17.5.1 ${name} timeout: of a flood, exactly the beginning`, async () => {
    const args = ["sh", "-c", "seq 1000000000 >&2"];
    const error = await errorOf(run(args, { captureOutput: true, timeout: 200 })) as Failure;
    const output = textOf(error.stderr);
    const lines = output.split("\n");
    assert(lines.length > 1000, String(lines.length));
    // The last one may be cut.
    const last = lines.pop()!;
    assert(`${lines.length + 1}`.startsWith(last), last);
    assert(lines.every((line, i) => line === `${i + 1}`));
  });

  test(`17.5.1 ${name} timeout: a lot of output is a property as any other`, async () => {
    const args = ["sh", "-c", "seq 1000000; exec sleep 60"];
    const options = { stdout: PIPE, stderr: STDOUT, timeout: 500 } as const;
    const error = await errorOf(run(args, options)) as Failure;
    assertEquals(Object.keys(error).sort(), ["cmd", "output", "stderr", "timeout"]);
    const back = throwAcross(error) as Failure;
    const { output } = error;
    assertStrictEquals(error.stdout, output);
    assertStrictEquals(error.output, output);
    assertStrictEquals({ ...error }.output, output);
    assertEquals(error.stderr, null);
    assertInstanceOf(back, TimeoutExpired);
    assert(textOf(back.output) === textOf(output));
  });

  test(`17.5.1 ${name} timeout: wrong text is no other error, and is replaced`, async () => {
    const args = ["sh", "-c", "printf 'a\\303'; printf '(b\\351'; exec sleep 60"];
    const options = { stdout: PIPE, text: true, timeout: 300 } as const;
    const error = await errorOf(run(args, options)) as Failure;
    assertInstanceOf(error, TimeoutExpired);
    assertEquals(error.output, "a\ufffd(b");
    assertInstanceOf(
      await errorOf(run(["printf", "\\351("], { ...options, timeout: 15_000 })),
      TypeError,
    );
  });

  test(`17.5.1 ${name} timeout: wrong text that floods does not make it late`, async () => {
    const start = performance.now();
    const options = { captureOutput: true, text: true, timeout: 200 } as const;
    const error = await errorOf(run(["cat", "/dev/urandom"], options)) as Failure;
    const took = performance.now() - start;
    assertInstanceOf(error, TimeoutExpired);
    assert(took >= 200 && took < 1000, String(took));
    assert((error.output as string).includes("\ufffd"));
  });
}

for (const sync of [false, true]) {
  const name = sync ? "communicateSync" : "communicate";
  test(`17.5.3 ${name}: each error has what had come by then, whenever it is read`, {
    skip: sync && !hasLibc,
  }, async () => {
    // Slow on purpose: many a timeout passes.
    const script = `seq ${LINES}; sleep 0.1; seq ${LINES}; sleep 0.1; echo end`;
    const child = new Popen(["bash", "-c", script], { stdout: PIPE });
    const errors: Failure[] = [];
    let stdout: Uint8Array | null = null;
    while (stdout === null) {
      try {
        const options = { timeout: 5 };
        [stdout] = sync
          ? child.communicateSync(undefined, options)
          : await child.communicate(undefined, options);
      } catch (error) {
        assertInstanceOf(error, TimeoutExpired);
        errors.push(error);
      }
    }
    const expected = numbers() + numbers() + "end\n";
    assert(text(stdout) === expected);
    const lengths: number[] = [];
    // In no order: longer ones after shorter ones, and shorter ones after longer ones.
    for (let i = 0; i < errors.length; i++) {
      const which = (i * 7 + 3) % errors.length;
      const output = textOf(errors[which]!.output);
      assert(expected.startsWith(output), `error ${which} of ${errors.length}`);
      lengths[which] = output.length;
    }
    assert(errors.length > 0);
    const known = lengths.filter((length) => length !== undefined);
    assertEquals(known, known.toSorted((a, b) => a - b));
  });
}
