import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { test } from "node:test";
import { parseArguments, UsageError } from "../../examples/main_job/arguments.ts";
import { tempFolder } from "./temp_folder.ts";

test("the folder, --workers and --processes are taken from the arguments, else the defaults", () => {
  using folder = tempFolder({});
  const defaults = { folder: folder.path, workers: 3, processes: false };
  assertEquals(parseArguments([], defaults), defaults);
  assertEquals(parseArguments(["--workers", "5"], defaults).workers, 5);
  assertEquals(
    parseArguments(["--workers=6", folder.path, "--processes"], { ...defaults, folder: "/" }),
    { folder: folder.path, workers: 6, processes: true },
  );
});

test("what is wrong with the arguments is said", () => {
  using folder = tempFolder({ "file": "" });
  const refused = (args: string[], message: string) =>
    assertThrows(
      () => parseArguments(args, { folder: folder.path, workers: 1, processes: false }),
      UsageError,
      message,
    );
  refused(["--workers", "0"], "--workers must be a whole number >= 1, got 0");
  refused(["--workers"], "--workers must be a whole number >= 1, got nothing");
  refused(["--workers=two"], "got two");
  refused(["--fast"], "unknown option --fast");
  refused([folder.path, folder.path], "one folder expected");
  refused([join(folder.path, "gone")], `${join(folder.path, "gone")} does not exist`);
  refused([join(folder.path, "file")], `${join(folder.path, "file")} is not a directory`);
  refused([join(folder.path, "file/below")], join(folder.path, "file/below"));
});
