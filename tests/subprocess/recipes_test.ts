// The recipes of 17.5.6, "Replacing older functions", and the examples of 17.5.1, as they are in TypeScript.

import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertMatch, assertStrictEquals } from "@std/assert";
import {
  call,
  CalledProcessError,
  callSync,
  checkOutput,
  checkOutputSync,
  CompletedProcess,
  PIPE,
  Popen,
  run,
  runSync,
  STDOUT,
} from "@weft/concurrency/subprocess";
import { all, bytes, errorOf, hasLibc, text } from "./run_support.ts";

test("17.5.1 recipe: run shows what is known of the end", async () => {
  const plain = await run(["ls", "-d", "/"], { stdout: PIPE });
  assertInstanceOf(plain, CompletedProcess);
  assertEquals(plain, new CompletedProcess(["ls", "-d", "/"], 0, bytes("/\n")));
  const error = await errorOf(run("exit 1", { shell: true, check: true }));
  assertEquals(error.message, "Command 'exit 1' returned non-zero exit status 1.");
});

test("17.5.1.2 recipe: reading all of a child's output in a block", async () => {
  const log: string[] = [];
  {
    await using child = new Popen(["sh", "-c", "echo one; echo two"], { stdout: PIPE });
    log.push(await all(child.stdout));
  }
  assertEquals(log, ["one\ntwo\n"]);
});

test("17.5.3 recipe: kill and communicate again after the timeout", async () => {
  const child = new Popen(["sh", "-c", "echo out; exec sleep 60"], { stdout: PIPE, text: true });
  let output: string | null;
  try {
    [output] = await child.communicate(undefined, { timeout: 300 });
  } catch {
    child.kill();
    [output] = await child.communicate();
  }
  assertEquals([output, child.returncode], ["out\n", -9]);
});

test("17.5.6.1 recipe: shell backquote", async () => {
  // output=`mycmd myarg`
  assertEquals(text(await checkOutput(["echo", "myarg"])), "myarg\n");
  assertEquals(checkOutputSync(["echo", "myarg"], { text: true }), "myarg\n");
});

test("17.5.6.2 recipe: shell pipeline", async () => {
  // output=`dmesg | grep hda`
  const p1 = new Popen(["printf", "sda\\nhda\\nhda1\\n"], { stdout: PIPE });
  const p2 = new Popen(["grep", "hda"], { stdin: p1.stdout, stdout: PIPE, text: true });
  // Python's p1.stdout.close(), so that p1 gets SIGPIPE if p2 ends first. Here it is p2's alone, anyway.
  if (hasLibc) await p1.stdout!.cancel();
  assertEquals((await p2.communicate())[0], "hda\nhda1\n");
  assertEquals(await p1.wait(), 0);
  const shell = await checkOutput("printf 'sda\\nhda\\n' | grep hda", { shell: true, text: true });
  assertEquals(shell, "hda\n");
});

test("17.5.6.3 recipe: os.system()", async () => {
  // sts = os.system("mycmd" + " myarg")
  assertEquals(await call("exit" + " 3", { shell: true }), 3);
  assertEquals(callSync("exit" + " 3", { shell: true }), 3);
  assertEquals([await told("kill -9 $$"), await told("exit 3")], [
    "Child was terminated by signal 9",
    "Child returned 3",
  ]);
  assertMatch(await told("true", "/nowhere"), /^Execution failed: .*No such file or directory/);

  async function told(command: string, cwd?: string): Promise<string> {
    try {
      const code = await call(command, { shell: true, cwd });
      if (code < 0) return `Child was terminated by signal ${-code}`;
      return `Child returned ${code}`;
    } catch (error) {
      return `Execution failed: ${(error as Error).message}`;
    }
  }
});

test("17.5.6.4 recipe: the os.spawn family", async () => {
  // pid = os.spawnlp(os.P_NOWAIT, "/bin/mycmd", "mycmd", "myarg")
  const child = new Popen(["/bin/sh", "-c", "exit 4"]);
  assertEquals(typeof child.pid, "number");
  // retcode = os.spawnlp(os.P_WAIT, "/bin/mycmd", "mycmd", "myarg")
  assertEquals(await call(["/bin/sh", "-c", "exit 5"]), 5);
  // os.spawnvp(os.P_NOWAIT, path, args)
  const [path, args] = ["/bin/sh", ["sh", "-c", "exit 6"]] as const;
  const vector = new Popen([path, ...args.slice(1)]);
  // os.spawnlpe(os.P_NOWAIT, "/bin/mycmd", "mycmd", "myarg", env)
  const env = new Popen(["/bin/sh", "-c", "exit $CODE"], { env: { PATH: "/usr/bin", CODE: "7" } });
  assertEquals(await Promise.all([child.wait(), vector.wait(), env.wait()]), [4, 6, 7]);
});

test("17.5.6.5 recipe: os.popen2() and os.popen3()", async () => {
  // (child_stdin, child_stdout) = os.popen2(cmd, mode, bufsize)
  const two = new Popen("tr a-z A-Z", { shell: true, bufsize: -1, stdin: PIPE, stdout: PIPE });
  const writer = two.stdin!.getWriter();
  await writer.write(bytes("spam"));
  await writer.close();
  assertEquals(await all(two.stdout), "SPAM");
  // (child_stdin, child_stdout, child_stderr) = os.popen3(cmd, mode, bufsize)
  const three = new Popen("echo out; echo err >&2", {
    shell: true,
    stdin: PIPE,
    stdout: PIPE,
    stderr: PIPE,
    closeFds: true,
  });
  await three.stdin!.close();
  assertEquals(await Promise.all([all(three.stdout), all(three.stderr)]), ["out\n", "err\n"]);
  // (child_stdin, child_stdout_and_stderr) = os.popen4(cmd, mode, bufsize)
  const four = new Popen("echo out; echo err >&2", { shell: true, stdout: PIPE, stderr: STDOUT });
  assertEquals(await all(four.stdout), "out\nerr\n");
  assertEquals(await Promise.all([two.wait(), three.wait(), four.wait()]), [0, 0, 0]);
});

test("17.5.6.5 recipe: the return code of os.popen()", async () => {
  // pipe = os.popen(cmd, 'w'); rc = pipe.close(); if rc is not None and rc >> 8: …
  const child = new Popen(["sh", "-c", "cat; exit 3"], { stdin: PIPE });
  await child.stdin!.close();
  assertEquals(await child.wait(), 3);
});

test("17.5.6.6 recipe: the popen2 module", async () => {
  // (child_stdout, child_stdin) = popen2.popen2("somestring", bufsize, mode)
  const child = new Popen("cat", { shell: true, bufsize: 0, stdin: PIPE, stdout: PIPE });
  const [stdout, stdin] = [child.stdout!, child.stdin!];
  await stdin.close();
  assertEquals(await all(stdout), "");
  // popen2.popen2(["mycmd", "myarg"], bufsize, mode)
  const list = new Popen(["cat", "/dev/null"], { stdin: PIPE, stdout: PIPE, closeFds: true });
  assertEquals(await list.communicate(), [new Uint8Array(), null]);
  assertStrictEquals(await child.wait(), 0);
});

test("17.5.5 recipe: a failing command that is not one, and one that is", async () => {
  const command = "ls non_existent_file; exit 0";
  const output = await checkOutput(command, { stderr: STDOUT, shell: true, text: true });
  assertMatch(output, /non_existent_file/);
  assertInstanceOf(await errorOf(checkOutput("exit 1", { shell: true })), CalledProcessError);
  assertEquals(runSync("exit 1", { shell: true }).returncode, 1);
});
