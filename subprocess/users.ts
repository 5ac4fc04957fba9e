import { processes } from "../_runtime/processes/mod.ts";

/** The number of a user. */
export function userId(user: number | string): number {
  return idOf(user, "/etc/passwd", "user");
}

/** The number of a group. */
export function groupId(group: number | string): number {
  return idOf(group, "/etc/group", "group");
}

// As Python's KeyError for a name that nobody has.
function idOf(id: number | string, file: string, what: string): number {
  if (typeof id === "number") return id;
  for (const line of processes().readText(file).split("\n")) {
    const [name, , number] = line.split(":");
    if (name === id) return Number(number);
  }
  throw new RangeError(`${what}: there is no ${what} named "${id}"`);
}
