import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { task, Thread } from "@weft/concurrency/threading";

export const write = task(import.meta, (file: string) => {
  writeFileSync(file, " ");
  void new Error().stack;
});

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), "weft-"));
  for (let i = 0; i < 100; i++) {
    const thread = new Thread({ target: write, args: [join(folder, "file")] });
    thread.start();
    await thread.join();
  }
  rmSync(folder, { recursive: true });
  console.log("written");
}
