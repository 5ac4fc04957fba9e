/** A scheduled event (17.6.1): what `enter` and `enterabs` return, and `cancel` takes. */
export interface Event {
  /** When it is due, by the scheduler's clock. */
  readonly time: number;
  /** Of events due at the same time, the lower number comes first. */
  readonly priority: number;
  /** Order of entry: decides between events that are equal in both. */
  readonly sequence: number;
  /** What is called then. */
  readonly action: (...argument: never[]) => unknown;
  /** Its arguments. */
  readonly argument: readonly unknown[];
}
