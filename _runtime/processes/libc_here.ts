// The C library, as this platform can call it. Apart from the rest that there is about processes, because a child needs
// it first of all.

import { runtime } from "../mod.ts";
import { errnoName } from "./errno_names.ts";
import { bunForeign } from "./foreign_bun.ts";
import { denoForeign } from "./foreign_deno.ts";
import { Libc } from "./libc.ts";

let libc: Libc | undefined | null;

/** Undefined where it can't be called. */
export function libcHere(): Libc | undefined {
  return (libc === undefined ? libc = bind() : libc) ?? undefined;
}

/** What would be needed to call it. */
export function libcHint(): string {
  switch (runtime().name) {
    case "deno":
      return "the permission to call the C library (--allow-ffi), on Linux";
    case "bun":
      return "the C library of Linux";
    case "edge":
      return "Deno or Bun: this runtime has no processes";
  }
}

function bind(): Libc | null {
  switch (runtime().name) {
    case "deno": {
      const { state } = Deno.permissions.querySync({ name: "ffi" });
      const usable = Deno.build.os === "linux" && state === "granted";
      return usable ? new Libc(denoForeign, errnoName) : null;
    }
    case "bun": {
      const { process } = globalThis as unknown as { process: { platform: string } };
      return process.platform === "linux" ? new Libc(bunForeign(), errnoName) : null;
    }
    case "edge":
      return null;
  }
}
