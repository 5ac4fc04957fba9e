// Encodings of a byte a character, as tables.

/** In a table: a byte that is no character. No encoding has the character of this number. */
export const NONE = 0xffff;

/** Character of each byte. */
export type Table = Uint16Array<ArrayBuffer>;

const tables = new Map<string, Table>();

/** The table of the Web's encoding of this name. */
export function webTable(label: string): Table {
  return remember(`web ${label}`, () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = new TextDecoder(label).decode(bytes);
    // None of the encodings has the character that stands for wrong bytes.
    return Uint16Array.from(text, (character) => character === "\ufffd" ? NONE : unit(character));
  });
}

/** Where Python's table has another character, or none. */
const DIFFERENT: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  "koi8-u": { 0xae: 0x255d, 0xbe: 0x256c },
  "windows-1255": { 0xca: NONE },
};

/** The same as Python has it. */
export function pythonTable(label: string): Table {
  return remember(label, () => {
    return webTable(label).map((unit, byte) => {
      const other = Object.hasOwn(DIFFERENT, label) ? DIFFERENT[label]![byte] : undefined;
      if (other !== undefined) return other;
      // The Web takes bytes that Windows does not have for control characters.
      return label.startsWith("windows-") && isControl(byte) && unit === byte ? NONE : unit;
    });
  });
}

/** 7 bits. */
export function asciiTable(): Table {
  return remember("ascii", () => Uint16Array.from({ length: 256 }, (_, i) => i < 128 ? i : NONE));
}

/** Each byte is the character of the same number. */
export function latin1Table(): Table {
  return remember("latin-1", () => Uint16Array.from({ length: 256 }, (_, i) => i));
}

/** An ISO 8859 encoding that the Web replaces with the one of Windows, which has more where this has control characters. */
export function isoTable(windows: string): Table {
  return remember(`iso ${windows}`, () => {
    return webTable(windows).map((unit, byte) => isControl(byte) ? byte : unit);
  });
}

function unit(character: string): number {
  return character.charCodeAt(0);
}

function isControl(byte: number): boolean {
  return byte >= 0x80 && byte < 0xa0;
}

function remember(name: string, make: () => Table): Table {
  let table = tables.get(name);
  if (table === undefined) tables.set(name, table = make());
  return table;
}
