/** Prints the line of a finished step, and what it said if it failed. */
export function report(name, ms, { passed, failed, skipped = 0 }, output) {
  const good = failed === 0;
  const counts = [`${passed} passed`];
  if (failed > 0) counts.push(`${failed} failed`);
  if (skipped > 0) counts.push(`${skipped} skipped`);
  const seconds = (ms / 1000).toFixed(1).padStart(6);
  console.log(`${good ? "ok    " : "FAILED"} ${seconds} s  ${name}: ${counts.join(" · ")}`);
  if (!good && output !== "") console.log(output.trimEnd().replace(/^/gm, "    | "));
}
