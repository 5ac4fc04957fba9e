import { checkOptions } from "../_sync/acquire_options.ts";
import { checkNames } from "./option_names.ts";

/** Fields of a STARTUPINFO, as its constructor takes them. */
export interface StartupInfoOptions {
  /** Which of the others count: STARTF_USESTDHANDLES, STARTF_USESHOWWINDOW, … */
  dwFlags?: number;
  /** Handle of the standard input. */
  hStdInput?: number;
  /** Handle of the standard output. */
  hStdOutput?: number;
  /** Handle of the standard error. */
  hStdError?: number;
  /** How the window is shown: SW_HIDE, … */
  wShowWindow?: number;
  /** Further attributes; `handle_list` are the handles to be inherited. */
  lpAttributeList?: Record<string, unknown>;
}

const NAMES: Readonly<Record<keyof StartupInfoOptions, true>> = {
  dwFlags: true,
  hStdInput: true,
  hStdOutput: true,
  hStdError: true,
  wShowWindow: true,
  lpAttributeList: true,
};

/**
 * Python's STARTUPINFO (17.5.4): how a program is started on Windows. It can be made everywhere, and given to Popen on
 * Windows alone.
 *
 * ```ts
 * import { STARTF_USESHOWWINDOW, STARTUPINFO, SW_HIDE } from "@weft/concurrency/subprocess";
 *
 * const hidden = new STARTUPINFO({ dwFlags: STARTF_USESHOWWINDOW, wShowWindow: SW_HIDE });
 * const copy = hidden.copy();
 * copy.dwFlags = 0;
 * console.log(hidden.dwFlags, copy.dwFlags);
 * ```
 *
 * ```output
 * 1 0
 * ```
 */
export class STARTUPINFO {
  /** Which of the others count. */
  dwFlags: number;
  /** Handle of the standard input; counts with STARTF_USESTDHANDLES. */
  hStdInput: number | undefined;
  /** Handle of the standard output; counts with STARTF_USESTDHANDLES. */
  hStdOutput: number | undefined;
  /** Handle of the standard error; counts with STARTF_USESTDHANDLES. */
  hStdError: number | undefined;
  /** How the window is shown; counts with STARTF_USESHOWWINDOW. */
  wShowWindow: number;
  /** Further attributes. */
  lpAttributeList: Record<string, unknown>;

  /**
   * Creates it with the fields given.
   *
   * @throws TypeError for a field that does not exist.
   */
  constructor(options?: StartupInfoOptions) {
    const given = checkOptions(options, "STARTUPINFO");
    checkNames(given, NAMES, "STARTUPINFO");
    this.dwFlags = given.dwFlags ?? 0;
    this.hStdInput = given.hStdInput;
    this.hStdOutput = given.hStdOutput;
    this.hStdError = given.hStdError;
    this.wShowWindow = given.wShowWindow ?? 0;
    this.lpAttributeList = given.lpAttributeList ?? { handle_list: [] };
  }

  /** One with the same fields, and lists of its own (since 3.7). */
  copy(): STARTUPINFO {
    const attributes = { ...this.lpAttributeList };
    const { handle_list: handles } = attributes;
    if (Array.isArray(handles)) attributes.handle_list = [...handles];
    return new STARTUPINFO({ ...this, lpAttributeList: attributes });
  }
}
