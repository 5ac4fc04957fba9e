import { Queue } from "../../multiprocessing/queues.ts";

const q = new Queue<string>();
q.putSync("knock knock");

export const knocked: string = q.getSync({ timeout: 3_000 });
