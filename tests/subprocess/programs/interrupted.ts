// Waits for a child, and says "waiting" when it does; interrupt_test.ts interrupts it.

import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { DEVNULL, Popen, run, runSync } from "@weft/concurrency/subprocess";

// The child says who it is when it is ready.
const child = (script: string) => ["sh", "-c", script];
const sleeping = child("echo child $$; exec sleep 30");
const say = (text: string) => console.log(text);
const listen = (how: string) => {
  const handler = () => say("handler");
  if (how === "node") process.on("SIGINT", handler);
  else Deno.addSignalListener("SIGINT", handler);
};
const outcome = async (running: Promise<{ returncode: number }>) => {
  say("waiting");
  say(`returncode ${(await running).returncode}`);
};
const TIMEOUT = 20_000;

const kinds: Record<string, (argument: string) => unknown> = {
  run: () => outcome(run(sleeping, { check: true })),
  limited: () => outcome(run(sleeping, { timeout: TIMEOUT })),
  aborted: () => outcome(run(sleeping, { signal: new AbortController().signal })),
  trapped: () =>
    outcome(
      run(child("trap 'echo trapped; exit 7' INT; echo child $$; while :; do sleep 0.1; done"), {
        timeout: TIMEOUT,
      }),
    ),
  family: () => outcome(run(child("sleep 30 & echo child $!; wait"), { timeout: TIMEOUT })),
  stubborn: () =>
    outcome(
      run(child("trap '' INT; echo child $$; while :; do sleep 0.1; done"), { timeout: TIMEOUT }),
    ),
  several: () =>
    outcome(Promise.all([run(sleeping), run(sleeping), run(sleeping)]).then((all) => all[0])),
  runSync: () => {
    say("waiting");
    runSync(sleeping);
  },
  handler: (how) => {
    listen(how);
    return outcome(run(child("echo child $$; exec sleep 0.5")));
  },
  limitedHandler: (how) => {
    listen(how);
    return outcome(run(sleeping, { timeout: TIMEOUT }));
  },
  after: async () => {
    await run(["true"], { timeout: TIMEOUT });
    say("child 1\nwaiting");
    await delay(TIMEOUT);
  },
  exit: (how) => {
    // Without the pipes of this program, whose end would be waited for.
    const streams = { stdin: DEVNULL, stdout: DEVNULL, stderr: DEVNULL } as const;
    const { pid } = new Popen(["sleep", "30"], streams);
    say(`pid ${pid}`);
    if (how === "exit") process.exit(5);
  },
};

if (import.meta.main) await kinds[process.argv[2]!]!(process.argv[3] ?? "");
