// The part of the edge check that runs in workerd; scripts/edge_check.mjs writes the main module around it.
import { type Check, checks, type Modules } from "./checks.ts";

/** "ok" or what went wrong, by the name of the check; `failures` holds the modules that could not be imported. */
export async function report(
  modules: Modules,
  failures: ReadonlyMap<string, unknown>,
): Promise<Response> {
  const results: Record<string, string> = {};
  for (const module of modules.keys()) results[`import ${module}`] = "ok";
  for (const [module, error] of failures) results[`import ${module}`] = describe(error);
  for (const [name, check] of Object.entries(checks)) {
    results[name] = await outcome(check, modules);
  }
  return Response.json(results);
}

async function outcome(check: Check, modules: Modules): Promise<string> {
  try {
    await check(modules);
    return "ok";
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? String(error) : String(error);
}
