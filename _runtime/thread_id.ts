/** The identifier of the calling thread in what /proc/thread-self links to: "123/task/456". */
export function threadIdOf(link: string): number | undefined {
  const id = Number(/\/task\/(\d+)$/.exec(link)?.[1]);
  return id > 0 ? id : undefined;
}

/** Linux shows every thread its own identifier here. */
export const THREAD_SELF = "/proc/thread-self";
