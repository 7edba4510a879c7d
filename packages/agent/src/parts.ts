import type { CreatePart } from "./agent-part.ts";
import { createDnsPart } from "./dns/part.ts";
import { createKvPart } from "./kv/endpoint.ts";
import { createLocalPart } from "./local/endpoint.ts";
import { createMembersPart } from "./members/endpoint.ts";
import { createServerPart } from "./server/self.ts";
import { createStatusPart } from "./status/endpoint.ts";

/** All parts of the agent, in the order in which they start. One line a part. */
export const parts: readonly CreatePart[] = [
  createServerPart,
  createStatusPart,
  createKvPart,
  createMembersPart,
  createLocalPart,
  createDnsPart,
];
