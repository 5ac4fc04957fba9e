import { contendedRow } from "../contended_row.ts";

export const row = contendedRow(4, "longest");
