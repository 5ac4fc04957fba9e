import { leakSuite } from "../leak_suite.ts";

leakSuite({ each: 500, children: 1_000, tight: 256 });
