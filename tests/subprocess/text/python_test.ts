// Against Python itself, where there is one.

import { test } from "node:test";
import { spawn } from "node:child_process";
import { assertEquals } from "@std/assert";
import { randomSource } from "../../support/random.ts";
import {
  BOTH_WAYS,
  decodedInPieces,
  encodedInPieces,
  MODES,
  randomBytes,
  randomText,
  toHex,
} from "./support.ts";

const PROGRAM = `
import io, json, sys
def decoded(data, encoding, errors):
    data = bytes.fromhex(data)
    try:
        text = data.decode(encoding, errors)
        return {"text": io.IncrementalNewlineDecoder(None, True).decode(text, True)}
    except UnicodeDecodeError as e:
        # It counts from behind the mark.
        marked = encoding == "utf-8-sig" and data.startswith(b"\\xef\\xbb\\xbf")
        start = e.start + 3 if marked else e.start
        return {"byte": data[start], "position": start}
def encoded(text, encoding, errors):
    try:
        return {"bytes": text.encode(encoding, errors).hex()}
    except UnicodeEncodeError as e:
        return {"position": len(text[:e.start].encode("utf-16-le", "surrogatepass")) // 2}
cases = json.load(sys.stdin)
json.dump([(decoded if kind == "decode" else encoded)(*rest) for kind, *rest in cases], sys.stdout)
`;

type Case = [kind: "decode" | "encode", data: string, encoding: string, errors: string];
interface Answer {
  text?: string;
  bytes?: string;
  byte?: number;
  position?: number;
}

/** Undefined when there is no Python. */
function askPython(cases: Case[]): Promise<Answer[] | undefined> {
  return new Promise((resolve, reject) => {
    const python = spawn("python3", ["-c", PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
    let output = "";
    python.on("error", () => resolve(undefined));
    python.stdout.setEncoding("utf8");
    python.stdout.on("data", (text: string) => output += text);
    python.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`python3 ended with ${code}`));
    });
    python.stdin.on("error", () => {});
    python.stdin.end(JSON.stringify(cases));
  });
}

test("17.5.1.1 bytes and texts are converted as Python converts them", async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const random = randomSource(seed);
  const cases: Case[] = [];
  for (let i = 0; i < 300; i++) {
    const encoding = BOTH_WAYS[i % BOTH_WAYS.length]!;
    const bytes = toHex(randomBytes(random, encoding));
    const text = randomText(random, true) || "x";
    for (const errors of MODES) {
      cases.push(["decode", bytes, encoding, errors], ["encode", text, encoding, errors]);
    }
  }
  const answers = await askPython(cases);
  if (answers === undefined) return console.log("python3 is not there: nothing was compared");
  cases.forEach(([kind, data, encoding, errors], i) => {
    const { text, bytes, byte, position } = answers[i]!;
    const at = `seed ${seed}, ${kind} ${encoding} ${errors} ${JSON.stringify(data)}`;
    if (kind === "decode") {
      const input = Uint8Array.from(data.match(/../g) ?? [], (pair) => parseInt(pair, 16));
      const ours = decodedInPieces([input], encoding, errors);
      if (text !== undefined) assertEquals(ours, `text ${text}`, at);
      else {
        const hex = byte!.toString(16).padStart(2, "0");
        const message = / can't decode (byte 0x.. in position \d+)/.exec(ours)?.[1];
        assertEquals(message, `byte 0x${hex} in position ${position}`, at);
      }
    } else {
      const ours = encodedInPieces([data], encoding, errors);
      if (bytes !== undefined && !(bytes.match(/^(fffe|fffe0000|efbbbf)$/) && ours === "bytes ")) {
        assertEquals(ours, `bytes ${bytes}`, at);
      } else if (bytes === undefined) {
        assertEquals(/in position (\d+)/.exec(ours)?.[1], String(position), at);
      }
    }
  });
});
