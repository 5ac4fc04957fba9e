// Waits with far limits that are served at once: the program must end by itself.
import { Queue } from "@weft/concurrency/queue";

const q = new Queue<number>(1);
const { signal } = new AbortController();
const get = q.get({ timeout: 3_600_000, signal });
q.putNowait(1);
const first = await get;
q.putNowait(2);
const put = q.put(3, { timeout: 3_600_000 });
q.getNowait();
const second = await put;
const late = q.put(4, { timeout: 3_600_000 });
q.shutdown();
console.log(first, second, await late.catch((error) => error.name));
