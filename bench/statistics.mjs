export function quantile(samples, q) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/** Median, the range of the middle half, and how many samples. */
export function summary(samples) {
  return {
    median: quantile(samples, 0.5),
    low: quantile(samples, 0.25),
    high: quantile(samples, 0.75),
    samples: samples.length,
  };
}

/** Of each pair of samples, which were taken one right after the other. */
export function paired(a, b, combine) {
  return summary(a.map((sample, i) => combine(sample, b[i])));
}
