// The courier is lost before it can say anything.

import { fetch, fetchSync, keep } from "../../../_thread/courier.ts";
import { setLibrary } from "../../../_thread/root.ts";

if (import.meta.main) {
  setLibrary(() => "file:///there_is_no_such.ts");
  const id = keep([1], []);
  const tries = [() => fetch(id), () => fetchSync(id), () => keep([1], [])];
  for (const attempt of tries) {
    try {
      await attempt();
    } catch (error) {
      console.log(String(error).split(":", 2).join(":"));
    }
  }
}
