// A worker that counts what it gets: first how many to expect, then these, then it says that all have come.
const scope = globalThis as unknown as {
  onmessage: (event: { data: unknown }) => void;
  postMessage: (value: unknown) => void;
};

let left = 0;
scope.onmessage = ({ data }) => {
  if (left === 0) left = data as number;
  else if (--left === 0) scope.postMessage("done");
};
