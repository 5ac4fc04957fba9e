/** A file or folder that could not be read. */
export interface Failure {
  path: string;
  message: string;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
