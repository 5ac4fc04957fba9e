/** Of what a figure is; less is better, but for "/s" and "×". */
export type Unit = "ns" | "µs" | "ms" | "/s" | "×";
export type RuntimeName = "deno" | "bun";

/** What a row is to reach; all that is given must hold. */
export interface Target {
  /** ours / raw, sample by sample, at most. */
  maxRatio?: number;
  /** ours - raw, at most, in the row's unit. */
  maxExcess?: number;
  max?: number;
  min?: number;
  beatsPython?: boolean;
  /** ours / python3's, at most. */
  maxOfPython?: number;
  /** ours / python3's, at least. */
  minOfPython?: number;
}

/** Samples in the row's unit; those with the same index were taken one right after the other. */
export interface Samples {
  ours: number[];
  raw: number[];
}

export interface Row {
  title: string;
  unit: Unit;
  /** What "raw" is in this row. */
  rawIs: string;
  /** What "python3" is in this row; the program is bench/python/NAME.py. */
  pythonIs?: string;
  target?: (runtime: RuntimeName) => Target;
  measure: () => Promise<Samples>;
}
