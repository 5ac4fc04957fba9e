import { task } from "../../../_transfer/task.ts";

let calls = 0;
const work = task(import.meta, () => ++calls > 0 ? "first" : "never");
const same = task(import.meta, () => mark());
const mark = () => "mark of the first";
export const first: Record<string, () => string> = { work, same };

export class Box {
  static {
    task(import.meta, this);
  }
  constructor(public value: string) {}
  shout(): string {
    return this.value.toUpperCase();
  }
}
