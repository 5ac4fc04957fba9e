// Child processes: none outlives its time limit, and none outlives the script.
import { spawn } from "node:child_process";
import { env, root } from "./paths.mjs";

const running = new Set();

/**
 * Runs a command in the root folder with its output captured (or, with `show`, passed through as well).
 * `ok`: it ended by itself with status 0.
 */
export function run(command, args, { timeout, show = false, cwd = root, extraEnv = {} } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: plain({ ...env, ...extraEnv }),
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that what the command started ends with it.
      detached: true,
    });
    running.add(child);
    let output = "";
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      output += text;
      if (show) process.stdout.write(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
      if (show) process.stderr.write(text);
    });
    let late = false;
    let lingering;
    const timer = timeout && setTimeout(() => {
      late = true;
      killGroup(child);
    }, timeout);
    const finish = (code, signal) => {
      clearTimeout(timer);
      clearTimeout(lingering);
      running.delete(child);
      if (late) output += `\nstopped: not finished after ${timeout / 1000} s\n`;
      else if (signal) output += `\nended by ${signal}\n`;
      resolve({ ok: code === 0 && !late, code, output, stdout, ms: performance.now() - started });
    };
    child.on("error", (error) => {
      output += `${command}: ${error.message}\n`;
      finish(127, null);
    });
    child.on("exit", () => {
      // A grandchild that holds the pipe open would keep "close" from coming.
      lingering = setTimeout(() => killGroup(child), 1000);
    });
    child.on("close", finish);
  });
}

/** Runs a command in the foreground, with our input and output; resolves to the exit status. */
export function runForeground(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
    // Ctrl-C reaches the command too; its own exit status decides.
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    const pass = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, pass);
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on("close", (code, signal) => {
      for (const name of signals) process.off(name, pass);
      resolve(code ?? 128 + (signal === "SIGINT" ? 2 : 15));
    });
  });
}

// Captured output is searched and shown in logs: no colours.
function plain(variables) {
  const { FORCE_COLOR: _, CLICOLOR_FORCE: __, ...rest } = variables;
  return { ...rest, NO_COLOR: "1" };
}

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone.
  }
}

function killAll() {
  for (const child of running) killGroup(child);
}
process.on("exit", killAll);
for (const [signal, number] of [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]]) {
  process.on(signal, () => {
    if (running.size > 0) process.exit(128 + number);
  });
}
