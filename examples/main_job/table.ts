/** Labels on the left, values aligned on the right. */
export function table(rows: readonly (readonly [label: string, value: string])[]): string {
  const widest = (column: 0 | 1) => Math.max(0, ...rows.map((row) => row[column].length));
  const [labels, values] = [widest(0), widest(1)];
  return rows.map(([label, value]) => `${label.padEnd(labels)}  ${value.padStart(values)}\n`).join(
    "",
  );
}

/** 1234567 → "1,234,567" */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}
