/** What is known of whether a view follows the length of its buffer. */
export const Tracking = { NO: 0, YES: 1, UNKNOWN: 2 } as const;

/**
 * Nothing in the language tells, so the buffer is made longer or shorter for a moment, which nobody can see. Memory that
 * is shared can't be made shorter again: then it stays unknown.
 */
export function trackingOf(view: ArrayBufferView): number {
  const { buffer } = view;
  const size = (view as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
  if (buffer instanceof ArrayBuffer) {
    if (!buffer.resizable || !reachesEnd(view, buffer, size)) return Tracking.NO;
    return follows(view, buffer, size) ? Tracking.YES : Tracking.NO;
  }
  if (!buffer.growable || !reachesEnd(view, buffer, size)) return Tracking.NO;
  // Not even another element fits: nothing will show the difference.
  return buffer.maxByteLength - view.byteOffset - view.byteLength < size
    ? Tracking.NO
    : Tracking.UNKNOWN;
}

function reachesEnd(view: ArrayBufferView, buffer: ArrayBufferLike, size: number): boolean {
  return buffer.byteLength - view.byteOffset - view.byteLength < size;
}

function follows(view: ArrayBufferView, buffer: ArrayBuffer, size: number): boolean {
  const { byteLength, maxByteLength } = buffer;
  const { byteLength: before, byteOffset } = view;
  const longer = byteOffset + before + size;
  if (longer <= maxByteLength) {
    buffer.resize(longer);
    const result = view.byteLength !== before;
    buffer.resize(byteLength);
    return result;
  }
  if (before === 0) return false;
  const shorter = byteOffset + before - 1;
  const lost = new Uint8Array(buffer).slice(shorter);
  buffer.resize(shorter);
  const result = inBounds(view);
  buffer.resize(byteLength);
  new Uint8Array(buffer).set(lost, shorter);
  return result;
}

/** Whether its buffer is there, and still as long as it must be. */
export function inBounds(view: ArrayBufferView): boolean {
  try {
    if (view instanceof DataView) return view.byteLength >= 0;
    (view as Uint8Array).at(0);
    return true;
  } catch {
    return false;
  }
}
