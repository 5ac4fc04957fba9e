// What is started, where, and with which environment; for run and runSync.

import { test } from "node:test";
import { chmodSync, mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { PIPE } from "@weft/concurrency/subprocess";
import { errorOf, Folder, type Form, hasLibc, onBun } from "./run_support.ts";

const OUT = { stdout: PIPE, text: true } as const;
const needsLibc = { skip: !hasLibc && !onBun };

export function startSuite({ name, sync, run }: Form): void {
  const promise = (what: string) => `17.5.1 ${name}: ${what}`;
  const failure = async (...args: Parameters<typeof run>) => {
    const { code, filename } = await errorOf(run(...args));
    return [code, filename];
  };
  const missing = "/nowhere/at/all";

  test(promise("every argument arrives as it is"), async () => {
    const args = ["", "a b", "'", '"', "\\", "$HOME", "*", "\n", "ä€😀", "-n", "a=b"];
    const { stdout } = await run(["sh", "-c", 'printf "%s|" "$@"', "sh", ...args], OUT);
    assertEquals(stdout, args.map((arg) => `${arg}|`).join(""));
  });

  test(promise("a string without shell is a program's name"), async () => {
    assertEquals((await run("true")).returncode, 0);
    assertEquals(await failure("ls -l"), ["ENOENT", "ls -l"]);
  });

  test(promise("a missing program is ENOENT with its name"), async () => {
    assertEquals(await failure([missing, "x"]), ["ENOENT", missing]);
    assertEquals(await failure(["no-such-program"]), ["ENOENT", "no-such-program"]);
    assertEquals(await failure([missing], { captureOutput: true }), ["ENOENT", missing]);
    assertEquals(await failure([missing], { timeout: 5000 }), ["ENOENT", missing]);
  });

  test(promise("a file that can't be executed, a directory and no name are EACCES"), async () => {
    using folder = new Folder();
    const file = folder.write("file", "x", 0o644);
    assertEquals(await failure([file]), ["EACCES", file]);
    assertEquals(await failure([file], { captureOutput: true }), ["EACCES", file]);
    assertEquals(await failure([folder.path]), ["EACCES", folder.path]);
    assertEquals(await failure([""]), ["EACCES", ""]);
  });

  test(promise("a file in the place of a directory is ENOTDIR"), async () => {
    assertEquals(await failure(["/dev/null/program"]), ["ENOTDIR", "/dev/null/program"]);
  });

  test(promise("cwd: the child is there, and the parent is not"), async () => {
    using folder = new Folder();
    const before = process.cwd();
    assertEquals(
      (await run(["pwd", "-P"], { ...OUT, cwd: folder.path })).stdout,
      `${folder.path}\n`,
    );
    const url = pathToFileURL(folder.path);
    assertEquals((await run(["pwd", "-P"], { ...OUT, cwd: url })).stdout, `${folder.path}\n`);
    assertEquals(process.cwd(), before);
  });

  test(promise("cwd: a bad one is told apart from a bad program by filename"), async () => {
    using folder = new Folder();
    const file = folder.write("file", "");
    for (const options of [{}, { captureOutput: true }, { timeout: 5000 }]) {
      assertEquals(await failure(["true"], { ...options, cwd: missing }), ["ENOENT", missing]);
      assertEquals(await failure(["true"], { ...options, cwd: file }), ["ENOTDIR", file]);
      const both = await failure(["/no/program"], { ...options, cwd: folder.path });
      assertEquals(both, ["ENOENT", "/no/program"]);
    }
    assertEquals(await failure(["true"], { cwd: "" }), ["ENOENT", ""]);
  });

  test(promise("cwd: a relative program is looked up there"), async () => {
    using folder = new Folder();
    mkdirSync(folder.at("bin"));
    folder.write("bin/tool", "#!/bin/sh\necho tool", 0o777);
    for (const program of ["./bin/tool", "bin/tool"]) {
      const { stdout } = await run([program], { ...OUT, cwd: folder.path });
      assertEquals(stdout, "tool\n");
      assertEquals(await failure([program]), ["ENOENT", program]);
    }
  });

  test(promise("env replaces the whole environment"), async () => {
    const env = { FRUIT: "pear=plum", EMPTY: "", GONE: undefined, Ä: "ö\n" };
    const { stdout } = await run(["/usr/bin/env", "-0"], { ...OUT, env });
    assertEquals(stdout!.split("\0").sort(), ["", "EMPTY=", "FRUIT=pear=plum", "Ä=ö\n"]);
    assertEquals((await run(["/usr/bin/env"], { ...OUT, env: {} })).stdout, "");
    const plain = await run(["/bin/sh", "-c", 'test "$FRUIT" = pear'], { env: { FRUIT: "pear" } });
    assertEquals(plain.returncode, 0);
  });

  test(promise("without env the parent's is inherited"), async () => {
    const { stdout } = await run('printf %s "$PATH"', { ...OUT, shell: true });
    assertEquals(stdout, process.env.PATH);
  });

  test(promise("the program is searched for in the PATH of env"), async () => {
    using folder = new Folder();
    folder.write("weft-tool", "#!/bin/sh\necho mine", 0o777);
    const env = { PATH: `/nowhere:${folder.path}` };
    assertEquals((await run(["weft-tool"], { ...OUT, env })).stdout, "mine\n");
    assertEquals(await failure(["weft-tool"]), ["ENOENT", "weft-tool"]);
    assertEquals(await failure(["ls"], { env }), ["ENOENT", "ls"]);
    assertEquals(await failure(["ls"], { env, captureOutput: true }), ["ENOENT", "ls"]);
  });

  test(promise("the search goes past what can't be executed"), async () => {
    using folder = new Folder();
    mkdirSync(folder.at("first"));
    mkdirSync(folder.at("second"));
    folder.write("first/weft-tool", "", 0o644);
    folder.write("second/weft-tool", "#!/bin/sh\necho second", 0o777);
    const env = { PATH: `${folder.at("first")}:${folder.at("second")}` };
    assertEquals((await run(["weft-tool"], { ...OUT, env })).stdout, "second\n");
    chmodSync(folder.at("second/weft-tool"), 0o644);
    // The runtimes' own search does not tell the two apart.
    const [code, filename] = await failure(["weft-tool"], { env });
    assertEquals(["EACCES", "ENOENT"].includes(code!), true, code);
    assertEquals(filename, "weft-tool");
  });

  test(promise("shell: a string is its command, a list has its arguments behind"), async () => {
    assertEquals((await run("echo $((6 * 7)) | cat", { ...OUT, shell: true })).stdout, "42\n");
    const list = await run(['echo "$0 $1"', "spam", "eggs"], { ...OUT, shell: true });
    assertEquals(list.stdout, "spam eggs\n");
  });

  test(promise("shell: a missing command is 127 and the shell's message, no error"), async () => {
    const result = await run("no-such-program", { shell: true, captureOutput: true, text: true });
    assertEquals(result.returncode, 127);
    assertEquals(/not found/.test(result.stderr!), true, result.stderr!);
  });

  test(
    promise("executable: it runs, and the first argument is the name it sees"),
    needsLibc,
    async () => {
      const options = { ...OUT, executable: "/bin/sh" };
      const { stdout } = await run(["other-name", "-c", "echo $0"], options);
      assertEquals(stdout, "other-name\n");
      const plain = await run(["other-name", "-c", "exit 7"], { executable: "sh" });
      assertEquals(plain.returncode, 7);
      const wrong = await failure(["true"], { executable: missing });
      assertEquals(wrong, ["ENOENT", missing]);
    },
  );

  test(promise("executable with shell is the shell"), needsLibc, async () => {
    using folder = new Folder();
    const shell = folder.write("shell", '#!/bin/sh\necho "$1" "$2"', 0o777);
    const options = { ...OUT, shell: true, executable: shell };
    assertEquals((await run("echo x", options)).stdout, "-c echo x\n");
  });

  test(promise("a NUL, an = in a name and no arguments are RangeErrors"), async () => {
    for (
      const wrong of [
        run(["a\0b"]),
        run(["true", "a\0b"]),
        run([]),
        run(["true"], { cwd: "a\0b" }),
        run(["true"], { env: { "a=b": "" } }),
        run(["true"], { env: { a: "\0" } }),
      ]
    ) assertInstanceOf(await errorOf(wrong), RangeError);
  });

  // Deno itself gives it to a shell.
  const skip = !onBun && !(sync && hasLibc);
  test(promise("a script without #! is no program: ENOEXEC"), { skip }, async () => {
    using folder = new Folder();
    const script = folder.write("script", "echo run by nobody\n", 0o777);
    assertEquals(await failure([script], { captureOutput: true }), ["ENOEXEC", script]);
  });
}
