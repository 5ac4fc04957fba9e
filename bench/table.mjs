const none = "–";
const head = ["row", "runtime", "ours", "raw", "python3", "ratio", "target", "met"];
const columnsToTheRight = ["ours", "raw", "python3", "ratio"];

/** The results as a table, with what the reader needs to know of how they came about. */
export function resultTable(machine, results) {
  const lines = [head, ...results.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) =>
    line.map((cell, column) =>
      columnsToTheRight.includes(head[column])
        ? cell.padStart(widths[column])
        : cell.padEnd(widths[column])
    ).join("  ").trimEnd()
  );
  text.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return [...text, "", ...legend(machine, results)].join("\n");
}

function cells({ name, runtime, failed, title, unit, ours, raw, python3, target, met, ...row }) {
  if (failed) return [name, runtime, "failed", none, none, none, none, none];
  return [
    title,
    runtime,
    withSpread(ours, unit),
    withSpread(raw, unit),
    python3 === undefined ? none : withSpread(python3, unit),
    target?.maxExcess === undefined
      ? `${row.ratio.median.toFixed(2)} ×`
      : `+${figure(row.excess.median, unit)}`,
    target === undefined ? none : inWords(target, unit),
    met === undefined ? none : met ? "yes" : "no",
  ];
}

function withSpread({ median, low, high }, unit) {
  const percent = Math.round((high - low) / 2 / median * 100);
  return `${figure(median, unit)} ±${String(percent).padStart(2)} %`;
}

function figure(value, unit) {
  return `${digits(value)} ${unit}`;
}

function digits(value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function inWords(
  { maxRatio, maxExcess, max, min, beatsPython, maxOfPython, minOfPython },
  unit,
) {
  const bound = (value) => `${value.toLocaleString("en-US")} ${unit}`;
  return [
    maxRatio !== undefined && `≤ ${+maxRatio.toFixed(2)} × raw`,
    maxExcess !== undefined && `≤ raw + ${bound(maxExcess)}`,
    max !== undefined && `≤ ${bound(max)}`,
    min !== undefined && `≥ ${bound(min)}`,
    beatsPython && "better than python3",
    maxOfPython !== undefined && `≤ ${+maxOfPython.toFixed(2)} × python3`,
    minOfPython !== undefined && `≥ ${minOfPython} × python3`,
  ].filter(Boolean).join(", ");
}

function legend({ processor, cpus, loadBefore, deno, bun, python3 }, results) {
  const rows = new Map(results.filter(({ failed }) => !failed).map((row) => [row.title, row]));
  return [
    `${processor}, ${cpus} CPUs, load ${loadBefore} at the start; ${deno}; Bun ${bun}; ${
      python3 ?? "no python3"
    }`,
    "Median ± half the range of the middle half of the samples. ratio: ours / raw, the median over pairs of samples",
    "that were taken in turn in one process; figures of different runs can't be compared. What raw and python3 are:",
    ...[...rows.values()].map(({ title, rawIs, pythonIs, python3 }) =>
      `  ${title}: ${rawIs}${python3 === undefined ? "" : `; ${pythonIs}`}`
    ),
  ];
}
