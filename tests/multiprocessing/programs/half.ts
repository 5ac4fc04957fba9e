// Ends in the middle of a message.

import { sockets } from "../../../multiprocessing/descriptors.ts";

sockets().send(3, new Uint8Array([0, 0, 0, 9, 1, 2, 3]), true);
