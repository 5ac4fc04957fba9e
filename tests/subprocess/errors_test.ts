import { test } from "node:test";
import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { CalledProcessError, SubprocessError, TimeoutExpired } from "../../subprocess/errors.ts";
import { roundTrip, throwAcross } from "../_transfer/round_trip.ts";
import { Far } from "../_transfer/far.ts";
import { fail } from "./crossing_targets.ts";

test("17.5.1 the errors extend SubprocessError, and say their names", () => {
  const errors = [
    new SubprocessError("m"),
    new CalledProcessError(1, "x"),
    new TimeoutExpired("x", 1),
  ];
  for (const error of errors) {
    assertInstanceOf(error, SubprocessError);
    assertInstanceOf(error, Error);
    assertEquals(Object.hasOwn(error, "name"), false);
  }
  assertEquals(errors.map(({ name }) => name), [
    "SubprocessError",
    "CalledProcessError",
    "TimeoutExpired",
  ]);
});

test("test_CalledProcessError_str_*: the message says how the program ended", () => {
  const message = (code: number) => new CalledProcessError(code, "fake cmd").message;
  assertEquals(message(2), "Command 'fake cmd' returned non-zero exit status 2.");
  assertMatch(message(-6), /^Command 'fake cmd' died with SIGABRT \(signal 6\)\.$/);
  assertEquals(message(-9), "Command 'fake cmd' died with SIGKILL (signal 9).");
  assertEquals(message(-99), "Command 'fake cmd' died with unknown signal 99.");
  assertStringIncludes(message(-9876543), "unknown signal 9876543.");
});

test("17.5.1 a list of arguments is shown as Python shows it", () => {
  const shown = (...cmd: string[]) => new CalledProcessError(1, cmd).message.split("' returned")[0];
  assertEquals(shown("ls", "x"), "Command '['ls', 'x']");
  assertEquals(shown("a'b", 'c"d', `e'f"g`), `Command '["a'b", 'c"d', 'e\\'f"g']`);
  assertEquals(
    shown("c\n", "é\\", "\x7f\0", "\u200b", "\u{e0001}"),
    "Command '['c\\n', 'é\\\\', '\\x7f\\x00', '\\u200b', '\\U000e0001']",
  );
});

test("17.5.1 TimeoutExpired says how long, in milliseconds", () => {
  assertEquals(
    new TimeoutExpired("sleep 5", 200).message,
    "Command 'sleep 5' timed out after 200 ms",
  );
  assertEquals(
    new TimeoutExpired(["sleep", "5"], 0.5).message,
    "Command '['sleep', '5']' timed out after 0.5 ms",
  );
});

test("17.5.1 what was not captured is null, and stdout is output", () => {
  for (const error of [new CalledProcessError(1, "x"), new TimeoutExpired("x", 1)]) {
    assertEquals([error.output, error.stdout, error.stderr], [null, null, null]);
    assertEquals(Object.keys(error).includes("stdout"), false);
  }
  const failed = new CalledProcessError(1, ["x"], "out", "err");
  assertEquals([failed.output, failed.stdout, failed.stderr], ["out", "out", "err"]);
  const expired = new TimeoutExpired(["x"], 1, Uint8Array.of(1));
  assertStrictEquals(expired.stdout, expired.output);
  const bytes: Uint8Array | null = expired.stdout;
  assertEquals(bytes, Uint8Array.of(1));
});

test("17.5.1 the errors arrive whole: class, message and fields", () => {
  const failed = new CalledProcessError(-9, ["a", "b"], Uint8Array.of(1, 2), null);
  const expired = new TimeoutExpired("cmd", 200, "out", "err");
  const plain = new SubprocessError("m", { cause: expired });
  for (const cross of [throwAcross, <T>(error: T) => roundTrip([error])[0]]) {
    for (const error of [failed, expired]) {
      const back = cross(error);
      assertStrictEquals(Object.getPrototypeOf(back), Object.getPrototypeOf(error));
      assertEquals([back.name, back.message], [error.name, error.message]);
      assertEquals({ ...back }, { ...error });
      assertEquals(back.stdout, error.stdout);
    }
    const back = cross(plain);
    assertStrictEquals(Object.getPrototypeOf(back), SubprocessError.prototype);
    assertInstanceOf(back.cause, TimeoutExpired);
  }
});

test("17.5.1 the errors arrive whole from another thread", async () => {
  using far = new Far();
  const failed = await assertRejects(
    () => far.call(fail, "CalledProcessError"),
    CalledProcessError,
  );
  assertEquals({ ...failed }, {
    returncode: -9,
    cmd: "cmd",
    output: Uint8Array.of(1, 2),
    stderr: Uint8Array.of(3),
  });
  const expired = await assertRejects(() => far.call(fail, "TimeoutExpired"), TimeoutExpired);
  assertEquals({ ...expired }, { cmd: ["a", "b"], timeout: 250, output: "part", stderr: null });
  await assertRejects(() => far.call(fail, "SubprocessError"), SubprocessError, "what it says");
});
