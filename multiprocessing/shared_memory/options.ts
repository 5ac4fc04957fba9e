import { checkOptions } from "../../_sync/acquire_options.ts";

/** Arguments of SharedMemory; Python's keyword arguments. */
export interface SharedMemoryOptions {
  /** Which memory; when it is created and this is not given, a name that nobody has. */
  name?: string | null;
  /** Whether it is created; if not, it is there already. Default: false. */
  create?: boolean;
  /** How many bytes, when it is created; an existing one has its size. Default: 0. */
  size?: number;
  /** Whether what is created is removed when this program has ended, unless it was by then. Default: true. */
  track?: boolean;
}

const NAMES: readonly string[] = ["name", "create", "size", "track"];

/** What was given, checked, and completed. */
export function checkSharedMemoryOptions(
  given: SharedMemoryOptions | undefined,
  who: string,
): Required<SharedMemoryOptions> {
  const options = checkOptions(given, who);
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) throw new TypeError(`${who}: unknown option "${name}"`);
  }
  const { name = null, create = false, size = 0, track = true } = options;
  for (const [flag, value] of Object.entries({ create, track })) {
    if (typeof value === "boolean") continue;
    throw new TypeError(`${who}: ${flag} must be a boolean, got ${String(value)}`);
  }
  if (typeof size !== "number" || !Number.isInteger(size)) {
    throw new TypeError(`${who}: size must be an integer, got ${String(size)}`);
  }
  if (size < 0) throw new RangeError(`${who}: size must be > 0, got ${size}`);
  if (create && size === 0) {
    throw new RangeError(`${who}: size must be > 0 when memory is created, got 0`);
  }
  if (!create && name === null) {
    throw new RangeError(`${who}: name can be left out only when create is true`);
  }
  return { name, create, size, track };
}
