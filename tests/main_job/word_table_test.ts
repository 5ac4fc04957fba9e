import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { WordTable } from "../../examples/main_job/word_table.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("countText counts runs of two or more ASCII letters in either case, and newlines", () => {
  const table = new WordTable();
  const counted = table.countText(bytes("The cat, a CAT\nand naïve x2y the_cat\n"));
  // "naïve" is "na" and "ve"; "a", "x" and "y" are too short.
  assertEquals(counted, { words: 8, lines: 2 });
  assertEquals(table.top(10), [["cat", 3], ["the", 2], ["and", 1], ["na", 1], ["ve", 1]]);
});

test("a word that ends with the text is counted", () => {
  const table = new WordTable();
  assertEquals(table.countText(bytes("last")), { words: 1, lines: 0 });
  assertEquals(table.top(1), [["last", 1]]);
});

test("top orders equally frequent words by the alphabet and returns no more than asked for", () => {
  const table = new WordTable();
  table.countText(bytes("dd cc bb aa bb"));
  assertEquals(table.top(2), [["bb", 2], ["aa", 1]]);
  assertEquals(new WordTable().top(3), []);
});

test("merging packed tables counts as one table does, over many words of any length", () => {
  // Letters from the digits of a sequence that visits 50,000 words, some of them long.
  const word = (n: number) =>
    "x" + (n * 7919 % 50_000).toString(36).replace(/\d/g, (d) => "ghijklmnop"[Number(d)]) +
    "y".repeat(n % 40);
  const words = Array.from({ length: 120_000 }, (_, n) => word(n));
  const whole = new WordTable();
  whole.countText(bytes(words.join(" ")));
  const merged = new WordTable();
  for (const part of [words.slice(0, 1000), words.slice(1000, 70_000), words.slice(70_000)]) {
    const table = new WordTable();
    table.countText(bytes(part.join("\n")));
    merged.merge(table.pack());
  }
  const expected = new Map<string, number>();
  for (const word of words) expected.set(word, (expected.get(word) ?? 0) + 1);
  assertEquals(whole.size, expected.size);
  assertEquals(new Map(whole.top(whole.size)), expected);
  assertEquals(merged.top(merged.size), whole.top(whole.size));
});

test("clear forgets all words, after a small text and after one with very many", () => {
  const table = new WordTable();
  const letters = "abcdefghij";
  const many = Array.from(
    { length: 50_000 },
    (_, i) => [...String(i).padStart(5, "0")].map((digit) => letters[Number(digit)]).join(""),
  );
  for (const text of ["one two two", many.join(" "), "two three"]) {
    table.clear();
    assertEquals(table.size, 0);
    table.countText(new TextEncoder().encode(text));
    assertEquals(table.size, new Set(text.split(" ")).size);
  }
  assertEquals(table.top(2), [["three", 1], ["two", 1]]);
});
