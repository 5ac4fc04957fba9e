import { runtime } from "../_runtime/mod.ts";
import { describe } from "./clone_error.ts";

/**
 * The URL by which another thread can import the module; throws TypeError when there is none. Undefined on edge
 * runtimes, which have neither URLs of modules nor other threads.
 */
export function moduleUrl(meta: ImportMeta, who: string): string | undefined {
  if (typeof meta !== "object" || meta === null) {
    throw new TypeError(`${who}: meta must be import.meta, got ${describe(meta)}`);
  }
  const { url } = meta as { url?: unknown };
  if (typeof url !== "string" || url === "") {
    if (url === undefined && runtime().name === "edge") return undefined;
    throw new TypeError(
      `${who}: meta must be import.meta, got an object with url ${describe(url)}`,
    );
  }
  const origin = unimportable(url);
  if (origin === undefined) return url;
  throw new TypeError(
    `${who}: ${origin} can't be imported by another thread (${url}): put the code into a file`,
  );
}

function unimportable(url: string): string | undefined {
  if (url.startsWith("blob:")) return "a module of a blob: URL";
  if (!/^[a-z][a-z0-9+.-]*:/i.test(url)) return "a module without an absolute URL";
  if (/\/\$deno\$(eval|stdin|repl)[^/]*$/.test(url)) return "code that is not in a file";
  if (/\/(%5B|\[)(eval|stdin)(%5D|\])$/i.test(url)) return "code that is not in a file";
  return undefined;
}
