// A worker that sends back what it gets; bytes that were moved here are moved back.
interface Message {
  data: { move?: Uint8Array<ArrayBuffer> } | undefined;
}
const scope = globalThis as unknown as {
  onmessage: (event: Message) => void;
  postMessage: (value: unknown, transfer?: Transferable[]) => void;
};

scope.onmessage = ({ data }) => {
  const bytes = data?.move;
  if (bytes === undefined) scope.postMessage(data);
  else scope.postMessage({ move: bytes }, [bytes.buffer]);
};
