import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram } from "../../support/run.ts";

const run = promisify(execFile);
const bun = fileURLToPath(new URL("../../../node_modules/.bin/bun", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "weft-bundle-"));
after(() => rmSync(folder, { recursive: true }));

async function bundle(program: string, options: string[]): Promise<URL> {
  const file = join(folder, `${program.replaceAll("/", "_")}${options.join("")}.js`);
  const entry = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
  await run(bun, ["build", entry, "--target=bun", `--outfile=${file}`, ...options]);
  return pathToFileURL(file);
}

for (const options of [[], ["--minify"]]) {
  const how = ["bun build", ...options].join(" ");

  test(`17.4.2 ThreadPoolExecutor: works in one file (${how})`, async () => {
    const { code, stdout, stderr } = await runProgram(await bundle("bundle/guarded", options));
    assertEquals([stdout, stderr, code], ["abab 42\ntrue CancelledError: as it is\n", "", 0]);
  });

  test(`17.4.2 ThreadPoolExecutor: an unguarded program in one file is told so (${how})`, async () => {
    const { stdout } = await runProgram(await bundle("programs/unguarded", options));
    assertStringIncludes(stdout, "RuntimeError");
    assertStringIncludes(stdout, "import.meta.main");
  });

  test(`17.4.3 ProcessPoolExecutor: works in one file (${how})`, async () => {
    const { code, stdout, stderr } = await runProgram(await bundle("bundle/processes", options));
    assertEquals([stdout, stderr, code], ["abab 42\n2,4,6\ntrue -9\n", "", 0]);
  });

  test(`17.4.3 ProcessPoolExecutor: an unguarded program in one file is told so (${how})`, async () => {
    const { stdout } = await runProgram(await bundle("programs/process/unguarded", options));
    assertStringIncludes(stdout, "RuntimeError");
    assertStringIncludes(stdout, "import.meta.main");
  });
}
