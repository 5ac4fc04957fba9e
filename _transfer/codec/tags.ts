// The form of a value in bytes, little endian. The first byte is a tag.
//
//     whole value     rest of the bytes
//     JSON            UTF-8
//     TEXT, TEXT16    UTF-8, or UTF-16 when it is not well formed
//     BYTES           a Uint8Array that covers its buffer
//     TYPED           kind of view, then the bytes of the buffer it covers
//     INTS, FLOATS    an array of numbers, 4 or 8 bytes each
//     GRAPH(16)       length of the text (4 bytes), the root, what comes later, the text
//     TREE            the root
//     primitive       as in a graph
//
// Integers without a tag, "numbers", have 7 bits a byte, the lowest first. In a graph short strings are all in one text at the end, one after the other, so that they are encoded and decoded
// at once; in their place is only their length. Objects have numbers by the order in which they begin; REF refers to one
// that was there before. A plain object gives the number of its shape, the list of its keys, before its values.

export const Tag = {
  UNDEFINED: 1,
  NULL: 2,
  TRUE: 3,
  FALSE: 4,
  INT: 5,
  FLOAT: 6,
  BIGINT: 7,
  BIGINT_HEX: 8,

  JSON: 16,
  TEXT: 17,
  TEXT16: 18,
  BYTES: 19,
  TYPED: 20,
  INTS: 21,
  FLOATS: 22,
  GRAPH: 23,
  GRAPH16: 24,
  TREE: 25,

  STRING: 32,
  /** In a tree: of two bytes a character. */
  STRING16: 33,
  /** An element, or the value of a key, that isn't there. */
  HOLE: 35,
  REF: 36,
  /** After the last entry of a Map, item of a Set. */
  END: 37,
  OBJECT: 38,
  ARRAY: 39,
  /** An array that also has properties that are no elements. */
  ARRAY_AND_MORE: 40,
  SPARSE_ARRAY: 41,
  INT_ARRAY: 42,
  FLOAT_ARRAY: 43,
  MAP: 44,
  SET: 45,
  DATE: 46,
  REGEXP: 47,
  BOX: 48,
  BUFFER: 49,
  RESIZABLE_BUFFER: 50,
  VIEW: 51,
  /** A view as long as its buffer, whatever becomes of that. */
  TRACKING_VIEW: 52,
  ATTACHMENT: 53,
  /** An array, Map, Set or object that is deep inside others: what is in it comes after all the rest. */
  LATER: 54,

  /** From here on: the integers 0 to 127. */
  SMALL: 0x80,
} as const;

/** Containers nested deeper than this come later, so that no depth overflows the stack. */
export const DEPTH = 200;

/** Strings of more characters than this have their own place in a graph: a part of the text keeps all of it alive. */
export const LONG = 512;

/** Arrays of numbers from this length on are written as numbers, not as JSON or one by one. */
export const PACKED = 16;

/** And those with fractions from this length on wherever they are, although it takes a graph then. */
export const PACKED_INSIDE = 32;

/** When a tree has so many bytes nothing is begun in it any more. */
export const TREE_BYTES = 512;
/** More than what is begun before takes. */
export const TREE_ROOM = 384;
