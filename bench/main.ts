// Measures one row on the runtime that runs this, and prints it as a line of JSON: main.ts NAME
import process from "node:process";
import type { Row } from "./row.ts";

const name = process.argv[2]!;
const runtime = typeof Deno === "undefined" ? "bun" : "deno";
const { row }: { row: Row } = await import(new URL(`./rows/${name}.ts`, import.meta.url).href);
const { title, unit, rawIs, pythonIs, target } = row;
const samples = await row.measure();
console.log(
  JSON.stringify({ name, title, unit, rawIs, pythonIs, target: target?.(runtime), samples }),
);
