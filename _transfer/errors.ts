import { describe } from "./clone_error.ts";
import { isError } from "./kind.ts";
import { pack, type Packed, Packer } from "./pack.ts";
import { joinStacks } from "./stack.ts";
import { unpack } from "./unpack.ts";

/** A thrown value, ready to be sent. Never throws: what can't be sent is left out, or described by an Error. */
export function packError(error: unknown, root: string): Packed {
  try {
    if (isError(error)) {
      const packer = new Packer(root);
      return packer.finish(error, packer.pack(error));
    }
    const packed = pack(error, root);
    // Nobody else can report it if posting this fails.
    structuredClone([packed.value, packed.parts], { transfer: [] });
    return packed;
  } catch {
    return packError(
      new Error(`${describeThrown(error)} was thrown, which can't be sent to another thread`),
      root,
    );
  }
}

function describeThrown(value: unknown): string {
  try {
    return describe(value);
  } catch {
    return "an object";
  }
}

/** The thrown value; an error has the stack of its own thread first, then the lines of `site`. */
export function unpackError(
  value: unknown,
  parts: unknown[] | undefined,
  site?: { readonly stack?: string },
): unknown {
  const error = unpack(value, parts);
  if (site?.stack === undefined || !isError(error)) return error;
  const far = error.stack ?? `${error.name}: ${error.message}`;
  Object.defineProperty(error, "stack", {
    value: joinStacks(far, site.stack),
    writable: true,
    configurable: true,
  });
  return error;
}
