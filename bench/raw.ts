// The raw primitive of the rows: a plain worker, and a message there and back.

export interface RawWorker {
  /** Sends a value; resolves to what comes back. */
  ask<T>(value: T, transfer?: Transferable[]): Promise<T>;
  /** Sends a value, and waits for nothing. */
  send(value: unknown, transfer: Transferable[]): void;
  /** Sends all values at once; resolves when as many have come back. */
  flood(values: unknown[]): Promise<void>;
  stop(): void;
}

export function rawWorker(module = "./raw_echo.ts"): RawWorker {
  const worker = new Worker(new URL(module, import.meta.url), { type: "module" });
  let receive: (value: unknown) => void;
  worker.onmessage = (event) => receive(event.data);
  return {
    ask<T>(value: T, transfer: Transferable[] = []) {
      return new Promise<T>((resolve) => {
        receive = resolve as (value: unknown) => void;
        worker.postMessage(value, transfer);
      });
    },
    send: (value, transfer) => worker.postMessage(value, transfer),
    flood(values) {
      return new Promise((resolve) => {
        let left = values.length;
        receive = () => {
          if (--left === 0) resolve();
        };
        for (const value of values) worker.postMessage(value);
      });
    },
    stop: () => worker.terminate(),
  };
}
