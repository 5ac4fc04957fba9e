import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { test } from "node:test";
import { measure } from "../../examples/main_job/measure.ts";
import { readFile } from "../../examples/main_job/read_file.ts";
import { unpackReports } from "../../examples/main_job/reports.ts";
import { difference, Summary } from "../../examples/main_job/summary.ts";
import { tempFolder } from "./temp_folder.ts";

function summary(...chunks: string[][]): Summary {
  const result = new Summary();
  for (const chunk of chunks) result.add(measure(chunk));
  return result;
}

test("measure digests and counts each file", () => {
  using folder = tempFolder({ "abc": "abc", "two lines": "one two\nthree\n" });
  const { reports, failures } = measure([join(folder.path, "abc"), join(folder.path, "two lines")]);
  assertEquals(failures, []);
  const files = unpackReports(reports);
  assertEquals(files, [
    {
      path: join(folder.path, "abc"),
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      bytes: 3,
      words: 1,
      lines: 0,
    },
    {
      path: join(folder.path, "two lines"),
      sha256: files[1].sha256,
      bytes: 14,
      words: 3,
      lines: 2,
    },
  ]);
});

test("a file that can't be read is reported by name, and the others are measured", () => {
  using folder = tempFolder({ "there": "text" });
  const { reports, failures } = measure([join(folder.path, "gone"), join(folder.path, "there")]);
  assertEquals(unpackReports(reports).map(({ path }) => path), [join(folder.path, "there")]);
  assertEquals(failures.map(({ path }) => path), [join(folder.path, "gone")]);
  assert(failures[0].message.includes("ENOENT"), failures[0].message);
});

test("two summaries of the same files are equal however the files were put together", () => {
  using folder = tempFolder({ "a": "some words\n", "b": "more words", "c": "" });
  const [a, b, c] = ["a", "b", "c"].map((name) => join(folder.path, name));
  const one = summary([a, b, c]);
  assertEquals([one.files.size, one.bytes, one.lines, one.wordCount], [3, 21, 1, 4]);
  assertEquals(difference(one, summary([c], [b, a])), undefined);
});

test("a difference names the file, or the words", () => {
  using folder = tempFolder({ "a": "some words", "b": "some words" });
  const [a, b] = ["a", "b"].map((name) => join(folder.path, name));
  assertEquals(difference(summary([a, b]), summary([a])), b);
  assertEquals(difference(summary([a]), summary([b])), a);
  const other = summary([a]);
  other.words.countText(new TextEncoder().encode("extra"));
  assertEquals(difference(summary([a]), other), "the frequencies of the words");
});

test("readFile returns the whole of files of any size, one after the other", () => {
  const large = "0123456789".repeat(250_000);
  using folder = tempFolder({ "large": large, "small": "small", "empty": "" });
  const read = (name: string) => new TextDecoder().decode(readFile(join(folder.path, name)));
  assertEquals(read("small"), "small");
  assert(read("large") === large);
  assertEquals(read("empty"), "");
  assertEquals(read("small"), "small");
});
