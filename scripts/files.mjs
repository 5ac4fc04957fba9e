// The files of the package and of the repository, as paths relative to the root.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

/** Every file below `folder` (relative to the root), sorted; hidden files and node_modules left out. */
export function below(folder = ".") {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? below(file) : [file];
    });
}

export function config() {
  return JSON.parse(readFileSync(path.join(root, "deno.json"), "utf8"));
}

/** The published modules. */
export function packageModules() {
  const { publish } = config();
  return below().filter((file) =>
    file.endsWith(".ts") && !publish.exclude.includes(file.split("/")[0])
  );
}

/** The public modules: { "./threading": "./threading/mod.ts", … } of which the file exists. */
export function publicModules() {
  const entries = Object.entries(config().exports);
  return entries.map(([name, file]) => ({ name, file: file.replace("./", "") }));
}
