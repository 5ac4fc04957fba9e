// Child processes: none outlives its time limit, and none outlives the script.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { env, root } from "./paths.mjs";

const running = new Set();

/** Runs a command in the root folder with its output captured. `ok`: it ended by itself, with status 0. */
export function run(command, args, { timeout = 0 } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: plain(env),
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that what the command started ends with it.
      detached: true,
    });
    add(child);
    let output = "";
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    let late = false;
    let lingering;
    const timer = timeout > 0 && setTimeout(() => {
      late = true;
      killGroup(child);
    }, timeout);
    const finish = (code, signal) => {
      clearTimeout(timer);
      clearTimeout(lingering);
      remove(child);
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
    // Ctrl-C reaches the command by itself, and its exit status decides; other signals reach us alone.
    const wait = () => {};
    const pass = (signal) => child.kill(signal);
    process.on("SIGINT", wait).on("SIGTERM", pass).on("SIGHUP", pass);
    const finish = (status) => {
      process.off("SIGINT", wait).off("SIGTERM", pass).off("SIGHUP", pass);
      resolve(status);
    };
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      finish(127);
    });
    child.on("close", (code, signal) => finish(code ?? 128 + constants.signals[signal]));
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

// A group of its own hears nothing of Ctrl-C: it is ended when we are.
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

function exitOn(signal) {
  process.exit(endings[signal]);
}

function add(child) {
  running.add(child);
  if (running.size > 1) return;
  process.on("exit", killAll);
  for (const signal of Object.keys(endings)) process.on(signal, exitOn);
}

function remove(child) {
  if (!running.delete(child) || running.size > 0) return;
  process.off("exit", killAll);
  for (const signal of Object.keys(endings)) process.off(signal, exitOn);
}
