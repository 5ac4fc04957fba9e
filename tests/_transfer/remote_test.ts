import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);

test("a program on a web server sends its tasks by their URLs", {
  skip: process.versions.bun === undefined ? false : "Bun imports no http: modules",
}, async () => {
  const server = createServer((request, response) => {
    try {
      const text = readFileSync(new URL("." + request.url, root));
      response.setHeader("content-type", "application/typescript");
      response.end(text);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cache = mkdtempSync(join(tmpdir(), "weft-remote-"));
  try {
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${port}/tests/_transfer/bundle/main.ts`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["run", "-A", "--no-check", "--no-lock", url],
      {
        cwd: cache,
        env: { ...process.env, DENO_DIR: cache },
        timeout: 20_000,
        killSignal: "SIGKILL",
      },
    );
    assertEquals(JSON.parse(stdout).slice(0, 4), [
      "first",
      "second",
      "mark of the first",
      "mark of the second",
    ]);
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(cache, { recursive: true });
  }
});
