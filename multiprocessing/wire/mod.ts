// All that goes over wires.

import { wiredPipe } from "./connection.ts";
import "./parent.ts";
import { WiredLife } from "./queue_life.ts";
import { startWired } from "./start.ts";
import { waitWired } from "./wait.ts";
import { setWay } from "./way.ts";

setWay({
  start: startWired,
  pipe: wiredPipe,
  createQueue: (room) => WiredLife.create(room),
  openQueue: (form) => WiredLife.open(form),
  wait: waitWired,
});
