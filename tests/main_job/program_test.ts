// The whole program, as npm start runs it, on the runtime that runs the test.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tempFolder } from "./temp_folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const onBun = "Bun" in globalThis;

function start(...args: string[]) {
  return run("node", [join(root, "scripts/start.mjs"), ...(onBun ? ["--bun"] : []), ...args]);
}

function run(command: string, args: string[]) {
  // INIT_CWD: where npm was called, if it runs the tests.
  const env = { ...process.env, INIT_CWD: undefined };
  return spawnSync(command, args, { encoding: "utf8", env, cwd: root, timeout: 20_000 });
}

test("the main job measures a folder both ways and says that the results are equal", () => {
  using folder = tempFolder({
    "a.txt": "spam spam eggs\n".repeat(1000),
    "b/c.txt": "spam\n",
    "picture": new Uint8Array(100),
  });
  const { status, stdout, stderr } = start("--workers", "2", folder.path);
  assertEquals(status, 0, stdout + stderr);
  assertMatch(stdout, /^(Deno|Bun)\/\S+ on Linux .*; find \| wc -l counts 3 files$/m);
  assertMatch(stdout, /^files +2$/m);
  assertMatch(stdout, /^bytes +15,005$/m);
  assertMatch(stdout, /^lines +1,001$/m);
  assertMatch(stdout, /^workers used +2$/m);
  assertMatch(stdout, /^speed-up +\d+\.\d\d x$/m);
  assertMatch(stdout, /^spam +2,001\neggs +1,000$/m);
  assertStringIncludes(stdout, "All ways gave the same results.");
  assertMatch(stderr, /^2 threads: 100 %$/m);
});

test("a file that can't be read is reported and skipped", () => {
  using folder = tempFolder({ "locked": "secret", "open": "text" });
  chmodSync(join(folder.path, "locked"), 0);
  const command = ["node", "scripts/start.mjs", ...(onBun ? ["--bun"] : []), folder.path];
  // Root may read everything, unless it lays this power down.
  const powers = "-dac_override,-dac_read_search";
  if (process.getuid?.() === 0) {
    command.unshift("setpriv", "--bounding-set", powers, "--inh-caps", powers);
  }
  const { status, stdout, stderr } = run(command[0], command.slice(1));
  assertEquals(status, 0, stdout + stderr);
  assertMatch(stderr, /^skipped .*locked: .*(EACCES|permission denied)/im);
  assertEquals(stderr.split("skipped").length, 2, "reported once");
  assertMatch(stdout, /^files +1$/m);
});

test("a folder that does not exist, or is none, ends the main job with status 2 and says so", () => {
  using folder = tempFolder({ "file": "text" });
  for (const [name, reason] of [["gone", "does not exist"], ["file", "is not a directory"]]) {
    const { status, stderr, stdout } = start(join(folder.path, name));
    assertEquals(status, 2, stdout + stderr);
    assertEquals(stderr, `${join(folder.path, name)} ${reason}\n`);
  }
});

test("the main job of an empty folder ends well", () => {
  using folder = tempFolder({});
  const { status, stdout, stderr } = start(folder.path);
  assertEquals(status, 0, stdout + stderr);
  assert(/^files +0$/m.test(stdout), stdout);
});
