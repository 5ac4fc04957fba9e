// Submits when the program is ending.
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { sleepAndPrint } from "./tasks.ts";

const pool = new ThreadPoolExecutor(2);
await pool.submit(sleepAndPrint, 1, "before");
process.on("exit", () => {
  try {
    pool.submit(sleepAndPrint, 1, "during");
    console.log("accepted");
  } catch (error) {
    console.log(`${error}`);
  }
});
