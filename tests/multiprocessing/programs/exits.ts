// Has waited, so that the poller sleeps in the kernel; ends as its argument says.

import process from "node:process";
import { Pipe } from "../../../multiprocessing/pipe.ts";
import { wait } from "../../../multiprocessing/wait.ts";

const [a, b] = Pipe();
const [quiet] = Pipe();
setTimeout(() => b.sendSync("something"), 20);
console.log(await a.recv(), await wait([a, quiet], { timeout: 20 }));
const how = process.argv[2];
if (how === "exit") process.exit(3);
if (how === "throw") throw new Error("the end");
