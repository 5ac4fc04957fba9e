import { NotSupportedError } from "../_runtime/errors.ts";
import { runtime } from "../_runtime/mod.ts";
import { currentIdent } from "./ident.ts";

let native: number | undefined;

/**
 * Identifier of the calling thread (17.1, 17.9 `get_ident`): a number above 0 that no other thread of the program ever
 * has.
 */
export function getIdent(): number {
  return currentIdent();
}

/**
 * The operating system's identifier of the calling thread (17.1, 17.9, since 3.8 `get_native_id`).
 *
 * @throws NotSupportedError where it can't be had: outside Linux, and on Deno without `--allow-all`, which `/proc` takes.
 */
export function getNativeId(): number {
  native ??= runtime().nativeThreadId();
  if (native !== undefined) return native;
  throw new NotSupportedError(
    "getNativeId: this platform does not tell the native identifier of a thread: it takes Linux, " +
      "and on Deno --allow-all, which /proc takes; getIdent() works everywhere",
  );
}
