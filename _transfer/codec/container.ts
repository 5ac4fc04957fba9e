import { damaged } from "./reader.ts";

/** What holds other values; the numbers stand after LATER. */
export const Container = { OBJECT: 0, ARRAY: 1, MAP: 2, SET: 3 } as const;

export function containerOf(value: object): number {
  if (Array.isArray(value)) return Container.ARRAY;
  if (value instanceof Map) return Container.MAP;
  return value instanceof Set ? Container.SET : Container.OBJECT;
}

export function createContainer(container: number): object {
  switch (container) {
    case Container.OBJECT:
      return {};
    case Container.ARRAY:
      return [];
    case Container.MAP:
      return new Map();
    case Container.SET:
      return new Set();
    default:
      return damaged("something unknown comes later");
  }
}
