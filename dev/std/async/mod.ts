// Stands in for jsr:@std/async while the package is developed; never published.
export * from "./delay.ts";
