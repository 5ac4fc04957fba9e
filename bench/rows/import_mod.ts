import { importRow } from "../import_row.ts";

export const row = importRow("mod.ts", "weft.ts", { target: () => ({ maxExcess: 15 }) });
