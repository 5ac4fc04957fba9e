import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { assertEquals } from "@std/assert";

const run = promisify(execFile);
const bun = fileURLToPath(new URL("../../node_modules/.bin/bun", import.meta.url));
const entry = fileURLToPath(new URL("./bundle/main.ts", import.meta.url));
const args = process.versions.bun === undefined ? ["run", "-A", "--no-check"] : ["run"];
const limits = { timeout: 20_000, killSignal: "SIGKILL" } as const;
const folder = mkdtempSync(join(tmpdir(), "weft-bundle-"));
after(() => rmSync(folder, { recursive: true }));

const expected = [
  "first",
  "second",
  "mark of the first",
  "mark of the second",
  42,
  "BOX",
  "box!",
  "a/b",
  2,
];

async function output(file: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, [...args, file], limits);
  return JSON.parse(stdout);
}

test("a program with tasks of equal names runs as it is", async () => {
  assertEquals(await output(entry), expected);
});

for (const options of [[], ["--minify"]]) {
  test(`… and bundled into one file: bun build ${options.join(" ")}`, async () => {
    const file = join(folder, `bundle${options.join("")}.js`);
    // With --target=node, bun replaces import.meta.main by something that is true in workers, too.
    await run(bun, ["build", entry, "--target=bun", `--outfile=${file}`, ...options], limits);
    assertEquals(await output(file), expected);
  });
}
