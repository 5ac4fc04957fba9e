import { roundTrips } from "../echo.ts";
import { echo } from "../jobs.ts";
import type { Row } from "../row.ts";

// 10 KB as JSON.
const value = Array.from({ length: 125 }, (_, id) => ({
  id,
  name: `name of number ${id}`,
  price: id * 1.25,
  tags: ["red", "green"],
  sold: id % 2 === 0,
}));

export const row: Row = {
  title: "10 KB object as argument and result",
  unit: "µs",
  rawIs: "postMessage to a plain Worker and back",
  measure: () =>
    roundTrips(
      50,
      (pool) => pool.submit(echo<typeof value>, value).result(),
      (worker) => worker.ask(value),
    ),
};
