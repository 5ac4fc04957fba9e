import { task } from "../../../_transfer/task.ts";

let calls = 0;
const work = task(import.meta, () => ++calls > 0 ? "second" : "never");
const same = task(import.meta, () => mark());
const mark = () => "mark of the second";
export const second: Record<string, () => string> = { work, same };

export class Box {
  static {
    task(import.meta, this);
  }
  constructor(public value: string) {}
  shout(): string {
    return this.value + "!";
  }
}
