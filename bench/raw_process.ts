// The raw side of the rows about processes: what each runtime offers itself, in its fastest form.
import process from "node:process";

interface BunChild {
  exited: Promise<number>;
  stdin: { write(bytes: Uint8Array): unknown; end(): unknown };
  stdout: ReadableStream<Uint8Array>;
}
interface BunNamespace {
  spawn(command: string[], options?: object): BunChild;
  spawnSync(command: string[], options?: object): unknown;
}
const { Bun } = globalThis as unknown as { Bun?: BunNamespace };
const quiet = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;

/** The runtime itself on a program that does nothing. */
export async function runBare(): Promise<void> {
  const program = new URL("./import/empty.ts", import.meta.url).pathname;
  if (Bun !== undefined) await Bun.spawn([process.execPath, program], quiet).exited;
  else {
    const args = ["run", "-A", "--no-check", program];
    await new Deno.Command(process.execPath, { ...quiet, args }).spawn().status;
  }
}

/** A child that answers each line of JSON with a line, through the pipes that the runtime makes. */
export interface RawChild {
  ask(): Promise<void>;
  /** Sends so many values, and waits for as many answers. */
  flood(count: number, value: () => unknown): Promise<void>;
  end(): void;
}

export function rawChild(): RawChild {
  const program = new URL("./raw_child.ts", import.meta.url).pathname;
  const { write, output, end } = startRaw(program);
  const reader = output.getReader();
  let answers = 0;
  const wait = async (count: number) => {
    for (; answers < count;) {
      const { value } = await reader.read();
      if (value === undefined) throw new Error("the child has ended");
      for (const byte of value) if (byte === 10) answers++;
    }
    answers -= count;
  };
  return {
    async ask() {
      write("1\n");
      await wait(1);
    },
    async flood(count, value) {
      for (let i = 0; i < count; i++) write(`${JSON.stringify(value())}\n`);
      await wait(count);
    },
    end,
  };
}

function startRaw(program: string) {
  const encoder = new TextEncoder();
  if (Bun !== undefined) {
    const child = Bun.spawn([process.execPath, program], { stdin: "pipe", stdout: "pipe" });
    return {
      write: (text: string) => void child.stdin.write(encoder.encode(text)),
      output: child.stdout,
      end: () => void child.stdin.end(),
    };
  }
  const args = ["run", "-A", "--no-check", program];
  const child = new Deno.Command(process.execPath, { args, stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  return {
    write: (text: string) => void writer.write(encoder.encode(text)),
    output: child.stdout,
    end: () => void writer.close(),
  };
}

export async function runTrue(): Promise<void> {
  if (Bun !== undefined) await Bun.spawn(["true"], quiet).exited;
  else await new Deno.Command("true", quiet).spawn().status;
}

export function runTrueSync(): void {
  if (Bun !== undefined) Bun.spawnSync(["true"], quiet);
  else new Deno.Command("true", quiet).outputSync();
}

/** The bytes that a program writes. */
export async function capture(command: string[]): Promise<Uint8Array> {
  if (Bun !== undefined) {
    const child = Bun.spawn(command, { stdout: "pipe" });
    return new Uint8Array(await new Response(child.stdout).arrayBuffer());
  }
  const [program, ...args] = command;
  return (await new Deno.Command(program!, { args, stderr: "inherit" }).output()).stdout;
}

/** What `cat` makes of the bytes. */
export async function throughCat(bytes: Uint8Array): Promise<Uint8Array> {
  if (Bun !== undefined) {
    const child = Bun.spawn(["cat"], { stdin: "pipe", stdout: "pipe" });
    child.stdin.write(bytes);
    child.stdin.end();
    return new Uint8Array(await new Response(child.stdout).arrayBuffer());
  }
  const child = new Deno.Command("cat", { stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close());
  const { stdout } = await child.output();
  await written;
  return stdout;
}

/** A program's output as it comes. */
export function outputOf(command: string[]): ReadableStream<Uint8Array> {
  if (Bun !== undefined) return Bun.spawn(command, { stdout: "pipe" }).stdout;
  const [program, ...args] = command;
  return new Deno.Command(program!, { args, stdout: "piped" }).spawn().stdout;
}
