// What CPython's own tests assert of the options that only POSIX has.

import { test } from "node:test";
import { existsSync, readlinkSync, statSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertInstanceOf, assertMatch, assertNotEquals } from "@std/assert";
import {
  NotSupportedError,
  PIPE,
  Popen,
  type PopenOptions,
  type STARTUPINFO,
} from "@weft/concurrency/subprocess";
import {
  asynchronous,
  blocking,
  bytes,
  errorOf,
  Folder,
  hasLibc,
  isRoot,
  onBun,
} from "./run_support.ts";

const OUT = { stdout: PIPE, text: true } as const;
const needsLibc = { skip: !hasLibc };
const needsRoot = { skip: !isRoot };

test("17.5.1.2 startupinfo, creationflags: RangeErrors on POSIX", async () => {
  for (const wrong of [{ startupinfo: 47 as unknown as STARTUPINFO }, { creationflags: 47 }]) {
    const error = await errorOf(() => void new Popen(["true"], wrong));
    assertInstanceOf(error, RangeError);
    assertMatch(error.message, /only supported on Windows/);
  }
});

for (const { name, run } of [asynchronous, blocking]) {
  const promise = (what: string) => `17.5.1.2 ${name}: ${what}`;

  test(promise("shell=True sees the environment"), async () => {
    const env = { FRUIT: "apple" };
    assertEquals((await run("echo $FRUIT", { ...OUT, shell: true, env })).stdout, "apple\n");
  });

  test(
    promise("executable with shell=True is the very shell"),
    { skip: !hasLibc && !onBun },
    async () => {
      for (const prefix of ["/bin", "/usr/bin", "/usr/local/bin"]) {
        for (const shell of ["bash", "ksh", "sh"]) {
          const executable = `${prefix}/${shell}`;
          if (!existsSync(executable)) continue;
          const { stdout } = await run("echo $0", { ...OUT, shell: true, executable });
          assertEquals(stdout, `${executable}\n`);
        }
      }
    },
  );

  const identity = [
    "sh",
    "-c",
    "ps -o pid=,pgid=,sid= -p $$ 2>/dev/null || cut -d' ' -f1,5,6 /proc/$$/stat",
  ];
  const identities = async (options: PopenOptions) => {
    const { stdout } = await run(identity, { ...OUT, ...options });
    return (stdout as string).trim().split(/ +/).map(Number);
  };

  test(promise("startNewSession makes the child a leader of both"), async () => {
    const [pid, group, session] = await identities({ startNewSession: true });
    assertEquals([group, session], [pid, pid]);
    const [child, , inherited] = await identities({});
    assertNotEquals(inherited, child);
  });

  test(
    promise("processGroup 0 is one of its own, in the parent's session"),
    needsLibc,
    async () => {
      const [pid, group, session] = await identities({ processGroup: 0 });
      assertEquals(group, pid);
      assertEquals(session, (await identities({}))[2]);
      assertEquals(
        (await identities({ processGroup: 0, startNewSession: true }))[1] === pid,
        false,
      );
    },
  );

  test(promise("processGroup joins another child's"), needsLibc, async () => {
    const leader = new Popen(["cat"], { stdin: PIPE, processGroup: 0 });
    assertEquals((await identities({ processGroup: leader.pid }))[1], leader.pid);
    await leader.communicate();
  });

  test(promise("umask takes permissions of new files, in the child alone"), needsLibc, async () => {
    using folder = new Folder();
    const before = process.umask();
    await run(["sh", "-c", ": > file"], { cwd: folder.path, umask: 0o053 });
    assertEquals(statSync(folder.at("file")).mode & 0o777, 0o624);
    assertEquals(process.umask(), before);
  });

  test(promise("passFds: exactly those are open, at the same number"), needsLibc, async () => {
    using folder = new Folder();
    for (const closeFds of [true, false]) {
      const fds = Array.from({ length: 10 }, (_, i) => {
        folder.write(`file${i}`, `content ${i}`);
        return folder.open(`file${i}`, "r");
      });
      const passed = fds[3]!;
      const script = `cat <&${passed}; for fd in ${fds.join(" ")}; do
        test -e /proc/$$/fd/$fd && printf " $fd"; done; true`;
      const { stdout } = await run(["bash", "-c", script], { ...OUT, passFds: [passed], closeFds });
      assertEquals(stdout, `content 3 ${passed}`);
    }
  });

  test(
    promise("passFds: what is passed may be where stdio is needed from"),
    needsLibc,
    async () => {
      using folder = new Folder();
      folder.write("in", "pear");
      const fd = folder.open("in", "r");
      const { stdout } = await run(["sh", "-c", "cat"], { ...OUT, stdin: fd, passFds: [fd] });
      assertEquals(stdout, "pear");
    },
  );

  test(promise("user and group by number and name, where that is allowed"), needsRoot, async () => {
    const id = ["sh", "-c", "id -u; id -g"];
    assertEquals((await run(id, { ...OUT, user: 65534, group: 65534 })).stdout, "65534\n65534\n");
    assertEquals((await run(id, { ...OUT, user: "nobody" })).stdout!.split("\n")[0], "65534");
    assertEquals((await run(id, { ...OUT, group: "daemon" })).stdout, "0\n1\n");
  });

  test(promise("user and group: what can't be one is a RangeError"), async () => {
    for (const wrong of [-1, 2 ** 64, "", "no-such-name-at-all"]) {
      assertInstanceOf(await errorOf(run(["true"], { user: wrong })), RangeError, `${wrong}`);
      assertInstanceOf(await errorOf(run(["true"], { group: wrong })), RangeError, `${wrong}`);
    }
  });

  test(promise("extraGroups says what to do instead"), async () => {
    const error = await errorOf(run(["true"], { extraGroups: [1] }));
    assertInstanceOf(error, NotSupportedError);
    assertMatch(error.message, /setpriv/);
  });

  test(promise("restoreSignals: true and false are accepted"), needsLibc, async () => {
    assertEquals((await run(["true"], { restoreSignals: true })).returncode, 0);
    assertEquals((await run(["true"], { restoreSignals: false })).returncode, 0);
  });

  test(promise("pipesize is the pipes'"), needsLibc, async () => {
    // The child finds out by filling one that nobody reads.
    const script = "dd if=/dev/zero bs=4096 count=1000 oflag=nonblock 2>/dev/null | wc -c; exit 0";
    assertEquals((await run(["sh", "-c", script], { ...OUT, pipesize: 4096 })).returncode, 0);
    const input = new Uint8Array(300_000).fill(1);
    const { stdout } = await run(["cat"], { input, stdout: PIPE, pipesize: 4096 });
    assertEquals(stdout!.length, input.length);
  });
}

test("17.5.1.2 restoreSignals: yes ends by SIGPIPE, or without by EPIPE", needsLibc, async () => {
  // Whether this process ignores SIGPIPE is the runtime's own affair.
  const yes = new Popen(["yes"], { stdout: PIPE });
  await yes.stdout!.cancel();
  assertEquals(await yes.wait(), -13);
  const other = new Popen(["yes"], { stdout: PIPE, stderr: PIPE, restoreSignals: false });
  await other.stdout!.cancel();
  const [, stderr] = await other.communicate();
  assert([-13, 1].includes(other.returncode!), `${other.returncode} ${stderr}`);
});

test(
  "17.5.1.2 closeFds: no child has another one's pipes, with true or false",
  needsLibc,
  async () => {
    const pipesOf = (pid: number) =>
      [0, 1].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).replace("pipe:", ""));
    for (const closeFds of [true, false]) {
      const options = { stdin: PIPE, stdout: PIPE, closeFds } as const;
      const first = new Popen(["cat"], options);
      const second = new Popen(["sh", "-c", "ls -l /proc/$$/fd"], { ...options, text: true });
      const firsts = pipesOf(first.pid);
      const [list] = await second.communicate();
      for (const pipe of firsts) assert(!list!.includes(pipe), `${firsts}\n${list}`);
      assertEquals(await first.communicate(bytes("x")), [bytes("x"), null]);
    }
  },
);

const program = fileURLToPath(new URL("./cpython_program.ts", import.meta.url));

/** What the program writes when a shell has prepared its descriptors. */
async function prepared(preparation: string, argument: string): Promise<string> {
  const runtime = onBun ? [process.execPath, "run"] : [process.execPath, "run", "-A", "--no-check"];
  const script = `${preparation}; exec "$@"`;
  const { stdout } = await asynchronous.run(
    ["sh", "-c", script, "sh", ...runtime, program, argument],
    { ...OUT, cwd: fileURLToPath(new URL("../..", import.meta.url)), timeout: 15_000 },
  );
  return stdout!.trim();
}

test("17.5.1.2 closeFds: what the parent has inherited is not the child's", needsLibc, async () => {
  assertEquals(await prepared("exec 7</dev/null 8</dev/null", "descriptors"), "0 1 2");
});

test(
  "17.5.3 Popen: with a nearly full table of descriptors fifteen in a row succeed",
  needsLibc,
  async () => {
    assertEquals(await prepared("ulimit -n 256", "table"), "EMFILE EMFILE 45");
  },
);
