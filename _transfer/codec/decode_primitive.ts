import { damaged, type Reader } from "./reader.ts";
import { Tag } from "./tags.ts";
import { readUtf8 } from "./text.ts";

export function readPrimitive(tag: number, reader: Reader): unknown {
  if (tag >= Tag.SMALL) return tag - Tag.SMALL;
  switch (tag) {
    case Tag.INT:
      return reader.int();
    case Tag.FLOAT:
      return reader.double();
    case Tag.UNDEFINED:
      return undefined;
    case Tag.NULL:
      return null;
    case Tag.TRUE:
      return true;
    case Tag.FALSE:
      return false;
    case Tag.BIGINT:
      return reader.bigint64();
    case Tag.BIGINT_HEX:
      return readHex(reader);
    default:
      return damaged(`there is nothing with the tag ${tag}`);
  }
}

function readHex(reader: Reader): bigint {
  const length = reader.count();
  const at = reader.skip(length);
  const text = readUtf8(reader.bytes, at, reader.at);
  return text[0] === "-" ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}
