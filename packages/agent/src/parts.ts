import type { CreatePart } from "./agent-part.ts";
import { createKvPart } from "./kv/endpoint.ts";
import { createServerPart } from "./server/self.ts";
import { createStatusPart } from "./status/endpoint.ts";

/** All parts of the agent, in the order in which they start. One line a part. */
export const parts: readonly CreatePart[] = [createServerPart, createStatusPart, createKvPart];
