import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import {
  type Args,
  call,
  CalledProcessError,
  callSync,
  checkCall,
  checkCallSync,
  type RunOptions,
  TimeoutExpired,
} from "@weft/concurrency/subprocess";
import { bytes, errorOf, Folder } from "./run_support.ts";

type Call = (args: Args, options?: RunOptions) => number | Promise<number>;
const forms: { plain: Call; checked: Call }[] = [
  { plain: call, checked: checkCall },
  { plain: callSync, checked: checkCallSync },
];

for (const { plain, checked } of forms) {
  test(`17.5.5 ${plain.name}: it gives the return code, and another than 0 is no error`, async () => {
    assertEquals(await plain(["true"]), 0);
    assertEquals(await plain("exit 47", { shell: true }), 47);
    assertEquals(await plain(["sh", "-c", "kill -9 $$"]), -9);
  });

  test(`17.5.5 ${checked.name}: it gives 0, or CalledProcessError without output`, async () => {
    assertStrictEquals(await checked(["true"]), 0);
    const error = await errorOf(() => checked("exit 47", { shell: true }));
    assertInstanceOf(error, CalledProcessError);
    assertEquals([error.returncode, error.cmd], [47, "exit 47"]);
    assertEquals([error.output, error.stdout, error.stderr], [null, null, null]);
    const killed = await errorOf(() => checked(["sh", "-c", "kill $$"]));
    assertEquals((killed as CalledProcessError).returncode, -15);
  });

  for (const form of [plain, checked]) {
    test(`17.5.5 ${form.name}: it takes the options of run`, async () => {
      using folder = new Folder();
      const stdout = folder.open("out", "w");
      const script = 'test "$PWD" = / && cat && printf $FRUIT';
      const options = { cwd: "/", env: { FRUIT: "pear", PATH: "/usr/bin:/bin" }, stdout };
      await form(["sh", "-c", script], { ...options, input: bytes("a ") });
      assertEquals(folder.read("out"), "a pear");
    });

    test(`17.5.5 ${form.name}: at the timeout the child is killed`, async () => {
      const error = await errorOf(() => form(["sleep", "60"], { timeout: 50 }));
      assertInstanceOf(error, TimeoutExpired);
      assertEquals(error.timeout, 50);
    });

    test(`17.5.5 ${form.name}: a missing program is ENOENT`, async () => {
      const program = "/opt/nonexistent_binary";
      const error = await errorOf(() => form([program, "with", "some", "args"]));
      assertEquals([error.code, error.filename], ["ENOENT", program]);
    });
  }
}
