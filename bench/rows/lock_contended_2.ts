import { contendedRow } from "../contended_row.ts";

export const row = contendedRow(2, "each");
