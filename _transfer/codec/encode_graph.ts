import { cannotSend } from "../clone_error.ts";
import { Kind, kindOf } from "../kind.ts";
import { Container, containerOf } from "./container.ts";
import { isWebAssembly, writeLeaf } from "./encode_leaf.ts";
import { writeNumbers } from "./numbers.ts";
import { isIndex, ownCount } from "./own_count.ts";
import { writeNumber, writeOther } from "./primitive.ts";
import { Shapes } from "./shapes.ts";
import { DEPTH, LONG, PACKED, Tag } from "./tags.ts";
import type { Encoded, Writer } from "./writer.ts";

/** For a tag and numbers. */
const ROOM = 32;

export function encodeGraph(root: object, writer: Writer): Encoded {
  return new GraphWriter(writer).encode(root);
}

export class GraphWriter {
  readonly #shapes = new Shapes();
  #text = "";
  #attachments: object[] | undefined;
  #depth = 0;
  #later: object[] | undefined;

  constructor(readonly writer: Writer) {}

  encode(root: object): Encoded {
    const { writer } = this;
    writer.byte(Tag.GRAPH);
    writer.at += 4;
    this.value(root);
    if (this.#later !== undefined) this.#writeLater(this.#later);
    writer.uint32(1, this.#writeText());
    return writer.finish(this.#attachments);
  }

  /** Returns its number of bytes. */
  #writeText(): number {
    const { writer } = this;
    const text = this.#text;
    if (text.isWellFormed()) return writer.utf8(text);
    writer.bytes[0] = Tag.GRAPH16;
    writer.utf16(text);
    return 2 * text.length;
  }

  value(value: unknown): void {
    const { writer } = this;
    writer.reserve(ROOM);
    switch (typeof value) {
      case "number":
        return writeNumber(value, writer);
      case "string":
        writer.byte(Tag.STRING);
        return this.string(value);
      case "object":
        if (value !== null) return this.#object(value);
    }
    writeOther(value, writer);
  }

  /** Without a tag. */
  string(value: string): void {
    const { writer } = this;
    writer.uint(value.length);
    if (value.length <= LONG) {
      this.#text += value;
      return;
    }
    const at = writer.at;
    writer.at += 4;
    // A length of 0 says that it is UTF-16.
    let length = 0;
    if (value.isWellFormed()) length = writer.utf8(value);
    else writer.utf16(value);
    writer.uint32(at, length);
  }

  #object(value: object): void {
    const { writer } = this;
    const number = writer.seen.add(value);
    if (number >= 0) {
      writer.byte(Tag.REF);
      return writer.uint(number);
    }
    switch (kindOf(value)) {
      case Kind.OBJECT:
        return this.#container(value, Container.OBJECT);
      case Kind.ARRAY:
        return this.#container(value, Container.ARRAY);
      case Kind.MAP:
        return this.#container(value, Container.MAP);
      case Kind.SET:
        return this.#container(value, Container.SET);
      case Kind.LEAF:
        return writeLeaf(value, this);
      case Kind.INSTANCE:
        return isWebAssembly(value)
          ? this.attachment(value)
          : this.#container(value, Container.OBJECT);
      case Kind.PLATFORM:
        return value instanceof BigInt || value instanceof Symbol
          ? writeLeaf(value, this)
          : this.attachment(value);
      default:
        throw new TypeError(`encode: ${cannotSend(value)}`);
    }
  }

  #container(value: object, container: number): void {
    if (this.#depth === DEPTH) {
      this.writer.byte(Tag.LATER);
      this.writer.byte(container);
      (this.#later ??= []).push(value);
      return;
    }
    this.#depth++;
    this.#contents(value, container);
    this.#depth--;
  }

  #contents(value: object, container: number): void {
    switch (container) {
      case Container.OBJECT:
        return this.#plain(value);
      case Container.ARRAY:
        return this.#array(value as unknown[]);
      case Container.MAP:
        return this.#map(value as Map<unknown, unknown>);
      case Container.SET:
        return this.#set(value as Set<unknown>);
    }
  }

  #writeLater(later: object[]): void {
    // It gets longer meanwhile.
    for (let i = 0; i < later.length; i++) {
      const value = later[i]!;
      this.writer.reserve(ROOM);
      this.#container(value, containerOf(value));
    }
  }

  attachment(value: object): void {
    const { writer } = this;
    this.#attachments ??= [];
    writer.byte(Tag.ATTACHMENT);
    writer.uint(this.#attachments.length);
    this.#attachments.push(value);
  }

  #plain(object: object): void {
    const { writer } = this;
    writer.byte(Tag.OBJECT);
    const keys = Object.keys(object);
    const shape = this.#shapes.find(keys);
    if (shape >= 0) writer.uint(shape);
    else {
      writer.uint(this.#shapes.add(keys));
      writer.uint(keys.length);
      for (const key of keys) this.#key(key);
    }
    for (let i = 0; i < keys.length; i++) this.#member(object, keys[i]!);
  }

  #key(key: string): void {
    this.writer.reserve(ROOM);
    this.string(key);
  }

  #member(object: object, key: string | number): void {
    const value = (object as Record<string | number, unknown>)[key];
    // Something that was read before may have deleted it.
    if (value === undefined && !Object.hasOwn(object, key)) this.#tag(Tag.HOLE);
    else this.value(value);
  }

  #array(array: unknown[]): void {
    const { writer } = this;
    const { length } = array;
    if (
      length >= PACKED && writeNumbers(array, writer, Tag.INT_ARRAY, Tag.FLOAT_ARRAY, true)
    ) return;
    const count = ownCount(array);
    if (length > 2 * count + PACKED) {
      writer.byte(Tag.SPARSE_ARRAY);
      writer.uint(length);
      return this.#pairs(array, Object.keys(array));
    }
    const start = writer.at;
    writer.byte(Tag.ARRAY);
    writer.uint(length);
    let present = 0;
    for (let i = 0; i < length; i++) {
      const item = array[i];
      if (item === undefined && !Object.hasOwn(array, i)) this.#tag(Tag.HOLE);
      else {
        present++;
        this.value(item);
      }
    }
    if (present === count) return;
    writer.bytes[start] = Tag.ARRAY_AND_MORE;
    this.#pairs(array, Object.keys(array).filter((key) => !isIndex(key)));
  }

  #pairs(object: object, keys: string[]): void {
    this.writer.reserve(ROOM);
    this.writer.uint(keys.length);
    for (const key of keys) {
      this.#key(key);
      this.#member(object, key);
    }
  }

  #map(map: Map<unknown, unknown>): void {
    this.writer.byte(Tag.MAP);
    // What getters add meanwhile is not sent, so that it ends.
    let left = map.size;
    for (const [key, value] of map) {
      if (left-- === 0) break;
      this.value(key);
      this.value(value);
    }
    this.#tag(Tag.END);
  }

  #set(set: Set<unknown>): void {
    this.writer.byte(Tag.SET);
    let left = set.size;
    for (const item of set) {
      if (left-- === 0) break;
      this.value(item);
    }
    this.#tag(Tag.END);
  }

  #tag(tag: number): void {
    this.writer.reserve(ROOM);
    this.writer.byte(tag);
  }
}
