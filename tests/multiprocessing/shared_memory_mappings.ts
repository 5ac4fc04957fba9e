import { readFileSync, statSync } from "node:fs";

/** How often this process has it mapped. */
export function mappings(name: string): number {
  const { ino } = statSync(`/dev/shm/${name}`);
  const lines = readFileSync("/proc/self/maps", "utf8").split("\n");
  return lines.filter((line) => line.includes("/dev/shm/") && line.split(/ +/)[4] === String(ino))
    .length;
}
