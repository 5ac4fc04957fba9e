import { paired, summary } from "./statistics.mjs";

/** Units of which more is better. */
const rates = ["/s", "×"];

/** What a runtime measured, beside python's figure (a summary, or undefined), against the row's target. */
export function judge({ samples, target, ...row }, python) {
  const ours = summary(samples.ours);
  const raw = summary(samples.raw);
  const ratio = paired(samples.ours, samples.raw, (a, b) => a / b);
  const excess = paired(samples.ours, samples.raw, (a, b) => a - b);
  const result = { ...row, ours, raw, python3: python, ratio, excess, target };
  return { ...result, met: target && isMet(target, result) };
}

function isMet(target, { unit, ours, python3, ...row }) {
  const { maxRatio, maxExcess, max, min, beatsPython, maxOfPython, minOfPython } = target;
  const beaten = python3 === undefined ||
    (rates.includes(unit) ? ours.median > python3.median : ours.median < python3.median);
  return row.ratio.median <= (maxRatio ?? Infinity) &&
    row.excess.median <= (maxExcess ?? Infinity) &&
    ours.median <= (max ?? Infinity) &&
    ours.median >= (min ?? -Infinity) &&
    (beaten || !beatsPython) &&
    (python3 === undefined || ours.median <= python3.median * (maxOfPython ?? Infinity)) &&
    (python3 === undefined || ours.median >= python3.median * (minOfPython ?? 0));
}
