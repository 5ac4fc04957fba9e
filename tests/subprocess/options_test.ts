import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { DEVNULL, PIPE } from "../../subprocess/constants.ts";
import { SubprocessError } from "../../subprocess/errors.ts";
import {
  checkInput,
  checkOutputOptions,
  checkPopenOptions,
  checkRunOptions,
  type PopenOptions,
  type RunOptions,
} from "../../subprocess/options.ts";

type Class = typeof RangeError | typeof TypeError | typeof SubprocessError;
const refused = (options: unknown, Class: Class, message: string) => {
  assertThrows(() => checkPopenOptions(options as PopenOptions, "Popen"), Class, message);
  assertThrows(
    () => checkRunOptions(options as RunOptions, "run"),
    Class,
    message.replace("Popen", "run"),
  );
};
const runRefused = (options: unknown, Class: Class, message: string) =>
  assertThrows(() => checkRunOptions(options as RunOptions, "run"), Class, message);

test("test_invalid_args: an option that does not exist is a TypeError that names it", () => {
  refused({ captureoutput: true }, TypeError, 'Popen: unknown option "captureoutput"');
  runRefused({ captureoutput: true }, TypeError, 'run: unknown option "captureoutput"');
  refused({ toString: 1 }, TypeError, 'unknown option "toString"');
  for (const name of ["input", "captureOutput", "timeout", "check", "signal"]) {
    assertThrows(
      () => checkPopenOptions({ [name]: undefined } as PopenOptions, "Popen"),
      TypeError,
      `Popen: unknown option "${name}"`,
    );
  }
  refused(null, TypeError, "options must be an object, got null");
  refused("text", TypeError, "options must be an object, got text");
  assertEquals(checkRunOptions({ signal: undefined }, "run").signal, undefined);
  assertThrows(
    () => checkRunOptions({ signal: undefined }, "runSync", { sync: true }),
    TypeError,
    'runSync: unknown option "signal"',
  );
});

test("17.5.1.2 right options pass, and those of the caller are not changed", () => {
  const options: RunOptions = Object.freeze({
    bufsize: 0,
    stdin: DEVNULL,
    stdout: PIPE,
    text: true,
    universalNewlines: true,
    encoding: "latin-1",
    errors: "ignore",
    closeFds: false,
    startNewSession: true,
    processGroup: 0,
    restoreSignals: false,
    user: "nobody",
    group: 5,
    extraGroups: ["adm", 7],
    umask: 0o053,
    pipesize: 65536,
    timeout: 5,
    check: true,
  });
  const { passFds, input, ...same } = checkRunOptions(options, "run");
  assertEquals(same, options);
  assertEquals([passFds, input], [undefined, undefined]);
  checkPopenOptions(undefined, "Popen");
});

test("test_invalid_bufsize: a bufsize that is no integer is a TypeError", () => {
  refused({ bufsize: "orange" }, TypeError, "Popen: bufsize must be an integer, got orange");
  refused({ bufsize: 1.5 }, TypeError, "bufsize must be an integer, got 1.5");
  for (const bufsize of [undefined, -1, 0, 1, 4096]) checkPopenOptions({ bufsize }, "Popen");
});

test("17.5.1.2 text and universalNewlines that contradict each other are a SubprocessError", () => {
  refused({ text: false, universalNewlines: true }, SubprocessError, "Popen: text and universal");
  refused({ text: true, universalNewlines: false }, SubprocessError, "got true and false");
  for (const text of [true, false]) {
    checkPopenOptions({ text, universalNewlines: text }, "Popen");
    checkPopenOptions({ text, universalNewlines: undefined }, "Popen");
  }
});

test("17.5.1.1 unknown encodings and error handlers are RangeErrors", () => {
  refused({ encoding: "klingon" }, RangeError, "unknown encoding: klingon");
  refused({ encoding: "" }, RangeError, "unknown encoding: ");
  refused(
    { errors: "surrogateescape" },
    RangeError,
    "unknown error handler name 'surrogateescape'",
  );
  refused({ encoding: 5 }, TypeError, "encoding must be the name of an encoding, got 5");
});

test("17.5.1.2 flags are booleans", () => {
  const names = ["shell", "closeFds", "startNewSession", "restoreSignals", "text"];
  for (const name of [...names, "universalNewlines"]) {
    refused({ [name]: 1 }, TypeError, `Popen: ${name} must be a boolean, got 1`);
  }
  for (const name of ["check", "captureOutput"]) {
    runRefused({ [name]: "yes" }, TypeError, `run: ${name} must be a boolean, got yes`);
  }
});

test("test_pass_fds: descriptors are passed once, in order, and close all others", () => {
  const passed = checkPopenOptions({ passFds: [7, 3, 7], closeFds: false }, "Popen");
  assertEquals([passed.passFds, passed.closeFds], [[3, 7], true]);
  assertEquals(checkPopenOptions({ passFds: [], closeFds: false }, "Popen").closeFds, false);
  refused({ passFds: [3, -1] }, RangeError, "Popen: passFds[1] must be >= 0, got -1");
  refused({ passFds: ["3"] }, TypeError, "Popen: passFds[0] must be an integer, got 3");
  refused({ passFds: [undefined] }, TypeError, "passFds[0] must be an integer, got undefined");
  refused({ passFds: 3 }, TypeError, "passFds must be an array, got 3");
});

test("test_user, test_group: names and identifiers, of which none is negative", () => {
  for (const key of ["user", "group"]) {
    refused({ [key]: -1 }, RangeError, `Popen: ${key}: an ID can't be negative, got -1`);
    refused({ [key]: 2 ** 64 }, RangeError, `Popen: ${key} must be <= 4294967294`);
    refused({ [key]: 1.5 }, TypeError, `Popen: ${key} must be a string or an integer, got 1.5`);
    refused({ [key]: null }, TypeError, `Popen: ${key} must be a string or an integer, got null`);
    checkPopenOptions({ [key]: 0 }, "Popen");
    checkPopenOptions({ [key]: "root" }, "Popen");
  }
  refused({ extraGroups: [0, -1] }, RangeError, "extraGroups[1]: an ID can't be negative, got -1");
  refused({ extraGroups: "adm" }, RangeError, "extraGroups must be an array, not a string");
  refused({ extraGroups: [{}] }, TypeError, "extraGroups[0] must be a string or an integer");
  refused({ extraGroups: 5 }, TypeError, "extraGroups must be an array, got 5");
});

test("17.5 umask, pipesize and processGroup are integers; -1 is none, as in Python", () => {
  for (const key of ["umask", "pipesize", "processGroup"] as const) {
    refused({ [key]: "x" }, TypeError, `Popen: ${key} must be an integer, got x`);
    refused({ [key]: 0.5 }, TypeError, `Popen: ${key} must be an integer, got 0.5`);
    refused({ [key]: -2 }, RangeError, `Popen: ${key} must be >= -1, got -2`);
    refused({ [key]: 2 ** 40 }, RangeError, `Popen: ${key} must be <= 2147483647`);
    assertEquals(checkPopenOptions({ [key]: -1 }, "Popen")[key], undefined);
    assertEquals(checkPopenOptions({ [key]: 0 }, "Popen")[key], 0);
  }
});

test("test_check_output_stdin_with_input_arg: stdin and input exclude each other", () => {
  const input = Uint8Array.of(1);
  runRefused({ stdin: PIPE, input }, RangeError, "run: stdin and input may not both be used");
  runRefused({ stdin: 0, input: new Uint8Array() }, RangeError, "stdin and input");
  assertEquals(checkRunOptions({ stdin: null, input }, "run").input, input);
  checkRunOptions({ stdin: PIPE, input: undefined }, "run");
});

test("17.5 captureOutput excludes stdout and stderr", () => {
  const message = "run: stdout and stderr may not be used with captureOutput";
  runRefused({ captureOutput: true, stdout: PIPE }, RangeError, message);
  runRefused({ captureOutput: true, stderr: DEVNULL }, RangeError, message);
  checkRunOptions({ captureOutput: true, stdout: null, stderr: undefined }, "run");
  checkRunOptions({ captureOutput: false, stdout: PIPE }, "run");
});

test("17.5.1 input is text where the streams are, and bytes elsewhere", () => {
  const bytes = Uint8Array.of(1);
  assertEquals(checkRunOptions({ input: bytes }, "run").input, bytes);
  for (const text of [{ text: true }, { encoding: "ascii" }, { errors: "ignore" }]) {
    assertEquals(checkRunOptions({ ...text, input: "x" }, "run").input, "x");
    runRefused({ ...text, input: bytes }, TypeError, "run: input must be a string in text mode");
  }
  runRefused({ input: "x" }, TypeError, "run: input must be a Uint8Array, got a string");
  runRefused({ text: false, input: "x" }, TypeError, "input must be a Uint8Array");
  runRefused({ input: 5 }, TypeError, "input must be a Uint8Array or a string, got 5");
  assertEquals(checkInput(undefined, true, "communicate"), undefined);
});

test("17.5.1 timeout is a number, and signal an AbortSignal", () => {
  runRefused({ timeout: "1" }, TypeError, "run: timeout must be a number of milliseconds, got 1");
  runRefused({ timeout: NaN }, TypeError, "timeout must be a number");
  runRefused({ signal: 5 }, TypeError, "signal must be an AbortSignal, got 5");
  checkRunOptions({ timeout: -1, signal: new AbortController().signal }, "run");
  checkRunOptions({ timeout: Infinity }, "run");
});

test("test_check_output_stdout_arg: checkOutput refuses what it sets itself", () => {
  for (const [key, value] of [["stdout", PIPE], ["stdout", null], ["check", false]] as const) {
    assertThrows(
      () => checkOutputOptions({ [key]: value }, "checkOutput"),
      RangeError,
      `checkOutput: ${key} may not be used`,
    );
  }
});

test("test_check_output_input_none: no input is empty input when it is said so", () => {
  const input = (options: RunOptions) => checkOutputOptions(options, "checkOutput").input;
  assertEquals(input({}), undefined);
  assertEquals(input({ input: undefined }), new Uint8Array(0));
  assertEquals(input({ input: undefined, text: true }), "");
  assertEquals(input({ input: undefined, universalNewlines: true }), "");
  assertEquals(input({ input: undefined, encoding: "utf-8", errors: "ignore" }), "");
  assertEquals(input({ input: "x", text: true }), "x");
});
