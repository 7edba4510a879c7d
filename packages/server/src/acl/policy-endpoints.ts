import type { Fields } from "../endpoint/json-body.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { hashOf, isAclName } from "./decode.ts";
import { aclMissing, aclRead } from "./read-reply.ts";
import { MANAGEMENT_POLICY_ID } from "./records.ts";
import { parseRules } from "./rules.ts";
import { policyShape } from "./shape.ts";

/** `/v1/acl/policy` and `/v1/acl/policies`. */
export function policyEndpoints(context: ServerContext): Endpoints {
  const { state, runtime } = context;
  return {
    "acl.policy-list": () =>
      aclRead(
        context,
        "acl.policy-list",
        [...state.acl.policies.list()].map((row) => policyShape(row, true)),
      ),
    "acl.policy-create": async (request) => {
      const body = await readFields(request, { prefix: "Bad request: Policy decoding failed: " });
      if (body instanceof Refusal) return refusal(body);
      if (body.string("ID") !== "")
        return text(400, "Bad request: Cannot specify the ID when creating a new policy");
      return write(state, body, runtime.random.uuid(), "create");
    },
    "acl.policy-read": (request) => read(context, request),
    "acl.policy-update": async (request) => {
      if (request.rest === "") return text(400, "Bad request: Missing policy ID");
      const body = await readFields(request, { prefix: "Bad request: Policy decoding failed: " });
      if (body instanceof Refusal) return refusal(body);
      return write(state, body, request.rest, "update");
    },
    "acl.policy-delete": (request) => remove(state, request),
  };
}

function read(context: ServerContext, { rest }: ApiRequest): Reply {
  if (rest === "") return text(400, "Bad request: Missing policy ID");
  const { acl } = context.state;
  const row = rest.startsWith("name/")
    ? acl.policyByName(rest.slice("name/".length))
    : acl.policies.get(rest);
  if (row === undefined) return aclMissing(context, "acl.policy-read");
  return aclRead(context, "acl.policy-read", policyShape(row, false));
}

async function write(state: ServerState, body: Fields, id: string, how: "create" | "update"): Promise<Reply> {
  const written = await state.writeExclusive((draft) => putPolicy(state, draft, body, id, how));
  if (written instanceof Refusal) return refusal(written);
  const row = state.acl.policies.get(id);
  return row === undefined ? text(500, "the policy was deleted at once") : json(policyShape(row, false));
}

function putPolicy(
  state: ServerState,
  draft: Draft,
  body: Fields,
  id: string,
  how: "create" | "update",
): Outcome<true> {
  const existing = draft.get(state.acl.policies, id);
  if (how === "update" && existing === undefined) return refuse(`cannot find policy ${id}`);
  const name = body.string("Name");
  if (name === "") return refuse("Invalid Policy: no Name is set");
  if (!isAclName(name))
    return refuse("Invalid Policy: invalid Name. Only alphanumeric characters, '-' and '_' are allowed");
  const sameName = state.acl.policyByName(name);
  if (sameName !== undefined && sameName.id !== id)
    return refuse(`Invalid Policy: A Policy with Name ${JSON.stringify(name)} already exists`);
  const rules = body.string("Rules");
  if (id === MANAGEMENT_POLICY_ID && rules !== existing?.value.Rules)
    return refuse("Changing the Rules for the builtin global-management policy is not permitted");
  const parsed = parseRules(rules);
  if (parsed instanceof Refusal) return parsed;
  const policy = {
    ID: id,
    Name: name,
    Description: body.string("Description"),
    Rules: rules,
    Datacenters: body.strings("Datacenters") ?? null,
  };
  draft.put(state.acl.policies, id, { ...policy, Hash: hashOf(policy) });
  return true;
}

async function remove(state: ServerState, { rest: id }: ApiRequest): Promise<Reply> {
  if (id === "") return text(400, "Bad request: Missing policy ID");
  if (id === MANAGEMENT_POLICY_ID)
    return text(500, "Delete operation not permitted on the builtin global-management policy");
  const written = await state.write((draft) => draft.delete(state.acl.policies, id));
  return written instanceof Refusal ? refusal(written) : json(true);
}
