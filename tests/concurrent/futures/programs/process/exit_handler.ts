// Submits when the program is ending.
import process from "node:process";
import { ProcessPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

if (import.meta.main) {
  const pool = new ProcessPoolExecutor(1);
  await pool.submit(sleepAndPrint, 1, "before");
  process.on("exit", () => {
    try {
      pool.submit(sleepAndPrint, 1, "during");
      console.log("accepted");
    } catch (error) {
      console.log(`${error}`);
    }
  });
}
