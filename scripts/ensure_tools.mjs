// Installs the development tools when they are missing or no longer those of package-lock.json.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bun, deno, root, workerd } from "./paths.mjs";
import { run } from "./run.mjs";

const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".weft-stamp");
const lock = path.join(root, "package-lock.json");

// Where install scripts are blocked (`ignore-scripts=true`), these packages hold a small stub until theirs has run.
const executables = [
  { file: deno, install: "deno/install.cjs" },
  { file: bun, install: "bun/install.js" },
  { file: workerd, install: "workerd/install.js" },
];

/** Resolves when deno, bun and workerd can be run; throws an Error whose message is to be shown. */
export async function ensureTools() {
  const hash = createHash("sha256").update(readFileSync(lock)).digest("hex");
  if (readIfAny(stamp) !== hash || !executables.every(isNative)) {
    if (!isInstalled()) await install();
    for (const executable of executables) if (!isNative(executable)) await repair(executable);
    writeFileSync(stamp, hash);
  }
}

async function install() {
  console.log("Installing the development tools (npm ci) …");
  // The script of npm that runs us, so that no npm need be on the PATH; --include: NODE_ENV=production leaves them out.
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith("npm-cli.js") ? [process.execPath, [npm]] : ["npm", []];
  const { ok, output } = await run(command, [
    ...first,
    "ci",
    "--include=dev",
    "--include=optional",
  ]);
  if (!ok) {
    throw new Error(`${output}\nnpm ci failed: the development tools could not be installed`);
  }
}

async function repair({ file, install }) {
  const { output } = await run(process.execPath, [path.join(modules, install)]);
  if (!isNative({ file })) throw new Error(`${output}\n${install} left no executable at ${file}`);
}

function isNative({ file }) {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size > 1_000_000;
}

// Whether each package of the lock file is there in its version; the optional ones are those of other platforms.
function isInstalled() {
  const { packages } = JSON.parse(readFileSync(lock, "utf8"));
  return Object.entries(packages).every(([folder, { version, optional }]) => {
    if (folder === "") return true;
    const manifest = path.join(root, folder, "package.json");
    if (!existsSync(manifest)) return optional === true;
    return JSON.parse(readFileSync(manifest, "utf8")).version === version;
  });
}

function readIfAny(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
