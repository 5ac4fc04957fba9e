/** How the bytes of a value that was sent are to be read. */
export const Form = {
  /** They are the value. */
  PLAIN: 0,
  /** They are what pack() made of it, and its parts. */
  PACKED: 1,
} as const;
