// Queues that threads share. What can't be bytes goes by way of the courier.
//
//   item ── seal ──▶ bytes, attachments ── (memory, courier) ──▶ open ── restore ──▶ item

import { Arena } from "../../_sync/arena.ts";
import { threadParker } from "../../_sync/thread_parker.ts";
import { fetch, fetchSync, forget, keep } from "../../_thread/courier.ts";
import { IDENTIFIER_WORDS } from "../../_thread/identity.ts";
import { threadOwners } from "../../_thread/owners.ts";
import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import {
  type Letter,
  loadFor,
  open,
  type Opened,
  restore,
  restoreSync,
  returnMarks,
  seal,
} from "./letter.ts";
import type { Mail, Reach } from "./reach.ts";
import { type QueueMemory, QueueState } from "./state.ts";
import type { Taken } from "./stock.ts";

type Free = (taken: Taken) => void;

const mail: Mail = {
  seal,
  abandon: returnMarks,
  forget,

  give({ encoded: { attachments }, transfer = [], item }: Letter): number {
    if (attachments === undefined) return 0;
    try {
      return keep(attachments, transfer.filter((object) => !(object instanceof ArrayBuffer)));
    } catch (error) {
      throw explainCloneFailure(error, item, "item");
    }
  },

  claim() {},

  // At once, as its bytes must be: only then it may wait for what is attached, or for modules.
  read(taken, free) {
    if (taken.attached === 0) return complete(openAndFree(taken, undefined, free));
    const copy = own(taken);
    return fetch(taken.attached).then((attachments) =>
      complete(openAndFree(copy, attachments, free))
    );
  },

  readSync(taken, free) {
    if (taken.attached === 0) return restoreSync(openAndFree(taken, undefined, free));
    const copy = own(taken);
    return restoreSync(openAndFree(copy, fetchSync(taken.attached), free));
  },

  peek: (bytes, form) => restoreSync(open(bytes, form, undefined)),
};

export const threadReach: Reach = {
  parker: threadParker,
  owners: threadOwners,
  mail,
  patience: undefined,
};

/** Memory for an empty queue of at most `room` items. */
export function createQueueMemory(room: number): QueueMemory {
  const words = new Int32Array(
    new SharedArrayBuffer(4 * (QueueState.WORDS + IDENTIFIER_WORDS)),
  );
  QueueState.begin(words, room);
  return { words, memory: Arena.createMemory() };
}

function openAndFree(taken: Taken, attachments: unknown[] | undefined, free: Free): Opened {
  try {
    return open(taken.bytes, taken.form, attachments);
  } finally {
    free(taken);
  }
}

function own(taken: Taken): Taken {
  return taken.block === 0 ? { ...taken, bytes: taken.bytes.slice() } : taken;
}

function complete(opened: Opened): Promise<unknown> {
  const loading = loadFor(opened);
  if (loading === undefined) return Promise.resolve(restore(opened));
  return loading.then(() => restore(opened));
}
