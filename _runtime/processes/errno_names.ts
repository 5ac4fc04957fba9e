interface NodeProcess {
  getBuiltinModule(name: "node:os"): { constants: { errno: Record<string, number> } };
}

let names: Map<number, string> | undefined;

/** "ENOENT" for 2. */
export function errnoName(errno: number): string {
  // Late: the first touch of `process` costs fifteen milliseconds on Deno.
  names ??= readNames();
  return names.get(errno) ?? `errno ${errno}`;
}

function readNames(): Map<number, string> {
  const { process } = globalThis as unknown as { process: NodeProcess };
  const { errno } = process.getBuiltinModule("node:os").constants;
  return new Map(Object.entries(errno).map(([name, number]) => [number, name]));
}
