import type { Args } from "./options.ts";

/** A command as Python shows it in messages: 'ls -l' as it is, ["ls", "x"] as ['ls', 'x']. */
export function commandText(cmd: Args): string {
  return typeof cmd === "string" ? cmd : `[${cmd.map((arg) => quoted(String(arg))).join(", ")}]`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Text as Python's repr has it. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const character of text) {
    if (character === quote) result += `\\${quote}`;
    else if (character !== " " && /[\p{C}\p{Z}\\]/u.test(character)) result += escaped(character);
    else result += character;
  }
  return result + quote;
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = (digits: number) => code.toString(16).padStart(digits, "0");
  return ESCAPES[character] ??
    (code < 0x100 ? `\\x${hex(2)}` : code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`);
}
