// Arguments in a slot's words: their count in the lowest four bits of the call word, then four bits for the type of each;
// the numbers of those that are numbers.

import { argumentIndex, callIndex, INLINE_ARGS, type LaneWords } from "./lane_words.ts";

/** The call word of arguments that are in the next message of the port instead. */
export const BY_MESSAGE = -1;

const UNDEFINED = 0;
const NULL = 1;
const TRUE = 2;
const FALSE = 3;
const NUMBER = 4;

/** Writes the arguments into the slot; false, and BY_MESSAGE, when they do not fit. */
export function writeCall({ words, numbers }: LaneWords, sequence: number, args: unknown): boolean {
  const call = Array.isArray(args) ? encode(numbers, argumentIndex(sequence), args) : BY_MESSAGE;
  words[callIndex(sequence)] = call;
  return call !== BY_MESSAGE;
}

function encode(numbers: Float64Array, first: number, args: readonly unknown[]): number {
  if (args.length > INLINE_ARGS) return BY_MESSAGE;
  let call = args.length;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    let type: number;
    if (typeof arg === "number") {
      type = NUMBER;
      numbers[first + i] = arg;
    } else if (arg === undefined) type = UNDEFINED;
    else if (arg === null) type = NULL;
    else if (arg === true) type = TRUE;
    else if (arg === false) type = FALSE;
    else return BY_MESSAGE;
    call |= type << (4 * (i + 1));
  }
  return call;
}

/** The arguments in the slot; undefined when they come by message. */
export function readCall({ words, numbers }: LaneWords, sequence: number): unknown[] | undefined {
  const call = words[callIndex(sequence)]!;
  if (call === BY_MESSAGE) return undefined;
  const first = argumentIndex(sequence);
  const args: unknown[] = new Array(call & 15);
  for (let i = 0; i < args.length; i++) {
    switch ((call >> (4 * (i + 1))) & 15) {
      case UNDEFINED:
        args[i] = undefined;
        break;
      case NULL:
        args[i] = null;
        break;
      case TRUE:
        args[i] = true;
        break;
      case FALSE:
        args[i] = false;
        break;
      default:
        args[i] = numbers[first + i];
    }
  }
  return args;
}
