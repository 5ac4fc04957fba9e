/** Reads a whole text file, or returns undefined where it is absent or may not be read. */
export type ReadText = (path: string) => string | undefined;

/** CPUs that the control groups of this process grant it, or Infinity. */
export function cpuQuota(readText: ReadText): number {
  let limit = Infinity;
  for (const line of readText("/proc/self/cgroup")?.split("\n") ?? []) {
    const [, controllers, group] = line.split(":", 3);
    if (controllers === undefined || group === undefined) continue;
    if (controllers === "") {
      limit = Math.min(limit, ...ancestors(group).map((at) => unified(at, readText)));
    } else if (controllers.split(",").includes("cpu")) {
      limit = Math.min(limit, ...ancestors(group).map((at) => legacy(at, readText)));
    }
  }
  return limit;
}

// A quota binds everything below it, and a container often sees its own group as "/".
function ancestors(group: string): string[] {
  const names = group.split("/").filter((name) => name !== "");
  return names.map((_, i) => "/" + names.slice(0, i + 1).join("/")).concat("");
}

function unified(group: string, readText: ReadText): number {
  const [quota, period] = readText(`/sys/fs/cgroup${group}/cpu.max`)?.trim().split(" ") ?? [];
  return ratio(quota, period);
}

function legacy(group: string, readText: ReadText): number {
  const folder = `/sys/fs/cgroup/cpu${group}`;
  return ratio(readText(`${folder}/cpu.cfs_quota_us`), readText(`${folder}/cpu.cfs_period_us`));
}

function ratio(quota: string | undefined, period: string | undefined): number {
  const value = Number(quota) / Number(period);
  return value > 0 ? value : Infinity;
}
