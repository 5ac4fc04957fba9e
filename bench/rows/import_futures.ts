import { importRow } from "../import_row.ts";

export const row = importRow("concurrent/futures", "futures.ts", {
  pythonIs: "a program that imports concurrent.futures.thread",
});
