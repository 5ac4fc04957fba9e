import { checkOutput, PIPE, Popen } from "@weft/concurrency/subprocess";
import { messageOf } from "./failure.ts";
import { grouped } from "./table.ts";

/** What the job runs on, and what other programs find below the folder; why not, where they can't be asked. */
export async function systemLine(folder: string): Promise<string> {
  const runtime = navigator.userAgent;
  try {
    const [system, files] = await Promise.all([
      checkOutput(["uname", "-sr"], { text: true }),
      countFiles(folder),
    ]);
    return `${runtime} on ${system.trim()}; find | wc -l counts ${grouped(files)} files`;
  } catch (error) {
    return `${runtime}; ${messageOf(error)}`;
  }
}

// As the shell's pipeline: neither program waits for the other to end.
async function countFiles(folder: string): Promise<number> {
  const find = new Popen(
    ["find", folder, "-name", ".git", "-prune", "-o", "-type", "f", "-print"],
    {
      stdout: PIPE,
    },
  );
  const wc = new Popen(["wc", "-l"], { stdin: find.stdout, stdout: PIPE, text: true });
  const [count] = await wc.communicate();
  await find.wait();
  return Number(count);
}
