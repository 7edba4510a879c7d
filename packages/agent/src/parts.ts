import type { CreatePart } from "./agent-part.ts";
import { createDnsPart } from "./dns/part.ts";
import { createLocalPart } from "./local/endpoint.ts";
import { createMembersPart } from "./members/endpoint.ts";
import { createMonitorPart } from "./monitor/endpoint.ts";
import { createProfilePart } from "./profile/endpoint.ts";
import { createRemoteExecPart } from "./remote-exec/part.ts";
import { createServerPort } from "./server-port.ts";
import { createWatchPart } from "./watch/part.ts";

/** All parts of the agent, in the order in which they start; the servers run by then. One line a part. */
export const parts: readonly CreatePart[] = [
  createMembersPart,
  createMonitorPart,
  createProfilePart,
  createServerPort,
  createLocalPart,
  createDnsPart,
  createWatchPart,
  createRemoteExecPart,
];
