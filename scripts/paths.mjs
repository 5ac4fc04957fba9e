import { fileURLToPath } from "node:url";
import path from "node:path";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

// The executables themselves: the links in node_modules/.bin may lead to a shim that starts them as a child.
export const deno = path.join(root, "node_modules/deno/deno");
export const bun = path.join(root, "node_modules/bun/bin/bun.exe");
export const workerd = path.join(root, "node_modules/workerd/bin/workerd");

/** The environment of every tool: no question to answer, nothing looked up on the network. */
export const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", DENO_NO_PROMPT: "1" };
