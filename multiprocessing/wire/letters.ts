// What goes over a wire.
//
//   uint32 LE length of all that follows | uint32 LE length of the head | head: JSON | body

import { osError } from "../../_runtime/processes/mod.ts";
import { Empty, Full } from "../../queue/errors.ts";
import { EOFError } from "../errors.ts";

/** A place in the tree of processes: "0" is the first one, "0.2" its second child. */
export type Path = string;

/** Plain data. */
export type Plain = number | string | boolean | null;

/** Asks for something of an object that lives in another process; an `id` of 0 wants no answer. */
export interface Call {
  readonly kind: "call";
  readonly to: Path;
  readonly from: Path;
  readonly id: number;
  readonly object: string;
  /** Of a pipe: 0 or 1. */
  readonly end: number;
  readonly method: string;
  /** Milliseconds to wait at most; null: without end. */
  readonly limit: number | null;
}
export interface Reply {
  readonly kind: "reply";
  readonly to: Path;
  readonly id: number;
  readonly value?: Plain;
  readonly error?: ErrorText;
}
/** The call is not waited for any more. It is answered all the same. */
export interface Cancel {
  readonly kind: "cancel";
  readonly to: Path;
  readonly from: Path;
  readonly id: number;
}
/** Somebody has an end of an object, and perhaps somebody has it no more. */
export interface Hold {
  readonly kind: "hold";
  readonly to: Path;
  readonly object: string;
  readonly end: number;
  readonly added?: string;
  /** The process with whose end it ends; "": none. */
  readonly owner: Path;
  readonly dropped?: string;
}
/** A process has ended, and with it those that it had started. Told to all. */
export interface Gone {
  readonly kind: "gone";
  readonly to: "";
  readonly path: Path;
}
/** The first letter to a child. */
export interface Start {
  readonly kind: "start";
  readonly to: Path;
}
export type Head = Call | Reply | Cancel | Hold | Gone | Start;

export interface Letter {
  readonly head: Head;
  readonly body: Uint8Array;
  /** All of it, as it came. */
  readonly frame: Uint8Array;
}

export const NO_BODY: Uint8Array<ArrayBuffer> = new Uint8Array(0);
const LENGTHS = 8;
const MOST_BYTES = 2 ** 32 - 1;

export function encodeLetter(head: Head, body: Uint8Array = NO_BODY): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const length = LENGTHS + text.length + body.length;
  if (length > MOST_BYTES) throw new RangeError(`a message of ${length} bytes is too long`);
  const frame = new Uint8Array(length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, length - 4, true);
  view.setUint32(4, text.length, true);
  frame.set(text, LENGTHS);
  frame.set(body, LENGTHS + text.length);
  return frame;
}

function decodeLetter(frame: Uint8Array): Letter {
  const view = new DataView(frame.buffer, frame.byteOffset);
  const end = LENGTHS + view.getUint32(4, true);
  const head = JSON.parse(new TextDecoder().decode(frame.subarray(LENGTHS, end)));
  return { head, body: frame.subarray(end), frame };
}

/** Puts letters together from the pieces in which they come. */
export class LetterReader {
  #pieces: Uint8Array[] = [];
  #length = 0;

  *push(piece: Uint8Array): Generator<Letter> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length >= 4) {
      const lengthBytes = this.#peek(4);
      const length = 4 +
        new DataView(lengthBytes.buffer, lengthBytes.byteOffset).getUint32(0, true);
      if (this.#length < length) return;
      yield decodeLetter(this.#take(length));
    }
  }

  #peek(length: number): Uint8Array {
    if (this.#pieces[0]!.length < length) this.#join();
    return this.#pieces[0]!;
  }

  #take(length: number): Uint8Array {
    const first = this.#peek(length);
    if (first.length === length) this.#pieces.shift();
    else this.#pieces[0] = first.subarray(length);
    this.#length -= length;
    return first.subarray(0, length);
  }

  #join(): void {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [all];
  }
}

/** An error in two strings. */
export type ErrorText = readonly [name: string, message: string];

export function textOf(error: unknown): ErrorText {
  if ((error as { code?: unknown })?.code === "EPIPE") return ["EPIPE", ""];
  if (error instanceof Error) return [error.name, error.message];
  return ["Error", String(error)];
}

export function errorOf([name, message]: ErrorText): Error {
  switch (name) {
    case "EPIPE":
      return osError("EPIPE");
    case "Empty":
      return new Empty(message);
    case "Full":
      return new Full(message);
    case "EOFError":
      return new EOFError(message);
    case "RangeError":
      return new RangeError(message);
    default:
      return new Error(message);
  }
}

/** The process in which an object lives has ended. */
export function homeIsGone(): EOFError {
  return new EOFError("the process in which this lives has ended");
}
