// What the processes of the tests do. In a file of its own, so that no child evaluates the tests.

import { runtime } from "../../_runtime/mod.ts";
import { processes } from "../../_runtime/processes/mod.ts";
import { self } from "../../_runtime/processes/self.ts";
import { RuntimeError, SystemExit } from "../../_runtime/errors.ts";
import { task } from "../../_transfer/task.ts";
import type { Connection } from "../../multiprocessing/connection.ts";
import { currentProcess, parentProcess } from "../../multiprocessing/current.ts";
import { activeChildren } from "../../multiprocessing/active.ts";
import { Process } from "../../multiprocessing/process.ts";
import { getStartMethod, setStartMethod } from "../../multiprocessing/start_method.ts";
import { Thread } from "../../threading/thread.ts";

interface Kwargs {
  hello: number;
  bye: number;
}

export const describe = task(
  import.meta,
  (end: Connection, ...rest: [unknown, unknown, Kwargs]) => {
    const process = currentProcess();
    end.sendSync(rest.slice(0, 2));
    end.sendSync(rest[2]);
    end.sendSync(process.name);
    end.sendSync([...process.authkey]);
    end.sendSync(process.pid);
  },
);

export const echo = task(import.meta, (end: Connection, value: unknown) => end.sendSync(value));

export const relations = task(import.meta, (end: Connection) => {
  const parent = parentProcess()!;
  end.sendSync([parent.pid, parent.name, parent.isAlive(), currentProcess().exitcode ?? null]);
  end.sendSync(activeChildren().length);
});

export const startMethod = task(import.meta, (end: Connection) => end.sendSync(getStartMethod()));

/** Lasts until somebody ends it. */
export const lastForever = task(import.meta, async (end?: Connection) => {
  end?.sendSync("running");
  await new Promise(() => setInterval(() => {}, 1000));
});

/** The same, blocked. */
export const blockForever = task(import.meta, (end?: Connection) => {
  end?.sendSync("running");
  for (;;) runtime().sleepSync(1000);
});

export const lastFor = task(
  import.meta,
  (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
);

export const recur = task(import.meta, async (end: Connection, id: number[]): Promise<void> => {
  end.sendSync(id);
  if (id.length === 2) return;
  for (const i of [0, 1]) {
    const process = new Process({ target: recur, args: [end, [...id, i]] });
    process.start();
    await process.join();
  }
});

export const exitWith = task(import.meta, (code: number | string | null) => {
  throw new SystemExit(code);
});

export const exitNow = task(import.meta, (code: number) => self().exit(code));

export const fail = task(import.meta, () => {
  throw new RangeError("it went wrong", { cause: new TypeError("the reason") });
});

export const failLater = task(import.meta, async () => {
  setTimeout(() => {
    throw new RangeError("in a timer");
  }, 1);
  await new Promise(() => setInterval(() => {}, 1000));
});

export const failUnheard = task(import.meta, async () => {
  void Promise.reject(new RangeError("of nobody"));
  await new Promise(() => setInterval(() => {}, 1000));
});

export const never = task(import.meta, () => new Promise<void>(() => {}));

/** Ends although something is left that would keep a program alive. */
export const leaveTimer = task(import.meta, () => void setInterval(() => {}, 1000));

/** Writes so many lines, the one way or the other. */
export const write = task(import.meta, (lines: number, stream: boolean) => {
  const text = `${"x".repeat(99)}\n`.repeat(lines);
  if (stream) nodeProcess().stdout.write(text);
  else console.log(text.slice(0, -1));
});

interface NodeProcess {
  readonly stdout: { write(text: string): void; end(): void };
  on(event: "exit", listener: () => void): void;
}

function nodeProcess(): NodeProcess {
  return (globalThis as unknown as { process: NodeProcess }).process;
}

export const closeStdout = task(import.meta, () => nodeProcess().stdout.end());

/** Says so as the process ends. */
export const atExit = task(import.meta, (end: Connection) => {
  nodeProcess().on("exit", () => end.sendSync("exit"));
});

export const leaveThreads = task(import.meta, (end: Connection) => {
  new Thread({ target: sayLater, args: [end, 300] }).start();
  new Thread({ target: sayLater, args: [end, 20_000], daemon: true }).start();
});

const sayLater = task(import.meta, async (end: Connection, ms: number) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  end.sendSync("thread");
});

export const sayAfter = task(import.meta, async (ms: number) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  console.log("the child is done");
});

export const startSaying = task(import.meta, (ms: number) => {
  new Process({ target: sayAfter, args: [ms] }).start();
});

export const leaveChildren = task(import.meta, (end: Connection) => {
  new Process({ target: sayLater, args: [end, 300] }).start();
  new Process({ target: sayLater, args: [end, 20_000], daemon: true }).start();
});

export const descriptors = task(import.meta, (end: Connection) => {
  const libc = processes().libc()!;
  const open: number[] = [];
  // Of those below: what the runtime itself opens comes and goes.
  const entry = new Int32Array(2);
  for (let fd = 0; fd < 4; fd++) {
    entry.set([fd, 0]);
    libc.poll(new Uint8Array(entry.buffer), 1, 0);
    if ((entry[1]! >>> 16 & 0x20) === 0) open.push(fd);
  }
  end.sendSync([open, libc.read(0, new Uint8Array(8))]);
});

export const startAnother = task(import.meta, (end: Connection) => {
  try {
    new Process({ target: () => {} }).start();
    end.sendSync("started");
  } catch (error) {
    end.sendSync([error instanceof RuntimeError, (error as Error).message]);
  }
});

export class Upper extends Process {
  readonly #ignored = 1;
  readonly end: Connection;
  words: string[] = [];

  constructor(end: Connection, name?: string) {
    super({ name });
    this.end = end;
  }

  override run(): void {
    this.end.sendSync([
      this === currentProcess(),
      this instanceof Upper,
      this.name,
      this.words.map((word) => word.toUpperCase()),
    ]);
  }
}
task(import.meta, Upper);

/** Nobody has marked it. */
export class Unmarked extends Process {
  override run(): void {}
}

/** Has nothing of its own that the child would need. */
export class Plain extends Process {
  seen = 0;
}

export const where = task(import.meta, (end: Connection) => {
  end.sendSync([self().cwd(), parentProcess()!.pid]);
});

export const preloaded = task(import.meta, (end: Connection) => {
  end.sendSync((globalThis as { weftPreloaded?: boolean }).weftPreloaded === true);
});

export const runtimeName = task(import.meta, (end: Connection) => end.sendSync(self().kind));

/** For threads of a process. */
export const tellProcess = task(import.meta, (end: Connection) => {
  const { name, pid, authkey } = currentProcess();
  end.sendSync([name, pid, [...authkey], parentProcess()?.pid ?? null, new Process().name]);
});

export const setStartMethodThere = task(
  import.meta,
  (method: "spawn" | "forkserver") => setStartMethod(method, { force: true }),
);

export const startInThread = task(import.meta, async (end: Connection, sync: boolean) => {
  const process = new Process({ target: echo, args: [end, "from the child"] });
  process.start();
  if (sync) process.joinSync();
  else await process.join();
  end.sendSync([process.exitcode ?? null, process.isAlive(), activeChildren().length]);
});

export const tellInThread = task(import.meta, async (end: Connection) => {
  const thread = new Thread({ target: tellProcess, args: [end] });
  thread.start();
  await thread.join();
  tellProcess(end);
});

export const awaitGo = task(import.meta, (end: Connection) => {
  end.sendSync("ready");
  end.recvSync();
});

/** Once the child is ready, another thread tells it to go. */
export const relayGo = task(import.meta, (end: Connection) => {
  end.recvSync();
  new Thread({ target: sayGo, args: [end] }).start();
});

const sayGo = task(import.meta, (end: Connection) => end.sendSync("go"));

/** Sends its parent a signal, in the middle of whatever that does. */
export const signalParent = task(import.meta, (signal: string) => {
  const { process } = globalThis as unknown as {
    process: { kill(pid: number, signal: string): void };
  };
  process.kill(parentProcess()!.pid!, signal);
});
