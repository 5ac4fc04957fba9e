/** What is measured of one text. */
export interface ContentReport {
  /** Of its SHA-256, in hexadecimal. */
  sha256: string;
  bytes: number;
  lines: number;
  words: number;
}
export interface FileReport extends ContentReport {
  path: string;
}
/** Reports as they travel between threads: a column each, since a few large values are cheaper to send than many objects. */
export interface PackedReports {
  paths: string;
  digests: string;
  /** Bytes, lines and words of each. */
  numbers: Float64Array<ArrayBuffer>;
}

const digestLength = 64;
// What no path can contain.
const separator = "\0";

export function packReports(reports: readonly FileReport[]): PackedReports {
  return {
    paths: reports.map(({ path }) => path).join(separator),
    digests: reports.map(({ sha256 }) => sha256).join(""),
    numbers: Float64Array.from(reports.flatMap(({ bytes, lines, words }) => [bytes, lines, words])),
  };
}

export function unpackReports({ paths, digests, numbers }: PackedReports): FileReport[] {
  if (numbers.length === 0) return [];
  return paths.split(separator).map((path, i) => ({
    path,
    sha256: digests.slice(i * digestLength, (i + 1) * digestLength),
    bytes: numbers[3 * i],
    lines: numbers[3 * i + 1],
    words: numbers[3 * i + 2],
  }));
}
