// What a child may do, as JSON: the states of permissions, asked of the runtime.

import { Process, task } from "../../../multiprocessing/mod.ts";

const QUERIES = [
  { name: "read" },
  { name: "read", path: "/tmp" },
  { name: "write" },
  { name: "net" },
  { name: "net", host: "example.org" },
  { name: "env" },
  { name: "env", variable: "HOME" },
  { name: "env", variable: "SECRET" },
  { name: "run" },
  { name: "ffi" },
] as const;

export const tell = task(import.meta, () => {
  const states = QUERIES.map((query) => Deno.permissions.querySync(query as never).state);
  console.log(JSON.stringify(states));
});

if (import.meta.main) {
  if (Deno.args[0] === "revoke") await Deno.permissions.revoke({ name: "net" });
  const process = new Process({ target: tell });
  try {
    process.start();
  } catch (error) {
    console.log((error as Error).name, (error as Error).message);
  }
  if (process.pid !== undefined) {
    await process.join();
    if (process.exitcode !== 0) console.log("exitcode", process.exitcode);
    else tell();
  }
}
