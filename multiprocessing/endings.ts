// What a child does before it exits: those who have started something that must end first say so here.

const endings: (() => Promise<void>)[] = [];

/** Has `ending` called then. */
export function beforeEnd(ending: () => Promise<void>): void {
  endings.push(ending);
}

/** Calls them, one after the other. */
export async function runEndings(): Promise<void> {
  for (const ending of endings) await ending();
}
