// node scripts/doc_examples.mjs [FILTER…]: type-checks the examples of the documentation and runs each, a program of
// its own, on both runtimes. (`deno test --doc` gives an example no file that a worker could import.)
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { docBlocks } from "./doc_blocks.mjs";
import { below, packageModules } from "./files.mjs";
import { main } from "./main.mjs";
import { bun, deno, root } from "./paths.mjs";
import { run } from "./run.mjs";
import { closingLine } from "./totals.mjs";

// Inside the repository, so that the import map and tsconfig's paths hold.
const folder = ".cache/doc";
const timeLimit = 20_000;
const atOnce = 2;

function sources() {
  const markdown = below().filter((file) => file === "README.md" || /^docs\/.*\.md$/.test(file));
  return [...packageModules(), ...markdown];
}

function writeExamples(filters) {
  rmSync(path.join(root, folder), { recursive: true, force: true });
  mkdirSync(path.join(root, folder), { recursive: true });
  const chosen = sources().filter((file) =>
    filters.length === 0 || filters.some((part) => file.includes(part))
  );
  return chosen.flatMap((source) =>
    docBlocks(source, readFileSync(path.join(root, source), "utf8")).map(
      ({ line, code, expected }) => {
        const file = `${folder}/${source.replaceAll("/", "__")}_${line}.ts`;
        writeFileSync(path.join(root, file), code);
        return { name: `${source}:${line}`, file, expected };
      },
    )
  );
}

async function runExample({ name, file, expected }, [runtime, command, ...args]) {
  const { ok, stdout, output } = await run(command, [...args, file], { timeout: timeLimit });
  const equal = expected === undefined || stdout.trim() === expected.trim();
  if (ok && equal) return true;
  console.log(`FAILED ${name} on ${runtime}`);
  console.log(output.trimEnd().replace(/^/gm, "    | "));
  if (ok) console.log(`  expected on stdout:\n${expected.trimEnd().replace(/^/gm, "    | ")}`);
  return false;
}

main(async (filters) => {
  const examples = writeExamples(filters);
  if (examples.length === 0) {
    console.log("no example found");
    return 1;
  }
  const { ok, output } = await run(deno, ["check", "--quiet", ...examples.map(({ file }) => file)]);
  if (!ok) console.log(output);

  const runs = examples.flatMap((example) => [
    [example, ["Deno", deno, "run", "-A", "--no-check"]],
    [example, ["Bun", bun, "run"]],
  ]);
  const results = [ok];
  const lane = async () => {
    for (let next; (next = runs.shift()) !== undefined;) results.push(await runExample(...next));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));

  const failed = results.filter((good) => !good).length;
  console.log(closingLine({ passed: results.length - failed, failed }));
  return failed === 0 ? 0 : 1;
});
