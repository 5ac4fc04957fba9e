// Loaded by the main thread alone; the others meet the class as that of an item.
import { task } from "@weft/concurrency";

export class Later {
  static {
    task(import.meta, this);
  }
  constructor(readonly name: string) {}

  title(): string {
    return `later ${this.name}`;
  }
}
