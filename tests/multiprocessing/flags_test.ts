import { test } from "node:test";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { readDenoArguments } from "../../_runtime/processes/deno_arguments.ts";
import { self } from "../../_runtime/processes/self.ts";

function read(line: string): ReturnType<typeof readDenoArguments> {
  return readDenoArguments(line.split(" "));
}

test("17.2.1.2 spawn: a child has the switches of its parent, and its arguments", () => {
  const program = fileURLToPath(new URL("./programs/flags.ts", import.meta.url));
  const flags = self().kind === "deno"
    ? ["run", "-A", "--location=http://example.org/there"]
    : ["--smol", "--conditions=special"];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, program, "one", "--two"],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" }, timeout: 15_000 },
  );
  assertEquals([status, stderr], [0, ""]);
  const [child, parent] = stdout.trimEnd().split("\n");
  assertEquals(child, parent);
  assertStringIncludes(child!, self().kind === "deno" ? "example.org" : "--smol");
  assertStringIncludes(child!, '["one","--two"]');
});

test("Deno's command line: permissions by name and by letter, switches, and where the program begins", () => {
  const { all, allowed, denied, carried } = read(
    "deno run --allow-read=/a,/b -N=x.org --deny-env=SECRET --no-lock -c my.json --unstable-kv " +
      "--watch --allow-read=/c main.ts -A --allow-net=y.org",
  );
  assertEquals(all, false);
  assertEquals([...allowed], [["read", ["/a", "/b", "/c"]], ["net", ["x.org"]]]);
  assertEquals([...denied], [["env", ["SECRET"]]]);
  assertEquals(carried, ["--no-lock", "-c", "my.json", "--unstable-kv"]);
});

test("Deno's command line: the subcommand may be another one, or none", () => {
  assertEquals(read("deno test -A --parallel tests/").all, true);
  assertEquals(read("deno -A main.ts --no-lock").all, true);
  assertEquals(read("deno main.ts -A --no-lock"), {
    all: false,
    allowed: new Map(),
    denied: new Map(),
    carried: [],
  });
  assertEquals(read("deno ./main -A").all, false);
  assertEquals(read("deno").carried, []);
});
