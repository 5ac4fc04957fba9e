// A worker that measures the files whose paths it gets.
import { measure } from "../examples/main_job/measure.ts";

const scope = globalThis as unknown as {
  onmessage: (event: { data: string[] }) => void;
  postMessage: (value: unknown) => void;
};

scope.onmessage = ({ data }) => scope.postMessage(measure(data));
