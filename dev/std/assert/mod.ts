// Stands in for jsr:@std/assert while the package is developed; never published.
// @ts-types="./mod.d.ts"
export * from "deno-std/assert/mod.js";
