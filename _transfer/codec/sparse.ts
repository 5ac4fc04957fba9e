/** Shorter arrays are fast to make even when nothing is in them. */
const SHORT = 10_000;

/** Makes an empty array one of so many holes. */
export function setLength(array: unknown[], length: number): void {
  if (length > SHORT) {
    // Written far behind the end, the element makes it a table; setting the length alone would take memory for all.
    array[length - 1] = undefined;
    delete array[length - 1];
  }
  array.length = length;
}
