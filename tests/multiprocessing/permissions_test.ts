// A child on Deno has the permissions of its parent, and no others.

import { test } from "node:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { self } from "../../_runtime/processes/self.ts";

const options = { skip: self().kind !== "deno" };
const program = fileURLToPath(new URL("./programs/permissions.ts", import.meta.url));

function run(flags: string[], args: string[] = [program], cwd?: string): string[] {
  const { stdout, stderr, status } = spawnSync(
    Deno.execPath(),
    ["run", "--no-prompt", ...flags, ...args],
    { encoding: "utf8", cwd, env: { ...process.env, NO_COLOR: "1" }, timeout: 15_000 },
  );
  assertEquals([status, stderr], [0, ""]);
  return stdout.trimEnd().split("\n");
}

for (
  const flags of [
    ["-A"],
    ["--allow-ffi"],
    ["--allow-ffi", "--allow-read=/tmp", "--allow-net=example.org", "--allow-env=HOME,SECRET"],
    ["--allow-ffi", "-R", "-E", "--deny-env=SECRET", "--allow-run"],
    ["-A", "--deny-net"],
    ["-A", "--deny-net=example.org"],
  ]
) {
  test(`17.2 permissions: ${flags.join(" ")}`, options, () => {
    const [child, parent] = run(flags);
    assertMatch(parent!, /^\["(granted|prompt|denied)"/);
    assertEquals(child, parent);
  });
}

test("17.2 permissions: what was given up is not given to a child", options, () => {
  const [child, parent] = run(["-A"], [program, "revoke"]);
  assertEquals(child, parent);
  assertEquals(JSON.parse(child!)[3], "prompt");
});

test("17.2 permissions: without the one to call the C library an error names it", options, () => {
  const [line] = run(["--allow-read"]);
  assert(line!.startsWith("NotSupportedError"), line);
  assertStringIncludes(line!, "--allow-ffi");
});

test("17.2 permissions: a child has the configuration of the program", options, () => {
  const folder = mkdtempSync(`${tmpdir()}/weft-`);
  try {
    mkdirSync(`${folder}/sub`);
    const library = new URL("../../", import.meta.url).href;
    writeFileSync(
      `${folder}/deno.json`,
      JSON.stringify({ imports: { "library/": library }, lock: false }),
    );
    writeFileSync(
      `${folder}/sub/main.ts`,
      `import { Process } from "library/multiprocessing/process.ts";
      import { task } from "library/_transfer/task.ts";
      export const hello = task(import.meta, () => console.log("hello"));
      if (import.meta.main) {
        const process = new Process({ target: hello });
        process.start();
        await process.join();
        console.log(process.exitcode);
      }`,
    );
    assertEquals(run(["-A"], [`${folder}/sub/main.ts`], "/"), ["hello", "0"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
