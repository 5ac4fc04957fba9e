// Errors as data and back. Structured clone loses the subclass, the properties and, on Bun, the cause.

import { errorClass, knownClass } from "./class_reference.ts";
import type { AnyClass } from "./registry.ts";
import type { Packer } from "./pack.ts";
import { type ErrorPart, setProperty } from "./parts.ts";
import { farStack } from "./stack.ts";

const MEMBERS = ["cause", "errors", "error", "suppressed"];
const SET_APART = new Set(["message", "stack"]);

/** Never throws: what can't be read or sent is left out. `add` is given the part before its members are packed. */
export function describeError(
  error: Error,
  packer: Packer,
  add: (part: ErrorPart) => void,
): ErrorPart {
  const part: ErrorPart = {
    type: "error",
    class: errorClass(error),
    name: text(read(error, "name")) ?? "Error",
    message: text(read(error, "message")),
    stack: stackOf(error),
    properties: {},
    members: {},
  };
  add(part);
  for (const key of Object.keys(error)) {
    if (!SET_APART.has(key)) send(error, key, part.properties, packer);
  }
  for (const key of MEMBERS) {
    const own = Object.getOwnPropertyDescriptor(error, key);
    if (own !== undefined && !own.enumerable) send(error, key, part.members, packer);
  }
  return part;
}

function send(error: Error, key: string, into: object, packer: Packer): void {
  let value: unknown;
  try {
    value = (error as unknown as Record<string, unknown>)[key];
  } catch {
    return;
  }
  const packed = packer.tryPack(value, key);
  if (packed !== undefined && cloneable(packed.packed)) setProperty(into, key, packed.packed);
}

// Only the attempt shows whether a platform object can be cloned. A function here would be one that was left unpacked.
function cloneable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function read(error: Error, key: string): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function stackOf(error: Error): string | undefined {
  const stack = text(read(error, "stack"));
  if (stack !== undefined && stack !== "") return farStack(stack);
  // Bun's errors of parsing and linking have a position instead.
  const position = read(error, "position") as
    | { file?: unknown; line?: unknown; column?: unknown }
    | null
    | undefined;
  if (typeof position?.file !== "string") return undefined;
  return `${error.name}: ${error.message}\n    at ${position.file}:${position.line}:${position.column}`;
}

/** The error without its members, which may refer back to it. */
export function createError(part: ErrorPart): Error {
  const Class = knownClass(part.class) ?? Error;
  const { message, name, stack } = part;
  const error = construct(Class, message, name);
  if (message !== undefined && error.message !== message) hide(error, "message", message);
  if (error.name !== name) hide(error, "name", name);
  if (stack !== undefined) hide(error, "stack", stack);
  return error;
}

// The constructor of a subclass may want other arguments than a message, so it is not called.
function construct(Class: AnyClass, message: string | undefined, name: string): Error {
  if (Class === DOMException || Class.prototype instanceof DOMException) {
    return Object.setPrototypeOf(new DOMException(message, name), Class.prototype);
  }
  return Reflect.construct(Error, message === undefined ? [] : [message], Class);
}

/** Gives it the members and properties; `unpack` makes their values. */
export function fillError(
  error: Error,
  part: ErrorPart,
  unpack: (value: unknown) => unknown,
): void {
  for (const [key, value] of Object.entries(part.members)) hide(error, key, unpack(value));
  for (const [key, value] of Object.entries(part.properties)) {
    Object.defineProperty(error, key, {
      value: unpack(value),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true });
}
