/** The rows (bench/rows/NAME.ts) in the order of the table. */
export const rows = [
  "executor_one_at_a_time",
  "executor_in_flight",
  "mutex_sync",
  "mutex_async",
  "import_mod",
  "import_futures",
  "main_job",
  "pool_cold",
  "pool_reused",
  "object_10kb",
  "bytes_1mib_copied",
  "bytes_1mib_transferred",
];
