/** What `wait` takes besides connections; `fd` is a descriptor that becomes readable. */
export interface Waitable {
  /** -1: it is ready for good. */
  readonly fd: number;
}
