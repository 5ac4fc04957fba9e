// The way from the root of a value to a place inside it, kept as a stack and put into words only for an error.

/** An array index or property name; text in parentheses or brackets is taken as it stands. */
export type Step = string | number | { readonly text: string };

/** 'args[1].handlers[0].get("a")' */
export function formatPath(root: string, steps: readonly Step[]): string {
  return root + steps.map(formatStep).join("");
}

export function mapValueStep(key: unknown, index: number): Step {
  if (typeof key === "string") return { text: `.get(${JSON.stringify(key)})` };
  if (typeof key === "number") return { text: `.get(${key})` };
  return { text: `.values()[${index}]` };
}

export function mapKeyStep(index: number): Step {
  return { text: `.keys()[${index}]` };
}

export function setStep(index: number): Step {
  return { text: `.values()[${index}]` };
}

function formatStep(step: Step): string {
  if (typeof step === "number") return `[${step}]`;
  if (typeof step === "object") return step.text;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step)
    ? `.${step}`
    : `[${/^(0|[1-9]\d*)$/.test(step) ? step : JSON.stringify(step)}]`;
}
