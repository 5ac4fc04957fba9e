// The raw side of the rows about processes: what each runtime offers itself, in its fastest form.
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
