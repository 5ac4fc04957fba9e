/** Causes that are shown; a chain may be a ring. */
const DEEPEST = 8;

/** An error with its stack, its causes and, of several in one, each; as a runtime would show it. */
export function errorText(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return `Uncaught ${String(error)}`;
  const lines = [ownText(error)];
  if (depth < DEEPEST) {
    const { cause, errors } = error as { cause?: unknown; errors?: unknown };
    if (cause !== undefined) lines.push(`Caused by: ${errorText(cause, depth + 1)}`);
    if (Array.isArray(errors)) {
      errors.forEach((each, i) => lines.push(`errors[${i}]: ${errorText(each, depth + 1)}`));
    }
  }
  return lines.join("\n");
}

// V8's stacks begin with name and message, JavaScriptCore's do not.
function ownText(error: Error): string {
  const { name, message, stack } = error;
  const head = message === "" ? name : `${name}: ${message}`;
  if (stack === undefined || stack === "") return head;
  return stack.includes(message) && stack.includes(name) ? stack : `${head}\n${stack}`;
}
