import { PLACE, type Place } from "../_thread/place.ts";
import { Event as ThreadEvent } from "../threading/event.ts";
import { processPlace, registerProcessObject } from "./process_object.ts";

/**
 * Python's multiprocessing.Event (17.2.2.5): threading's Event, shared by processes. Who was woken by `set` gets true
 * even when `clear` follows at once.
 *
 * ```ts
 * import { Event } from "@weft/concurrency/multiprocessing";
 *
 * const ready = new Event();
 * setTimeout(() => ready.set(), 10);
 * console.log(await ready.wait());
 * ```
 *
 * ```output
 * true
 * ```
 */
export class Event extends ThreadEvent {
  /** @ignore */
  static readonly [PLACE]: Place = processPlace;
}

registerProcessObject("Event", Event, () => import.meta.url, () => new Event());
