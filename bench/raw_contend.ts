// A worker that has loaded the module of the threads' targets.
import "./contend.ts";

const scope = globalThis as unknown as {
  onmessage: (event: { data: unknown }) => void;
  postMessage: (value: unknown) => void;
};

scope.onmessage = ({ data }) => scope.postMessage(data);
