// A program that starts a child, and either waits for it or not.

import process from "node:process";
import { PIPE, Popen } from "@weft/concurrency/subprocess";

// It ends with this program.
const child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
if (process.argv.at(-1) === "leave") {
  console.log("left");
} else {
  // Once nothing else keeps the program alive.
  new Popen(["sh", "-c", `sleep 0.3; kill -9 ${child.pid}`], {});
  console.log("waited", await child.wait());
}
