import type { AgentClient } from "@tutti/agent-api";
import type { ErrorKind } from "@tutti/errors";
import { commandError } from "../errors.ts";
import { idByPrefix } from "./ids.ts";

interface Call {
  readonly flags: { readonly id: string };
  readonly client: AgentClient;
  fail(kind: ErrorKind): number;
}

const UNDETERMINED = {
  token: "error-determining-token-id",
  rule: "error-determining-binding-rule-id",
} as const;

/** The one that `-id` names, whole or by how it begins; the exit status where that was told to be none. */
export async function idOfFlag(
  call: Call,
  kind: keyof typeof UNDETERMINED,
  missing: ErrorKind,
): Promise<string | number> {
  if (call.flags.id === "") return call.fail(missing);
  const found = await idByPrefix(call.client, kind, call.flags.id);
  return "id" in found ? found.id : call.fail(commandError(UNDETERMINED[kind], found.mistake));
}

interface Named {
  readonly flags: { readonly id: string; readonly name?: string };
}

const UUID_CHARS = 36;

/**
 * What failed where the agent cannot be asked, as Consul says it: a name, or
 * an id that is not whole, is looked up in a list first; after that it is what
 * the command does, which some name with the id.
 */
export function failedFor(
  kind: "policy" | "role" | "token",
  doing: string,
  names?: "names it",
): (call: Named) => string {
  return ({ flags: { id } }) => {
    if (id.length !== UUID_CHARS) return `Error determining ${kind} ID`;
    return names === undefined ? doing : `${doing} ${JSON.stringify(id)}`;
  };
}
