import { serverParts } from "@tutti/server";
import type { CreatePart } from "./agent-part.ts";
import { createDnsPart } from "./dns/part.ts";
import { createLocalPart } from "./local/endpoint.ts";
import { createMembersPart } from "./members/endpoint.ts";

/** All parts of the agent, in the order in which they start: first the server's nouns. One line a part. */
export const parts: readonly CreatePart[] = [
  ...serverParts,
  createMembersPart,
  createLocalPart,
  createDnsPart,
];
