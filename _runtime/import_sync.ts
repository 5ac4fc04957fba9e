interface ModuleProcess {
  getBuiltinModule(name: "node:module"): {
    createRequire(url: string): (path: string) => unknown;
  };
  getBuiltinModule(name: "node:url"): { fileURLToPath(url: string): string };
}

/** The module, evaluated at once: the same one that import() gives. Of files only, and without top-level await. */
export function requireModule(url: string): unknown {
  const { process } = globalThis as unknown as { process: ModuleProcess };
  const path = process.getBuiltinModule("node:url").fileURLToPath(url);
  return process.getBuiltinModule("node:module").createRequire(url)(path);
}
