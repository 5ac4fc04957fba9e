import { assert, assertEquals } from "@std/assert";
import { symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { chunked, findTexts, isText } from "../../examples/main_job/files.ts";
import { tempFolder } from "./temp_folder.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("findTexts finds the text files of all folders in order, and leaves binaries and .git out", () => {
  using folder = tempFolder({
    "b.txt": "bee",
    "a/deep/er.md": "# deep\n",
    "empty": "",
    "picture.bin": new Uint8Array([0x89, 0x50, 0, 1]),
    ".git/config": "[core]",
    ".hidden": "seen",
  });
  const { files, failures } = findTexts(folder.path);
  assertEquals(failures, []);
  assertEquals(
    files.map(({ path, size }) => [relative(folder.path, path), size]),
    [[".hidden", 4], ["a/deep/er.md", 7], ["b.txt", 3], ["empty", 0]],
  );
});

test("findTexts follows no symbolic link, neither to a file nor to a folder that holds it", () => {
  using folder = tempFolder({ "real/file.txt": "x" });
  symlinkSync(join(folder.path, "real/file.txt"), join(folder.path, "link.txt"));
  symlinkSync(folder.path, join(folder.path, "real/loop"));
  symlinkSync("nowhere", join(folder.path, "dangling"));
  const { files, failures } = findTexts(folder.path);
  assertEquals(files.map(({ path }) => relative(folder.path, path)), ["real/file.txt"]);
  assertEquals(failures, []);
});

test("findTexts reports a folder that can't be read, and goes on", () => {
  using folder = tempFolder({});
  const { files, failures } = findTexts(join(folder.path, "gone"));
  assertEquals(files, []);
  assertEquals(failures.map(({ path }) => path), [join(folder.path, "gone")]);
  assert(failures[0].message.includes("ENOENT"), failures[0].message);
});

test("isText takes UTF-8, even when cut within a character, and refuses NULs and other bytes", () => {
  assert(isText(bytes("plain\ntext")));
  assert(isText(bytes("")));
  assert(isText(bytes("grüße €").subarray(0, -1)));
  assert(!isText(bytes("nul\0")));
  assert(!isText(new Uint8Array([0x61, 0xff, 0x61])));
});

test("chunked keeps every file once, chunks within the size unless one file is larger, largest first", () => {
  const files = [5, 4, 3, 20, 1, 1].map((size, i) => ({ path: `f${i}`, size }));
  const chunks = chunked(files, 10);
  assertEquals(
    chunks.map((chunk) => chunk.map(({ path }) => path)),
    [["f3"], ["f0", "f1"], ["f2"], ["f4", "f5"]],
  );
  assertEquals(chunked([], 10), []);
});
