import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { docBlocks } from "../../scripts/doc_blocks.mjs";

const fence = "```";

test("every ts block of a JSDoc comment is found, with its line and without the stars", () => {
  const text = `const a = 1;
/**
 * Adds.
 *
 * ${fence}ts
 * import { add } from "x";
 *
 * if (a) {
 *   add();
 * }
 * ${fence}
 */
export const b = "/** no comment */";
  /** Another.
   * ${fence}ts
   * two();
   * ${fence}
   */
`;
  assertEquals(docBlocks("a/mod.ts", text), [
    { line: 6, code: 'import { add } from "x";\n\nif (a) {\n  add();\n}\n', expected: undefined },
    { line: 16, code: "two();\n", expected: undefined },
  ]);
});

test("blocks of other languages and marked blocks are left out", () => {
  const text = ["ts ignore", "ts no-run", "js", "sh", "", "ts"]
    .map((info) => `${fence}${info}\n${info};\n${fence}\n`).join("\n");
  assertEquals(docBlocks("README.md", text).map(({ code }) => code), ["ts;\n"]);
});

test("a text or output block that follows directly is the expected output", () => {
  const text = `
${fence}ts
print(1);
${fence}

${fence}text
1
${fence}

${fence}ts
print(2);
${fence}

Something else:

${fence}output
2
${fence}
`;
  assertEquals(docBlocks("docs/x.md", text).map(({ expected }) => expected), ["1\n", undefined]);
});

test("an indented block loses the indentation of its fence, and a longer fence may hold a shorter one", () => {
  const text = `
- item

  ${fence}ts
  if (x) {
    y();
  }
  ${fence}

${fence}\`ts
const a = \`
${fence}
\`;
${fence}\`
`;
  assertEquals(docBlocks("README.md", text).map(({ code }) => code), [
    "if (x) {\n  y();\n}\n",
    `const a = \`\n${fence}\n\`;\n`,
  ]);
});
