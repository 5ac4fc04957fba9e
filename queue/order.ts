// The order of a PriorityQueue without a compare function: that of Python's tuples and values.

/** Compares two entries; TypeError for what has no order. */
export function compareEntries(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b);
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (isNumeric(a) && isNumeric(b)) return a < b ? -1 : a > b ? 1 : unordered(a, b);
  if (a instanceof Date && b instanceof Date) return compareNumbers(a.getTime(), b.getTime());
  throw new TypeError(`PriorityQueue: ${describe(a)} and ${describe(b)} have no order; ${ADVICE}`);
}

/** Throws TypeError for an entry that can be compared with nothing, not even itself. */
export function checkEntry(entry: unknown): void {
  compareEntries(entry, entry);
}

const ADVICE = "give the queue a compare function";

// Item by item; of two that are equal so far, the shorter one comes first.
function compareArrays(a: unknown[], b: unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] === b[i] && i > 0) continue;
    const order = compareEntries(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : unordered(a, b);
}

// NaN is neither before nor after anything: it would stand anywhere.
function unordered(a: unknown, b: unknown): number {
  for (const value of [a, b]) {
    if (Number.isNaN(value)) throw new TypeError(`PriorityQueue: NaN has no order; ${ADVICE}`);
  }
  return 0;
}

function isNumeric(value: unknown): value is number | bigint | boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== "object") return `${typeof value} ${String(value)}`;
  return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
}
