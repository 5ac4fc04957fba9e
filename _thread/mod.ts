export { booting } from "./bootstrap.ts";
export { currentThread, inbox } from "./current.ts";
export { ending } from "./ending.ts";
export { hold, release } from "./hold.ts";
export { bump, type Inbox, type Source } from "./inbox.ts";
export { type JobMessage, JobState, registerJob } from "./job.ts";
export { onUncaught } from "./runner.ts";
export { Job } from "./start.ts";
