import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { list2cmdline } from "../../subprocess/list2cmdline.ts";
import { randomSource } from "../support/random.ts";

test("17.5.8.1 list2cmdline gives what Python's gives", () => {
  const cases: [string[], string][] = [
    [["a b", "c"], '"a b" c'],
    [['a"b'], 'a\\"b'],
    [[""], '""'],
    [["a\\b"], "a\\b"],
    [["a b\\"], '"a b\\\\"'],
    [["ab\\"], "ab\\"],
    [['a\\"b'], 'a\\\\\\"b'],
    [["C:\\Program Files\\x\\", "y"], '"C:\\Program Files\\x\\\\" y'],
    [["&|<>^%"], "&|<>^%"],
    [["a b c", "d", "e"], '"a b c" d e'],
    [['ab"c', "\\", "d"], 'ab\\"c \\ d'],
    [['ab"c', " \\", "d"], 'ab\\"c " \\\\" d'],
    [["a\\\\\\b", "de fg", "h"], 'a\\\\\\b "de fg" h'],
    [['a\\\\b c"', "d"], '"a\\\\b c\\"" d'],
    [["ab", ""], 'ab ""'],
    [["a\tb", "c\nd"], '"a\tb" c\nd'],
    [[], ""],
  ];
  for (const [args, line] of cases) assertEquals(list2cmdline(args), line);
});

test("17.5.8.1 a program takes the line apart into the same arguments: 10,000 random lists", () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const random = randomSource(seed);
  const alphabet = ["\\", "\\", '"', '"', " ", "\t", "a", "b", "\n", "é", "😀"];
  for (let i = 0; i < 10_000; i++) {
    const args = Array.from(
      { length: random(6) },
      () => Array.from({ length: random(9) }, () => alphabet[random(alphabet.length)]).join(""),
    );
    assertEquals(parse(list2cmdline(args)), args, `seed ${seed}, list ${i}`);
  }
});

/** The MS C runtime's rules for what follows the program's name. */
function parse(line: string): string[] {
  const args: string[] = [];
  let at = 0;
  const isBlank = () => line[at] === " " || line[at] === "\t";
  for (;;) {
    while (isBlank()) at++;
    if (at >= line.length) return args;
    let arg = "";
    let quoted = false;
    while (at < line.length && (quoted || !isBlank())) {
      const from = at;
      while (line[at] === "\\") at++;
      const backslashes = at - from;
      if (line[at] !== '"') {
        arg += "\\".repeat(backslashes);
        if (at < line.length && (quoted || !isBlank())) arg += line[at++];
        continue;
      }
      arg += "\\".repeat(Math.floor(backslashes / 2));
      at++;
      if (backslashes % 2 === 1) arg += '"';
      else if (quoted && line[at] === '"') {
        arg += '"';
        at++;
      } else quoted = !quoted;
    }
    args.push(arg);
  }
}

test("17.5.8.1 what is no list of strings is a TypeError that names the place", () => {
  const call = (args: unknown) => () => list2cmdline(args as string[]);
  assertThrows(call(["a", 5]), TypeError, "args[1] must be a string, got 5");
  assertThrows(call([Uint8Array.of(97)]), TypeError, "args[0] must be a string");
  // deno-lint-ignore no-sparse-arrays
  assertThrows(call(["a", , "b"]), TypeError, "args[1] must be a string, got undefined");
  assertThrows(call("ab"), TypeError, "must be an array of strings, got ab");
  assertThrows(call(undefined), TypeError, "must be an array of strings");
});
