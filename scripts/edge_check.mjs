// node scripts/edge_check.mjs: imports every public module in workerd, a real edge runtime, and runs the checks of
// tests/edge/checks.ts there, with and without its emulation of node.
import { spawn } from "node:child_process";
import { writeEdgeConfig } from "./edge_config.mjs";
import { main } from "./main.mjs";
import { env, workerd } from "./paths.mjs";
import { closingLine } from "./totals.mjs";

const timeLimit = 30_000;

/** Starts workerd; `ports` resolves to the port of each socket by name once they all listen. */
function startWorkerd(config, sockets) {
  // It reports its ports on a descriptor of our choice, one JSON object a line.
  const child = spawn(workerd, ["serve", "--control-fd=3", config], {
    env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => log += text);
  }
  const ports = new Promise((resolve, reject) => {
    let control = "";
    child.stdio[3].setEncoding("utf8").on("data", (text) => {
      control += text;
      const events = control.split("\n").slice(0, -1).map((line) => JSON.parse(line));
      const found = events.filter(({ event }) => event === "listen").map((
        { socket, port },
      ) => [socket, port]);
      if (found.length === sockets) resolve(Object.fromEntries(found));
    });
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`workerd ended with status ${code}\n${log}`)));
  });
  return { ports, stop: () => child.kill("SIGKILL"), log: () => log };
}

main(async () => {
  const config = await writeEdgeConfig();
  const server = startWorkerd(config, 2);
  process.on("exit", server.stop);
  const signal = AbortSignal.timeout(timeLimit);
  const overdue = new Promise((_, reject) => {
    signal.addEventListener(
      "abort",
      () => reject(new Error(`workerd: no answer in ${timeLimit / 1000} s`)),
    );
  });
  let passed = 0;
  let failed = 0;
  try {
    for (const [variant, port] of Object.entries(await Promise.race([server.ports, overdue]))) {
      const response = await fetch(`http://127.0.0.1:${port}/`, { signal });
      const body = await response.text();
      if (!response.ok) throw new Error(`workerd (${variant}): ${response.status} ${body}`);
      for (const [name, result] of Object.entries(JSON.parse(body))) {
        if (result === "ok") passed++;
        else {
          failed++;
          console.log(`FAILED ${name} (${variant})\n${result.replace(/^/gm, "    | ")}`);
        }
      }
    }
  } catch (error) {
    failed++;
    console.log(error.message, server.log());
  } finally {
    server.stop();
  }
  console.log(closingLine({ passed, failed }));
  return failed === 0 ? 0 : 1;
});
