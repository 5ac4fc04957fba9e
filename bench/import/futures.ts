import "../../concurrent/futures/mod.ts";
