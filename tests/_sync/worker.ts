// The other thread of the tests: runs one of the programs for each message and sends back how it ended.
import { programs } from "./programs.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown): void;
};

scope.onmessage = async ({ data: { id, name, args } }) => {
  try {
    const program = programs[name as keyof typeof programs] as (...args: unknown[]) => unknown;
    scope.postMessage({ id, value: await program(...args) });
  } catch (error) {
    scope.postMessage({ id, error: String(error) });
  }
};
