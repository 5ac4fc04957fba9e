/** Where progress is written: process.stderr, or a stand-in. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const stepsOfPlainText = 4;
const redrawAfter = 50;

/** A progress bar on a terminal; a plain line at every quarter elsewhere. */
export class Progress {
  #title: string;
  #total: number;
  #output: Output;
  #done = 0;
  #drawn = -Infinity;
  #step = 0;

  constructor(title: string, total: number, output: Output) {
    this.#title = title;
    this.#total = total;
    this.#output = output;
  }

  advance(amount: number): void {
    this.#done += amount;
    const share = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total);
    if (this.#output.isTTY) this.#draw(share);
    else this.#print(share);
  }

  /** Clears the bar. */
  finish(): void {
    if (this.#output.isTTY) this.#output.write("\r\x1b[K");
  }

  #draw(share: number) {
    const now = performance.now();
    if (now - this.#drawn < redrawAfter && share < 1) return;
    this.#drawn = now;
    const percent = `${Math.floor(share * 100)} %`.padStart(6);
    const width = Math.max(
      10,
      Math.min(40, (this.#output.columns ?? 80) - this.#title.length - 8),
    );
    const bar = "█".repeat(Math.round(share * width)).padEnd(width, "░");
    this.#output.write(`\r${this.#title} ${bar}${percent}\x1b[K`);
  }

  #print(share: number) {
    const step = Math.floor(share * stepsOfPlainText);
    if (step === this.#step) return;
    this.#step = step;
    this.#output.write(`${this.#title}: ${Math.floor((step / stepsOfPlainText) * 100)} %\n`);
  }
}
