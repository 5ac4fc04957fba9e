// A worker that measures the texts it gets.
import { type Contents, measureContents } from "./contents.ts";

const scope = globalThis as unknown as {
  onmessage: (event: { data: Contents }) => void;
  postMessage: (value: unknown) => void;
};

scope.onmessage = ({ data }) => scope.postMessage(measureContents(data));
