// What the child of a program ignores that was started as nohup does.
import { checkOutputSync } from "@weft/concurrency/subprocess";

console.log(checkOutputSync(["grep", "SigIgn", "/proc/self/status"], { text: true }));
