import process from "node:process";
import { Event, task, Thread } from "@weft/concurrency/threading";

export const wait = task(import.meta, async (event: Event) => void await event.wait());

if (import.meta.main) {
  const event = new Event();
  if (process.argv[2] === "handler") {
    process.on("SIGINT", () => {
      console.log("handler");
      event.set();
    });
  }
  const thread = new Thread({ target: wait, args: [event] });
  thread.start();
  setTimeout(() => process.kill(process.pid, "SIGINT"), 50);
  await thread.join();
  console.log("end of main");
}
