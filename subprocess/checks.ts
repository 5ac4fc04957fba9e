// Checks of single options. Undefined is "not given"; `name` says whose option it is: "Popen: umask".

export function checkBoolean(value: boolean | undefined, name: string): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw new TypeError(`${name} must be a boolean, got ${String(value)}`);
}

/** An integer from `least` to `most`; undefined when it is not given. */
export function checkInteger(
  value: number | undefined,
  name: string,
  least: number = -Infinity,
  most: number = Infinity,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new TypeError(`${name} must be an integer, got ${String(value)}`);
  }
  if (value < least) throw new RangeError(`${name} must be >= ${least}, got ${value}`);
  if (value > most) throw new RangeError(`${name} must be <= ${most}, got ${value}`);
  return value;
}

/** The largest that is an identifier: the next one means "none" to the system. */
const LARGEST_ID = 0xffff_fffe;

/** A user or group, by name or number. Whether there is one of that name is not known here. */
export function checkIdentity(value: number | string, name: string): number | string {
  if (typeof value === "string") {
    if (value === "") throw new RangeError(`${name} must not be an empty string`);
    return value;
  }
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new TypeError(`${name} must be a string or an integer, got ${String(value)}`);
  }
  if (value < 0) throw new RangeError(`${name}: an ID can't be negative, got ${value}`);
  if (value > LARGEST_ID) throw new RangeError(`${name} must be <= ${LARGEST_ID}, got ${value}`);
  return value;
}

/** An array, each member checked. A string is no array of strings. */
export function checkArray<T>(
  value: readonly T[] | undefined,
  name: string,
  check: (member: T, name: string) => T,
): T[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") {
    throw new RangeError(`${name} must be an array, not a string, got "${value}"`);
  }
  if (!Array.isArray(value)) throw new TypeError(`${name} must be an array, got ${String(value)}`);
  return Array.from(value, (member, index) => check(member, `${name}[${index}]`));
}

/** A text that is handed to the system, which ends texts with a NUL byte and has them in utf-8. */
export function checkNative(text: string, name: string): string {
  if (text.includes("\0")) throw new RangeError(`${name}: embedded null byte`);
  if (!text.isWellFormed()) throw new RangeError(`${name}: a lone surrogate is no character`);
  return text;
}
