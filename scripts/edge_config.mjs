// Writes what workerd is started with: the modules stripped of their types, each still a file of its own under its
// path, the main module that imports the public ones at the top level, and the configuration.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { below, packageModules, publicModules } from "./files.mjs";
import { deno, root } from "./paths.mjs";
import { run } from "./run.mjs";

const folder = ".cache/edge";

/** The variants of the platform that are checked, and the compatibility flags of each. */
export const variants = { plain: [], nodejs_compat: ["nodejs_compat"] };

/** Resolves to the path of the configuration: one service and one socket on a free port for each variant. */
export async function writeEdgeConfig() {
  rmSync(path.join(root, folder), { recursive: true, force: true });
  mkdirSync(path.join(root, folder), { recursive: true });
  const modules = [...packageModules(), ...below("tests/edge")].filter((file) =>
    !file.endsWith(".d.ts")
  );
  const { ok, output } = await run(deno, ["transpile", "--quiet", "--outdir", folder, ...modules]);
  if (!ok) throw new Error(`${output}\ndeno transpile failed`);

  writeFileSync(path.join(root, folder, "main.js"), mainModule());
  const config = path.join(root, folder, "config.capnp");
  writeFileSync(config, configuration(modules));
  return config;
}

// At the top level, because there an edge runtime refuses what a module must not do while it is imported. One by one,
// so that each failure is reported with its module.
function mainModule() {
  const entries = publicModules().map(({ name, file }) =>
    `  ["${name}", () => import("./${file}")],\n`
  );
  return `import { report } from "./tests/edge/worker.ts";
const modules = new Map();
const failures = new Map();
const entries = [
${entries.join("")}];
for (const [name, load] of entries) {
  try {
    modules.set(name, await load());
  } catch (error) {
    failures.set(name, error);
  }
}
export default { fetch: () => report(modules, failures) };
`;
}

function configuration(modules) {
  const module = (name, file) => `  (name = "${name}", esModule = embed "${file}"),\n`;
  const all = [
    module("main.js", "main.js"),
    ...modules.map((file) => module(file, file.replace(/\.ts$/, ".js"))),
  ];
  const services = Object.entries(variants).map(([name, flags]) =>
    `  (name = "${name}", worker = (compatibilityDate = "2026-10-01", modules = .modules,\n` +
    `    compatibilityFlags = ${JSON.stringify(flags)})),\n`
  );
  const sockets = Object.keys(variants).map((name) =>
    `  (name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}"),\n`
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const modules :List(Workerd.Worker.Module) = [
${all.join("")}];
const config :Workerd.Config = (services = [
${services.join("")}], sockets = [
${sockets.join("")}]);
`;
}
