import { kinds } from "./support.ts";
import { shutdownSuite } from "./shutdown_suite.ts";

for (const kind of kinds) shutdownSuite(kind);
