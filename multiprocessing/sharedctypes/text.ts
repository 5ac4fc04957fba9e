// Arrays of characters as text, which ends at the first NUL, as in C.

/** The characters up to the first NUL. */
export function textOf(units: ArrayLike<number>): string {
  let text = "";
  for (let i = 0; i < units.length && units[i] !== 0; i++) text += String.fromCharCode(units[i]!);
  return text;
}

/** Writes characters of one byte, and a NUL behind them if there is room. */
export function writeText(bytes: Uint8Array, text: string): void {
  if (typeof text !== "string") throw new TypeError(`value must be a string, got ${String(text)}`);
  if (text.length > bytes.length) {
    throw new RangeError(`value must have at most ${bytes.length} characters, got ${text.length}`);
  }
  const codes = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const wrong = codes.find((code) => code > 0xff);
  if (wrong !== undefined) {
    throw new RangeError(`value must have characters of one byte, got one of code ${wrong}`);
  }
  bytes.set(codes);
  if (text.length < bytes.length) bytes[text.length] = 0;
}
