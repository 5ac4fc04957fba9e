import { ensureTools } from "./ensure_tools.mjs";

/** Runs a command of package.json: makes sure of the tools, then takes the exit status that `body` returns. */
export async function main(body) {
  try {
    await ensureTools();
    process.exitCode = await body(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
