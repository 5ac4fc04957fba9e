// The length, and a hash, of what so many random values are as bytes.

import { Connection } from "../../../multiprocessing/connection.ts";
import { hashOf } from "../encodings.ts";

using connection = new Connection(3);
const [seed, count] = connection.recvSync() as [number, number];
connection.sendSync(hashOf(seed, count));
