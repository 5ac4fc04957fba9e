import { processStartRow } from "../process_start_row.ts";
import type { Row } from "../row.ts";

export const row: Row = processStartRow("spawn", { maxRatio: 1.3 });
