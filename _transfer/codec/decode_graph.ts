import { createContainer } from "./container.ts";
import { define } from "./define.ts";
import { setLength } from "./sparse.ts";
import { readLeaf } from "./decode_leaf.ts";
import { readPrimitive } from "./decode_primitive.ts";
import { damaged, type Reader } from "./reader.ts";
import { LONG, Tag } from "./tags.ts";
import { readUtf16, readUtf8 } from "./text.ts";

/** For what isn't there. */
const HOLE = {};
const END = {};

interface Shape {
  readonly keys: readonly string[];
  /** Whether Object.prototype has one of the keys. */
  readonly inherited: boolean;
}

export class GraphReader {
  readonly #objects: unknown[] = [];
  readonly #shapes: Shape[] = [];
  #text = "";
  #textAt = 0;
  #later: object[] | undefined;

  constructor(readonly reader: Reader, readonly attachments: readonly unknown[]) {}

  read(wide: boolean): unknown {
    const { reader } = this;
    const length = reader.uint32();
    const textAt = reader.end - length;
    if (textAt < reader.at) damaged("its text is too long");
    this.#text = (wide ? readUtf16 : readUtf8)(reader.bytes, textAt, reader.end);
    reader.end = textAt;
    const value = this.value();
    if (this.#later !== undefined) this.#readLater(this.#later);
    if (reader.at !== reader.end) damaged("there are bytes left");
    return value;
  }

  value(): unknown {
    const value = this.#any();
    return value === HOLE || value === END ? damaged("a value is missing") : value;
  }

  #any(): unknown {
    const { reader } = this;
    const tag = reader.byte();
    switch (tag) {
      case Tag.STRING:
        return this.string();
      case Tag.HOLE:
        return HOLE;
      case Tag.END:
        return END;
      case Tag.REF:
        return this.#reference();
      case Tag.OBJECT:
        return this.#object(this.#add({}));
      case Tag.MAP:
        return this.#map(this.#add(new Map()));
      case Tag.SET:
        return this.#set(this.#add(new Set()));
      case Tag.LATER:
        return this.#postpone();
    }
    if (tag >= Tag.ARRAY && tag <= Tag.FLOAT_ARRAY) return this.#array(tag, this.#add([]));
    return tag >= Tag.DATE && tag < Tag.SMALL ? this.#leaf(tag) : readPrimitive(tag, reader);
  }

  #postpone(): object {
    const object = this.#add(createContainer(this.reader.byte()));
    (this.#later ??= []).push(object);
    return object;
  }

  #readLater(later: object[]): void {
    // It gets longer meanwhile.
    for (let i = 0; i < later.length; i++) this.#fill(later[i]!, this.reader.byte());
  }

  #fill(object: object, tag: number): void {
    if (Array.isArray(object)) {
      if (tag >= Tag.ARRAY && tag <= Tag.FLOAT_ARRAY) return void this.#array(tag, object);
    } else if (object instanceof Map) {
      if (tag === Tag.MAP) return void this.#map(object);
    } else if (object instanceof Set) {
      if (tag === Tag.SET) return void this.#set(object);
    } else if (tag === Tag.OBJECT) return void this.#object(object);
    damaged("something else comes later");
  }

  string(): string {
    const { reader } = this;
    const length = reader.uint();
    if (length > LONG) return this.#longString(length);
    const at = this.#textAt;
    const end = at + length;
    if (end > this.#text.length) damaged("its text is too short");
    this.#textAt = end;
    return this.#text.substring(at, end);
  }

  #longString(length: number): string {
    const { reader } = this;
    const byteLength = reader.uint32();
    if (byteLength !== 0) {
      const at = reader.skip(byteLength);
      return readUtf8(reader.bytes, at, reader.at);
    }
    const at = reader.skip(2 * length);
    return readUtf16(reader.bytes, at, reader.at);
  }

  #add<T>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  #reference(): unknown {
    const object = this.#objects[this.reader.uint()];
    return object === undefined ? damaged("it refers to nothing") : object;
  }

  #leaf(tag: number): unknown {
    const number = this.#objects.push(undefined) - 1;
    return this.#objects[number] = readLeaf(tag, this);
  }

  #object(object: object): object {
    const { keys, inherited } = this.#shape();
    for (let i = 0; i < keys.length; i++) {
      const value = this.#any();
      if (value === HOLE) continue;
      if (inherited || value === END) this.#put(object, keys[i]!, value);
      else (object as Record<string, unknown>)[keys[i]!] = value;
    }
    return object;
  }

  #put(object: object, key: string, value: unknown): void {
    if (value === END) damaged("a value is missing");
    define(object, key, value);
  }

  #shape(): Shape {
    const { reader } = this;
    const number = reader.uint();
    const known = this.#shapes[number];
    if (known !== undefined) return known;
    if (number !== this.#shapes.length) damaged("it has an unknown shape");
    const count = reader.count();
    const keys: string[] = [];
    let inherited = false;
    for (let i = 0; i < count; i++) {
      const key = this.string();
      if (key in Object.prototype) inherited = true;
      keys.push(key);
    }
    const shape = { keys, inherited };
    this.#shapes.push(shape);
    return shape;
  }

  #array(tag: number, array: unknown[]): unknown[] {
    const { reader } = this;
    switch (tag) {
      case Tag.INT_ARRAY:
        return reader.int32s(reader.count(4), array as number[]);
      case Tag.FLOAT_ARRAY:
        return reader.doubles(reader.count(8), array as number[]);
      case Tag.SPARSE_ARRAY:
        setLength(array, reader.uint());
        return this.#pairs(array);
    }
    const length = reader.count();
    for (let i = 0; i < length; i++) {
      const value = this.#any();
      if (value === HOLE) array.length = i + 1;
      else if (value === END) damaged("a value is missing");
      else array[i] = value;
    }
    return tag === Tag.ARRAY ? array : this.#pairs(array);
  }

  #pairs<T extends object>(object: T): T {
    const count = this.reader.count();
    for (let i = 0; i < count; i++) {
      const key = this.string();
      const value = this.#any();
      if (value !== HOLE) this.#put(object, key, value);
    }
    return object;
  }

  #map(map: Map<unknown, unknown>): object {
    for (let key; (key = this.#any()) !== END;) {
      if (key === HOLE) damaged("a key is missing");
      map.set(key, this.value());
    }
    return map;
  }

  #set(set: Set<unknown>): object {
    for (let item; (item = this.#any()) !== END;) {
      if (item === HOLE) damaged("an item is missing");
      set.add(item);
    }
    return set;
  }
}
