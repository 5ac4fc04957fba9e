/** Throws TypeError for an option that is none of `names`: a misspelt one would be ignored in silence. */
export function checkNames(
  options: object,
  names: Readonly<Record<string, true>>,
  who: string,
): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(names, name)) throw new TypeError(`${who}: unknown option "${name}"`);
  }
}
