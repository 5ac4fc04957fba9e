import { Event, task, Thread } from "@weft/concurrency/threading";

export const forever = task(import.meta, async (begun: Event) => {
  begun.set();
  await new Promise(() => setInterval(() => {}, 1000));
});

export const blocked = task(import.meta, (begun: Event) => {
  begun.set();
  new Event().waitSync({ timeout: 60_000 });
});

if (import.meta.main) {
  for (const target of [forever, blocked]) {
    const begun = new Event();
    new Thread({ target, args: [begun], daemon: true }).start();
    await begun.wait();
  }
  console.log("end of main");
}
