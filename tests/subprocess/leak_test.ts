// The same with many more children is a stress test.
import { leakSuite } from "./leak_suite.ts";

leakSuite({ each: 20, children: 200, tight: 100 });
