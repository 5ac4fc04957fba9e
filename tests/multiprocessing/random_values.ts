// Random values that can be sent to another process; the same ones for the same seed on each runtime.

type Random = (below: number) => number;

const TEXTS = [
  "",
  "a",
  "some name",
  "ö",
  "日本",
  "𝒳",
  "\ud800",
  "\0",
  '"',
  "\ufeff",
  "x".repeat(300),
];
const KEYS = ["a", "b", "c d", "0", "7", "__proto__", "length", "日"];

export class Point {
  constructor(public x: unknown, public y: unknown) {}
}

function leaf(random: Random): unknown {
  switch (random(16)) {
    case 0:
      return undefined;
    case 1:
      return null;
    case 2:
      return random(2) === 0;
    case 3:
      return [NaN, Infinity, -Infinity, -0, 0.1, 2 ** 40, 1e300][random(7)];
    case 4:
      return BigInt(random(1000)) ** BigInt(random(9)) * (random(2) === 0 ? 1n : -1n);
    case 5:
      return new Date(random(3) === 0 ? NaN : random(2 ** 31) * 1000);
    case 6:
      return /a+(b)?/giu;
    case 7:
      return Uint8Array.from({ length: random(random(20) === 0 ? 5000 : 40) }, () => random(256));
    case 8:
      return Float64Array.from({ length: random(9) }, () => random(100) / 7);
    case 9:
      return Object([7, "boxed", true][random(3)]);
    case 10:
      return new Uint16Array(
        new Uint8Array(64).map(() => random(256)).buffer,
        2 * random(8),
        random(9),
      );
    case 11:
    case 12:
      return random(300) - 100;
    default:
      return TEXTS[random(TEXTS.length)];
  }
}

/** A graph, with cycles and shared parts. */
export function randomValue(random: Random): unknown {
  if (random(8) === 0) return leaf(random);
  const count = 1 + random(12);
  const nodes = Array.from({ length: count }, () => {
    switch (random(5)) {
      case 0:
        return new Map<unknown, unknown>();
      case 1:
        return new Set<unknown>();
      case 2:
        return [] as unknown[];
      case 3:
        return new Point(undefined, undefined);
      default:
        return {} as Record<string, unknown>;
    }
  });
  const any = () => random(3) === 0 ? nodes[random(count)] : leaf(random);
  for (const node of nodes) {
    for (let n = random(5); n > 0; n--) fill(node, random, any);
  }
  return nodes[0];
}

function fill(node: object, random: Random, any: () => unknown): void {
  if (node instanceof Map) node.set(any(), any());
  else if (node instanceof Set) node.add(any());
  else if (node instanceof Point) node[random(2) === 0 ? "x" : "y"] = any();
  else if (Array.isArray(node)) node[node.length + (random(9) === 0 ? random(60) : 0)] = any();
  else {
    Object.defineProperty(node, KEYS[random(KEYS.length)]!, {
      value: any(),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}
