import { createBun } from "./bun.ts";
import { createDeno } from "./deno.ts";
import { createEdge } from "./edge.ts";
import type { Runtime } from "./runtime.ts";

export type {
  AsyncContext,
  Capabilities,
  ExitCall,
  ExitHook,
  KeepAlive,
  Runtime,
  WorkerEnd,
  WorkerEvents,
  WorkerHandle,
} from "./runtime.ts";

let current: Runtime | undefined;

/** The platform this isolate runs on, chosen when it is first asked for. */
export function runtime(): Runtime {
  return current ??= choose();
}

function choose(): Runtime {
  const globals = globalThis as { Bun?: unknown; Deno?: { version?: { deno?: string } } };
  // A program on Bun may have put a Deno shim in place; the other way round is unheard of.
  if (globals.Bun !== undefined) return createBun();
  if (globals.Deno?.version?.deno !== undefined) return createDeno();
  return createEdge();
}
