import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { commandOf } from "../../subprocess/arguments.ts";
import type { Args, PopenOptions } from "../../subprocess/options.ts";
import { STARTUPINFO } from "../../subprocess/startupinfo.ts";

const refused = (
  args: unknown,
  options: unknown,
  Class: typeof RangeError | typeof TypeError,
  message: string,
) => assertThrows(() => commandOf(args as Args, options as PopenOptions), Class, message);

test("17.5.1.2 a string without shell is a program's name, whatever is in it", () => {
  assertEquals(commandOf("ls -l"), {
    file: "ls -l",
    argv: ["ls -l"],
    env: undefined,
    cwd: undefined,
  });
});

test("17.5.1.2 the first of an array is the program, and later changes of the array do nothing", () => {
  const args = ["/bin/echo", "", "a b"];
  const { file, argv } = commandOf(args);
  args[1] = "changed";
  assertEquals([file, argv], ["/bin/echo", ["/bin/echo", "", "a b"]]);
});

test("17.5.1.2 executable is what is run, and args[0] the name it sees", () => {
  const { file, argv } = commandOf(["name", "x"], { executable: "/bin/sh" });
  assertEquals([file, argv], ["/bin/sh", ["name", "x"]]);
  assertEquals(commandOf([""], { executable: "/bin/sh" }).argv, [""]);
});

test("17.5.1.2 shell: /bin/sh -c with the command, and the others as $0, $1, …", () => {
  const { file, argv } = commandOf("echo $FRUIT", { shell: true });
  assertEquals([file, argv], ["/bin/sh", ["/bin/sh", "-c", "echo $FRUIT"]]);
  assertEquals(commandOf(["echo $0 $1", "a", "b"], { shell: true }).argv, [
    "/bin/sh",
    "-c",
    "echo $0 $1",
    "a",
    "b",
  ]);
  assertEquals(commandOf("", { shell: true }).argv, ["/bin/sh", "-c", ""]);
});

test("test_specific_shell: executable is the shell, and sees its own path", () => {
  const { file, argv } = commandOf("echo $0", { shell: true, executable: "/bin/bash" });
  assertEquals([file, argv], ["/bin/bash", ["/bin/bash", "-c", "echo $0"]]);
});

test("17.5.1.2 args that are no arguments are refused, with the place", () => {
  refused([], {}, RangeError, "args must not be empty");
  refused([], { shell: true }, RangeError, "args must not be empty");
  refused(["a", 1], {}, TypeError, "args[1] must be a string, got 1");
  refused([null], {}, TypeError, "args[0] must be a string, got null");
  refused(new Array(2), {}, TypeError, "args[0] must be a string, got undefined");
  refused(5, {}, TypeError, "args must be a string or an array of strings, got 5");
  refused(undefined, {}, TypeError, "got undefined");
  refused(["a"], { executable: 5 }, TypeError, "executable must be a string, got 5");
  refused(["a"], { shell: 1 }, TypeError, "shell must be a boolean, got 1");
});

test("test_invalid_cmd: a NUL character, or what is no character, is refused with the place", () => {
  refused("a\0", {}, RangeError, "args: embedded null byte");
  refused(["a\0b"], {}, RangeError, "args[0]: embedded null byte");
  refused(["a", "b\0"], {}, RangeError, "args[1]: embedded null byte");
  refused("a\0", { shell: true }, RangeError, "args: embedded null byte");
  refused("a", { executable: "\0" }, RangeError, "executable: embedded null byte");
  refused("a", { cwd: "/tmp\0" }, RangeError, "cwd: embedded null byte");
  refused("a", { env: { A: "\0" } }, RangeError, 'env["A"]: embedded null byte');
  refused("a", { env: { "A\0": "" } }, RangeError, "embedded null byte");
  refused(["a", "\ud800"], {}, RangeError, "args[1]: a lone surrogate");
});

test("17.5.1.3 empty names are the system's errors, as in Python", () => {
  const code = (args: Args, options: PopenOptions) => {
    const error = assertThrows(() => commandOf(args, options), Error) as Error & {
      code: string;
      filename: string;
    };
    return [error.code, error.filename];
  };
  assertEquals(code("", {}), ["EACCES", ""]);
  assertEquals(code([""], {}), ["EACCES", ""]);
  assertEquals(code("a", { executable: "" }), ["EACCES", ""]);
  assertEquals(code("a", { cwd: "" }), ["ENOENT", ""]);
});

test("17.5.1.2 env is the whole environment, without undefined values", () => {
  assertEquals(commandOf("a").env, undefined);
  assertEquals(commandOf("a", { env: {} }).env, {});
  const env = { FRUIT: "orange=lemon", NONE: undefined, EMPTY: "" };
  assertEquals(commandOf("a", { env }).env, { FRUIT: "orange=lemon", EMPTY: "" });
  const odd = commandOf("a", { env: { ["__proto__"]: "x" } }).env!;
  assertEquals(Object.entries(odd), [["__proto__", "x"]]);
});

test("test_invalid_env: names and values that can't be are refused", () => {
  for (const name of ["FRUIT=VEGETABLE", "=", "A="]) {
    refused(
      "a",
      { env: { [name]: "x" } },
      RangeError,
      `illegal environment variable name: "${name}"`,
    );
  }
  refused("a", { env: { "": "x" } }, RangeError, 'illegal environment variable name: ""');
  refused("a", { env: { A: 1 } }, TypeError, 'env["A"] must be a string, got 1');
  refused("a", { env: { A: null } }, TypeError, 'env["A"] must be a string, got null');
  refused("a", { env: "A=1" }, TypeError, "env must be an object, got A=1");
  refused("a", { env: ["A=1"] }, TypeError, "env must be an object");
  refused("a", { env: null }, TypeError, "env must be an object, got null");
});

test("test_cwd_with_pathlike: cwd is a path or a file: URL", () => {
  assertEquals(commandOf("a", { cwd: "x/y" }).cwd, "x/y");
  assertEquals(commandOf("a", { cwd: new URL("file:///tmp/a%20b/%C3%A9") }).cwd, "/tmp/a b/é");
  assertEquals(commandOf("a", { cwd: new URL("file://localhost/tmp") }).cwd, "/tmp");
  const url = (text: string) => ({ cwd: new URL(text) });
  refused("a", url("https://a.b/c"), RangeError, "cwd must be a file: URL, got https://a.b/c");
  refused("a", url("file://host/c"), RangeError, "without a host");
  refused("a", url("file:///a%2Fb"), RangeError, "encoded slash");
  refused("a", url("file:///a%ff"), RangeError, "utf-8");
  refused("a", url("file:///a%00"), RangeError, "cwd: embedded null byte");
  refused("a", { cwd: 5 }, TypeError, "cwd must be a string or a file: URL, got 5");
});

test("test_invalid_args: what is Windows' own is refused on POSIX", () => {
  const message = "is only supported on Windows platforms";
  refused("a", { startupinfo: new STARTUPINFO() }, RangeError, `startupinfo ${message}`);
  refused("a", { startupinfo: 47 }, RangeError, `startupinfo ${message}`);
  refused("a", { creationflags: 47 }, RangeError, `creationflags ${message}`);
  refused("a", { creationflags: "x" }, TypeError, "creationflags must be an integer");
  assertEquals(commandOf("a", { creationflags: 0, startupinfo: undefined }).file, "a");
});
