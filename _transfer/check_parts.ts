// Whether parts that came from outside have the shape of those that pack() makes; what they say may still be wrong.

/** Whether all of them have. */
export function areParts(parts: readonly unknown[]): boolean {
  return parts.every((part) => isRecord(part) && isPart(part));
}

function isPart(part: Record<string, unknown>): boolean {
  switch (part.type) {
    case "function":
      return isReference(part.reference);
    case "instance":
      return isClassReference(part.class);
    case "error":
      return isClassReference(part.class) && isRecord(part.properties) && isRecord(part.members);
    default:
      return false;
  }
}

function isClassReference(reference: unknown): boolean {
  if (!isRecord(reference)) return false;
  const { global, tag } = reference;
  return typeof global === "string" || typeof tag === "string" || isReference(reference);
}

function isReference(reference: unknown): boolean {
  if (!isRecord(reference)) return false;
  const { type, url, key, source } = reference;
  if (type === "source") return typeof source === "string";
  return (type === "task" || type === "export") && typeof url === "string" &&
    typeof key === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
