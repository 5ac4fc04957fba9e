/** Throws TypeError or RangeError unless it is undefined or an integer above 0. */
export function checkCount(count: unknown, name: string, who: string): void {
  if (count === undefined) return;
  if (typeof count !== "number") {
    throw new TypeError(`${who}: ${name} must be a number, got ${String(count)}`);
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`${who}: ${name} must be an integer greater than 0, got ${count}`);
  }
}
