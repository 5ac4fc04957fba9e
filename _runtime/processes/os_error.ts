const MESSAGES: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  EPERM: "Operation not permitted",
  ENOTDIR: "Not a directory",
  ENOEXEC: "Exec format error",
  EBADF: "Bad file descriptor",
  E2BIG: "Argument list too long",
  EMFILE: "Too many open files",
  ENFILE: "Too many open files in system",
  EAGAIN: "Resource temporarily unavailable",
  ENOMEM: "Cannot allocate memory",
  ELOOP: "Too many levels of symbolic links",
  ETXTBSY: "Text file busy",
  EEXIST: "File exists",
  ENOSPC: "No space left on device",
  ECONNRESET: "Connection reset by peer",
  EBADMSG: "Bad message",
  EINVAL: "Invalid argument",
  EPIPE: "Broken pipe",
  ESRCH: "No such process",
};

/** What Python calls OSError: an error with a code, and the file it is about. */
export interface OsError extends Error {
  readonly code: string;
  readonly filename: string | undefined;
}

/** An OsError. */
export function osError(code: string, filename?: string, cause?: unknown): OsError {
  const message = `${MESSAGES[code] ?? code}${filename === undefined ? "" : `: ${filename}`}`;
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code, filename });
}
