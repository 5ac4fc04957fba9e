/** What strict decoding throws; `position` counts from the first byte of all. */
export function decodeError(
  encoding: string,
  byte: number,
  position: number,
  truncated: boolean,
): TypeError {
  const hex = byte.toString(16).padStart(2, "0");
  const reason = truncated ? ": unexpected end of data" : "";
  return new TypeError(`${encoding} can't decode byte 0x${hex} in position ${position}${reason}`);
}
