import { runtime } from "../_runtime/mod.ts";
import { processState } from "../_thread/process_state.ts";

/** The main module of the program, also in its children; undefined when there is none that can be imported. */
export function mainModule(): string | undefined {
  const main = processState().main ?? runtime().mainModule();
  // Code on a command line is in no file.
  return main !== undefined && /^(file|https?):/.test(main) && !/(%5B|\[)eval(%5D|\])$/.test(main)
    ? main
    : undefined;
}
