// A user's program that is bundled into one file: two modules with tasks and classes of the same names, a task of the
// main module itself, and one that is defined in the main thread only.
import { task } from "../../../_transfer/task.ts";
import { tasks } from "../../../_transfer/tasks.ts";
import { Far } from "../far.ts";
import { Box, first } from "./first.ts";
import { Box as OtherBox, second } from "./second.ts";

export { serve } from "../far_serve.ts";

const path = tasks(import.meta, () => import("node:path/posix"));
const own = task(import.meta, (n: number) => helper(n));
const helper = (n: number) => n * 2;
const shout = task(import.meta, (box: Box | OtherBox) => box.shout());

if (import.meta.main) {
  task(import.meta, () => "only here");
  const worker = `onmessage = ({ data }) => import(${JSON.stringify(import.meta.url)})` +
    ".then(({ serve }) => serve(data))";
  using far = new Far("data:text/javascript," + encodeURIComponent(worker));
  console.log(JSON.stringify([
    await far.call(first.work!),
    await far.call(second.work!),
    await far.call(first.same!),
    await far.call(second.same!),
    await far.call(own, 21),
    await far.call(shout, new Box("box")),
    await far.call(shout, new OtherBox("box")),
    await far.call(path.join, "a", "b"),
    await far.call((n: number) => n + 1, 1),
  ]));
}
