/** Python's universal newlines: "\r\n" and "\r" become "\n", also where a pair is split across pieces. */
export class Newlines {
  // The "\n" of the last "\r" was given out at once: who waits for the line would wait for the next one otherwise.
  #carriageReturn = false;

  /** The next piece of text. */
  translate(text: string): string {
    if (text === "") return text;
    const rest = this.#carriageReturn && text[0] === "\n" ? text.slice(1) : text;
    this.#carriageReturn = text.endsWith("\r");
    return rest.includes("\r") ? rest.replace(/\r\n?/g, "\n") : rest;
  }
}
