// Finds the example programs in documentation: fenced ```ts blocks of JSDoc comments and of Markdown.

/**
 * The blocks of a file: `line` is where the code begins, `expected` the text of a ```text (or ```output) block that
 * follows directly. Blocks marked `ts ignore` or `ts no-run` are left out.
 */
export function docBlocks(file, text) {
  return file.endsWith(".md") ? fencedBlocks(text.split("\n"), 1) : jsdocBlocks(text);
}

function jsdocBlocks(text) {
  return [...text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)].flatMap(({ 0: comment, index }) => {
    const firstLine = text.slice(0, index).split("\n").length;
    const lines = comment.split("\n").map((line) => line.replace(/^[ \t]*(\/\*\*|\*(?!\/)) ?/, ""));
    return fencedBlocks(lines, firstLine);
  });
}

function fencedBlocks(lines, firstLine) {
  const blocks = [];
  let open;
  let previous;
  lines.forEach((line, i) => {
    if (open === undefined) {
      const [, indent, fence, info] = line.match(/^(\s*)(```+)(.*)$/) ?? [];
      if (fence !== undefined) {
        open = { indent, fence, info: info.trim(), line: firstLine + i + 1, code: [] };
      } else if (line.trim() !== "") previous = undefined;
      return;
    }
    if (line.trim() !== open.fence) {
      open.code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
      return;
    }
    const { info, code } = open;
    const block = { line: open.line, code: code.join("\n") + "\n", expected: undefined };
    if (info === "ts") blocks.push(previous = block);
    else {
      if (/^(text|output)$/.test(info) && previous !== undefined) previous.expected = block.code;
      previous = undefined;
    }
    open = undefined;
  });
  return blocks;
}
