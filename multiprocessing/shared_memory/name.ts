/** The longest that a file can have. */
const LONGEST = 255;

/** A name, checked: the system's are those of files. */
export function checkName(name: string, who: string): string {
  if (typeof name !== "string") {
    throw new TypeError(`${who}: name must be a string, got ${String(name)}`);
  }
  const shown = JSON.stringify(name);
  if (name.includes("\0")) throw new RangeError(`${who}: embedded null byte in name ${shown}`);
  if (["", ".", ".."].includes(name) || name.includes("/") || !name.isWellFormed()) {
    throw new RangeError(`${who}: name must be one of a file, without "/", got ${shown}`);
  }
  if (new TextEncoder().encode(name).length > LONGEST) {
    throw new RangeError(`${who}: name must have at most ${LONGEST} bytes, got ${shown}`);
  }
  return name;
}

/** The name of a segment that is tracked, checked: it is handed to a shell. */
export function checkTrackedName(name: string, who: string): void {
  if (/^[A-Za-z0-9_.-]+$/.test(name)) return;
  throw new RangeError(
    `${who}: name must consist of letters, digits, "_", "-" and "." unless track is false, got ${
      JSON.stringify(name)
    }`,
  );
}

/** "psm_" and eight hexadecimal digits, as Python's. */
export function randomName(): string {
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  return `psm_${number!.toString(16).padStart(8, "0")}`;
}
