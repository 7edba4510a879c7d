import { type AgentClient, ANONYMOUS_ACCESSOR_ID, MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import { refusalOf } from "../api/api-command.ts";
import { recordsOf, textOf } from "../api/json-shapes.ts";

/** An id, or why there is none. */
export type FoundId = { readonly id: string } | { readonly mistake: string };

const UUID_LENGTH = 36;

interface Listed {
  readonly route: "acl.policy-list" | "acl.role-list" | "acl.token-list" | "acl.binding-rule-list";
  readonly key: "ID" | "AccessorID";
  /** Words that stand for what is always there. */
  readonly named?: ReadonlyMap<string, string>;
}

const LISTS: Readonly<Record<"policy" | "role" | "token" | "rule", Listed>> = {
  policy: {
    route: "acl.policy-list",
    key: "ID",
    named: new Map([["global-management", MANAGEMENT_POLICY_ID]]),
  },
  role: { route: "acl.role-list", key: "ID" },
  rule: { route: "acl.binding-rule-list", key: "ID" },
  token: {
    route: "acl.token-list",
    key: "AccessorID",
    named: new Map([["anonymous", ANONYMOUS_ACCESSOR_ID]]),
  },
};

/** The id that a word stands for, a whole id, or what begins so and is the only one. */
export async function idByPrefix(
  client: AgentClient,
  kind: keyof typeof LISTS,
  prefix: string,
): Promise<FoundId> {
  const { route, key, named } = LISTS[kind];
  const whole = named?.get(prefix) ?? (prefix.length === UUID_LENGTH ? prefix : undefined);
  if (whole !== undefined) return { id: whole };
  const answer = await client.call(route);
  if (answer.status !== 200) return { mistake: refusalOf(answer) };
  const found = recordsOf(answer.json())
    .map((one) => textOf(one[key]))
    .filter((id) => id.startsWith(prefix));
  const [id] = found;
  if (id === undefined) return { mistake: `No such ${kind} ID with prefix: ${prefix}` };
  return found.length === 1 ? { id } : { mistake: `Partial ${kind} ID is not unique` };
}

export async function idByName(client: AgentClient, kind: "policy" | "role", name: string): Promise<FoundId> {
  const answer = await client.call(LISTS[kind].route);
  if (answer.status !== 200) return { mistake: refusalOf(answer) };
  const found = recordsOf(answer.json()).find((one) => textOf(one.Name) === name);
  return found === undefined ? { mistake: `No such ${kind} with name ${name}` } : { id: textOf(found.ID) };
}
