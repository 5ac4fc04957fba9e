/** Within what every engine lets a string have. */
const LONGEST = 1 << 28;

/** Text that comes in pieces. It may become longer than a string can be, which is told to who asks for all of it. */
export class Texts {
  #done: string[] = [];
  #last = "";

  add(text: string): void {
    if (this.#last.length + text.length > LONGEST) {
      this.#done.push(this.#last);
      this.#last = "";
    }
    this.#last += text;
  }

  /** Gives what has come until now; whether it is little enough to be given without fail. */
  taken(): { readonly get: () => string; readonly safe: boolean } {
    const texts = [...this.#done, this.#last];
    return { get: () => joined(texts), safe: texts.length === 1 };
  }
}

function joined(texts: readonly string[]): string {
  try {
    // Which copies nothing: the engines join when the characters are looked at.
    return texts.reduce((all, text) => all + text);
  } catch {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    throw new RangeError(`${length} characters of output are more than a string can have`);
  }
}
