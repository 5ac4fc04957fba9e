import type { Call } from "./far.ts";
import { serve } from "./far_serve.ts";

(globalThis as { onmessage?: unknown }).onmessage = ({ data }: MessageEvent<Call>) => serve(data);
